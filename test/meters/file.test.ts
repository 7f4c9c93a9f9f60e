import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readUsage } from '../../src/meters/read.ts'
import { createFolder } from '../support/folder.ts'
import { failureOf, meteringOf, sourceOf } from './metering.ts'

const LINE = '{"organization":"acme","start":"2026-11-21","value":5}\n'

function reading(path: string, directory?: string) {
  return readUsage(sourceOf({ type: 'file', path }), meteringOf(directory === undefined ? {} : { directory }))
}

test('a file below the usage directory is read, links inside of it are followed', async () => {
  const directory = createFolder({ 'acme/usage.ndjson': LINE })
  symlinkSync('acme', join(directory, 'now'))
  assert.is((await reading('acme/usage.ndjson', directory)).samples.length, 1)
  assert.is((await reading('now/usage.ndjson', directory)).samples.length, 1)
})

test('nothing outside of the usage directory is read', async () => {
  const outside = createFolder({ 'usage.ndjson': LINE })
  const directory = createFolder()
  symlinkSync(outside, join(directory, 'away'))
  symlinkSync(join(outside, 'usage.ndjson'), join(directory, 'file'))
  mkdirSync(join(directory, 'folder'))
  for (const path of ['away/usage.ndjson', 'file', 'folder', '../x', '/etc/passwd', '', 'a/../../x']) {
    const failed = await failureOf(reading(path, directory))
    assert.is(failed.code, 'MeterMisused', path)
    assert.not.ok(failed.text.includes(outside))
  }
  assert.is(
    (await failureOf(reading('usage.ndjson'))).text,
    'it is a file, and no usage directory is configured; set usage.directory',
  )
})

test('a file that is missing or too large is told', async () => {
  const directory = createFolder({ 'big.ndjson': '' })
  truncateSync(join(directory, 'big.ndjson'), 16 * 1024 * 1024 + 1)
  assert.is((await failureOf(reading('big.ndjson', directory))).code, 'MeterTooLarge')
  assert.is((await failureOf(reading('none.ndjson', directory))).code, 'MeterUnavailable')
  assert.is((await failureOf(reading('none.ndjson', join(directory, 'nowhere')))).code, 'MeterUnavailable')
  writeFileSync(join(directory, 'empty.ndjson'), '')
  assert.is((await reading('empty.ndjson', directory)).samples.length, 0)
})

test.run()
