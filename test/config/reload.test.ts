import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sameListening } from '../../src/config/reload.ts'
import { configured } from '../support/configuration.ts'
import { createFolder } from '../support/folder.ts'

const state = join(createFolder(), 'state')
const sources = 'sources: [{name: local, directory: {path: orgs}}]\n'
const config = (others = '', path = state) => configured(`state: {path: ${path}}\n${sources}${others}`)

test('other sources, logs and notifications need no other port', () => {
  const other = configured(
    `state: {path: ${state}}\nsources: [{name: b, directory: {path: o}}]\nlog: {level: debug}\nconvergeWithin: 2h\n`,
  )
  assert.ok(sameListening(config(), other))
  assert.ok(sameListening(config('hooks: {listen: "[::]:9292"}\n'), config('hooks: {listen: "[::]:9292"}\n')))
})

test('another address, one more, one less or another state is another program', () => {
  const others = [
    config('http: {listen: "127.0.0.1:8081"}\n'),
    config('http: {listen: "127.0.0.2:8080"}\n'),
    config('http: {listen: off}\n'),
    config('hooks: {listen: "127.0.0.1:9292"}\n'),
    config('', `${state}2`),
  ]
  assert.equal(
    others.map((other) => sameListening(config(), other)),
    others.map(() => false),
  )
})

test.run()
