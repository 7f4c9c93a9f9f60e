import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { durationMs, durationText, listenOf, listenText, sizeBytes } from '../../src/config/units.ts'

test('a duration is a whole number and its unit', () => {
  assert.equal(
    ['500ms', '60s', '5m', '1h', '2d', '0s'].map(durationMs),
    [500, 60_000, 300_000, 3_600_000, 172_800_000, 0],
  )
  assert.equal(
    ['60', 's', '1.5h', '-1s', '1 h', '1H', ''].filter((text) => durationMs(text) !== undefined),
    [],
  )
})

test('a duration is written with the largest unit that divides it', () => {
  assert.equal([500, 60_000, 90_000, 3_600_000, 0].map(durationText), ['500ms', '1m', '90s', '1h', '0ms'])
})

test('a size is a whole number of bytes and its unit', () => {
  assert.equal(['512B', '64KiB', '1MiB', '1GiB'].map(sizeBytes), [512, 65_536, 1_048_576, 1_073_741_824])
  assert.equal(
    ['1', '1MB', '1 MiB', '1.5MiB'].filter((text) => sizeBytes(text) !== undefined),
    [],
  )
})

test('an address to listen at has a host and a port', () => {
  assert.equal(listenOf('127.0.0.1:8080'), { host: '127.0.0.1', port: 8080 })
  assert.equal(listenOf('[::1]:0'), { host: '::1', port: 0 })
  assert.is(listenOf('off'), 'off')
  assert.equal([':8080', 'localhost', '127.0.0.1:65536', '::1:80'].map(listenOf), [
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  assert.is(listenText({ host: '::1', port: 80 }), '[::1]:80')
})

test.run()
