import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { AccessRecord } from '../../../src/model/accesslog.ts'
import type { StoreError } from '../../../src/model/errors.ts'
import { type AccessLogOptions, openAccessLog } from '../../../src/store/access/log.ts'
import { type Disk, realDisk } from '../../../src/store/disk.ts'
import { accessQuery, accessRecord, pathsIn } from '../../support/accesslog.ts'
import { createFolder } from '../../support/folder.ts'
import { untilTrue } from '../../support/waiting.ts'
import { failing } from '../failing.ts'

/** A log in a folder, and what it told: how many records were lost and why, and how many batches are on the disk. */
function opened(folder: string, more: Partial<AccessLogOptions> = {}) {
  const dropped: (readonly [number, string])[] = []
  let written = 0
  const log = openAccessLog({
    folder,
    onDropped: (count, error) => void dropped.push([count, error?.code ?? 'too many']),
    onWritten: () => void written++,
    ...more,
  })
  return { log, dropped, written: () => written }
}

const at = (timestamp: string, path: string, more: Partial<AccessRecord> = {}): AccessRecord =>
  accessRecord({ timestamp, path, ...more })
const file = (folder: string, month = '2026-11') => join(folder, 'access', `${month}.ndjson`)

test('records lie in one file a month, for their owner alone, and are given newest first', async () => {
  const folder = createFolder()
  const { log } = opened(folder)
  assert.equal(await pathsIn(log), [])
  log.add(at('2026-10-31T23:59:59.999Z', '/1'))
  log.add(at('2026-11-01T00:00:00.000Z', '/2'))
  log.add(at('2026-11-01T00:00:01.000Z', '/other', { organizationUid: 'other-uid' }))
  log.add(at('2026-11-02T00:00:00.000Z', '/3'))
  assert.equal(await pathsIn(log), ['/3', '/2', '/1'])
  assert.equal(readdirSync(join(folder, 'access')).sort(), ['2026-10.ndjson', '2026-11.ndjson'])
  assert.equal([statSync(join(folder, 'access')).mode & 0o777, statSync(file(folder)).mode & 0o777], [0o700, 0o600])
  assert.equal(await pathsIn(opened(folder).log), ['/3', '/2', '/1'])
})

test('whatever was added is found at once, and written when the log is closed', async () => {
  const folder = createFolder()
  const { log, written } = opened(folder)
  log.add(at('2026-11-01T00:00:00.000Z', '/1'))
  assert.not.ok(existsSync(file(folder)))
  assert.equal(await pathsIn(log), ['/1'])
  log.add(at('2026-11-01T00:00:00.000Z', '/2'))
  await log.close()
  assert.is(readFileSync(file(folder), 'utf8').split('\n').length, 3)
  assert.is(written(), 2)
})

test('what waits is written after a second, nobody having asked for it', async () => {
  const folder = createFolder()
  const { log } = opened(folder)
  log.add(at('2026-11-01T00:00:00.000Z', '/1'))
  // The file is there a moment before what is written to it.
  await untilTrue(() => existsSync(file(folder)) && /"path":"\/1".*\n$/.test(readFileSync(file(folder), 'utf8')))
})

test('records are found by organization, time, and whatever else is wanted of them', async () => {
  const { log } = opened(createFolder())
  for (const [index, month] of ['2026-09', '2026-10', '2026-11'].entries()) {
    log.add(at(`${month}-01T00:00:00.000Z`, `/${index}a`))
    log.add(at(`${month}-15T00:00:00.000Z`, `/${index}b`, { action: 'DENIED' }))
  }
  const start = Date.parse('2026-09-15T00:00:00.000Z')
  const end = Date.parse('2026-11-15T00:00:00.000Z')
  assert.equal(await pathsIn(log, { start, end }), ['/2a', '/1b', '/1a', '/0b'])
  assert.equal(await pathsIn(log, { end: end + 1 }), ['/2b', '/2a', '/1b', '/1a', '/0b', '/0a'])
  assert.equal(await pathsIn(log, { isWanted: ({ action }) => action === 'DENIED' }), ['/2b', '/1b', '/0b'])
  assert.equal(await pathsIn(log, { organization: 'nobody' }), [])
  // The uid of one organization in the address of another's record is no record of it.
  log.add(at('2026-11-20T00:00:00.000Z', '/acme-uid', { organizationUid: 'other-uid' }))
  assert.equal(await pathsIn(log, { start: Date.parse('2026-11-16T00:00:00.000Z') }), [])
})

test('reading goes on where it ended, whatever was added meanwhile, and passes over what it is told to', async () => {
  const { log } = opened(createFolder())
  for (let index = 0; index < 7; index++) log.add(at(`2026-${index < 3 ? '10' : '11'}-01T00:00:00.000Z`, `/${index}`))
  const first = await log.read(accessQuery({ limit: 2, skip: 1 }))
  assert.equal(
    first.found.map(({ path }) => path),
    ['/5', '/4'],
  )
  log.add(at('2026-11-02T00:00:00.000Z', '/new'))
  assert.ok(first.next)
  assert.equal(await pathsIn(log, { limit: 2, ...first.next }), ['/3', '/2', '/1', '/0'])
  assert.equal(await pathsIn(log, { limit: 1, skip: 6 }), ['/1', '/0'])
  assert.equal(await pathsIn(log, { limit: 3 }), ['/new', '/6', '/5', '/4', '/3', '/2', '/1', '/0'])
})

test('one reading looks through so much and no more, and the next one goes on from there', async () => {
  const folder = createFolder()
  const { log } = opened(folder)
  const other = `${JSON.stringify(at('2026-11-01T00:00:00.000Z', `/${'x'.repeat(2000)}`, { organizationUid: 'other' }))}\n`
  const mine = (path: string): string => `${JSON.stringify(at('2026-11-01T00:00:00.000Z', path))}\n`
  mkdirSync(join(folder, 'access'))
  writeFileSync(file(folder), mine('/oldest') + other.repeat(20_000) + mine('/newest'), { mode: 0o600 })
  let readings = 0
  const found: string[] = []
  for (let query = accessQuery(); ; readings++) {
    const page = await log.read(query)
    found.push(...page.found.map(({ path }) => path))
    if (page.next === undefined) break
    query = { ...query, ...page.next }
  }
  assert.equal([found, readings], [['/newest', '/oldest'], 2])
})

test('a line that was not written to its end counts for nothing, and is cut before the next', async () => {
  const folder = createFolder()
  const { log } = opened(folder)
  log.add(at('2026-11-01T00:00:00.000Z', '/1'))
  await log.close()
  const whole = readFileSync(file(folder), 'utf8')
  appendFileSync(file(folder), whole.slice(0, 80))
  const again = opened(folder).log
  assert.equal(await pathsIn(again), ['/1'])
  again.add(at('2026-11-01T00:00:00.000Z', '/2'))
  assert.equal(await pathsIn(again), ['/2', '/1'])
  assert.ok(readFileSync(file(folder), 'utf8').startsWith(whole))
  writeFileSync(file(folder), `{"organizationUid":"acme-uid"}\nacme-uid\n\0\0acme-uid\n${whole}acme-uid`)
  assert.equal(await pathsIn(again), ['/1'])
})

test('months may be taken away at any time', async () => {
  const folder = createFolder()
  const { log } = opened(folder)
  log.add(at('2026-09-01T00:00:00.000Z', '/1'))
  log.add(at('2026-10-01T00:00:00.000Z', '/2'))
  log.add(at('2026-11-01T00:00:00.000Z', '/3'))
  const { next } = await log.read(accessQuery({ limit: 1 }))
  rmSync(file(folder, '2026-10'))
  assert.equal(await pathsIn(log, { ...next }), ['/1'])
  rmSync(join(folder, 'access'), { recursive: true })
  assert.equal(await pathsIn(log), [])
  log.add(at('2026-11-01T00:00:00.000Z', '/4'))
  assert.equal(await pathsIn(log), ['/4'])
})

test('a full or broken disk costs the records of that time, which are counted, and nothing else', async () => {
  for (const step of ['makeFolder', 'open', 'write', 'datasync'] as const) {
    const folder = createFolder()
    const { disk } = failing({ step, code: 'ENOSPC', times: 1 })
    const { log, dropped, written } = opened(folder, { disk })
    log.add(at('2026-11-01T00:00:00.000Z', '/lost'))
    log.add(at('2026-11-01T00:00:00.000Z', '/lost'))
    await log.read(accessQuery())
    assert.equal([step, dropped, written()], [step, [[2, 'StoreFull']], 0])
    log.add(at('2026-11-01T00:00:00.000Z', '/kept'))
    assert.equal((await pathsIn(log)).filter((path) => path !== '/lost').concat(`${written()}`), ['/kept', '1'])
  }
})

test('a write that takes only a part and says nothing is taken back', async () => {
  const folder = createFolder()
  let isFull = false
  const disk: Disk = {
    ...realDisk,
    write: (handle, bytes, from, place) =>
      isFull
        ? from > 0
          ? 0
          : realDisk.write(handle, bytes.subarray(0, 30), from, place)
        : realDisk.write(handle, bytes, from, place),
  }
  const { log, dropped } = opened(folder, { disk })
  log.add(at('2026-11-01T00:00:00.000Z', '/1'))
  await log.read(accessQuery())
  const before = readFileSync(file(folder), 'utf8')
  isFull = true
  log.add(at('2026-11-01T00:00:00.000Z', '/lost'))
  assert.equal(await pathsIn(log), ['/1'])
  assert.equal([readFileSync(file(folder), 'utf8'), dropped], [before, [[1, 'StoreFull']]])
})

test('H17: while the disk hangs so much waits and no more, and neither who adds nor who stops waits for it', async () => {
  const folder = createFolder()
  const release = Promise.withResolvers<void>()
  const disk: Disk = { ...realDisk, open: (path, flags) => release.promise.then(() => realDisk.open(path, flags)) }
  const { log, dropped } = opened(folder, { disk, mostWaitingBytes: 4096 })
  const begun = performance.now()
  for (let index = 0; index < 1000; index++) log.add(at('2026-11-01T00:00:00.000Z', `/${index}`))
  assert.ok(performance.now() - begun < 5000)
  assert.ok(dropped.length > 900, `${dropped.length} of 1000`)
  assert.ok(dropped.every(([count, why]) => count === 1 && why === 'too many'))
  await log.close()
  assert.ok(performance.now() - begun < 20_000)
  release.resolve()
  const kept = await pathsIn(log)
  assert.is(kept.length + dropped.length, 1000)
  log.add(at('2026-11-01T00:00:00.000Z', '/after'))
  assert.is((await pathsIn(log))[0], '/after')
})

test('what is a link, or open to everybody, is neither written to nor read', async () => {
  const elsewhere = createFolder({ 'target.ndjson': '' })
  const folder = createFolder()
  const { log, dropped } = opened(folder)
  const add = async (): Promise<unknown> => {
    log.add(at('2026-11-01T00:00:00.000Z', '/1'))
    return log.read(accessQuery()).catch((error: StoreError) => error.code)
  }
  symlinkSync(elsewhere, join(folder, 'access'))
  assert.is(await add(), 'StateSymlink')
  rmSync(join(folder, 'access'))
  mkdirSync(join(folder, 'access'))
  symlinkSync(join(elsewhere, 'target.ndjson'), file(folder))
  assert.is(await add(), 'StateSymlink')
  assert.is(readFileSync(join(elsewhere, 'target.ndjson'), 'utf8'), '')
  rmSync(file(folder))
  writeFileSync(file(folder), '')
  chmodSync(file(folder), 0o604)
  assert.equal(await add(), { found: [], next: undefined })
  assert.equal(dropped, [
    [1, 'StateSymlink'],
    [1, 'StateSymlink'],
    [1, 'StateNotOwned'],
  ])
})

test.run()
