import { appendFileSync, existsSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { FileRecord, Inventory, Settled, SourceUpdate } from '../../src/model/inventory.ts'
import type { Key } from '../../src/model/resource.ts'
import { realDisk } from '../../src/store/disk.ts'
import { openInventory } from '../../src/store/inventory.ts'
import { createFolder } from '../support/folder.ts'

const SETTLED: Settled = {
  head: { seq: 3, hash: 'abc' },
  program: '1.0.0',
  sources: [{ name: 'git', revision: 'one', configuration: 'same' }],
  since: '2026-11-22T12:00:00.000Z',
  until: '2026-12-01T00:00:00.000Z',
}

function file(...names: readonly string[]): FileRecord {
  return {
    stamp: names.join(),
    isKnown: true,
    held: names.map((name) => ({ key: `User/acme/${name}` as Key, line: 1 })),
  }
}

function update(
  files: Readonly<Record<string, FileRecord | undefined>>,
  revision = 'one',
  from?: string,
): SourceUpdate {
  const since = from === undefined ? {} : { from }
  return { source: 'git', revision, applied: revision, ...since, files: new Map(Object.entries(files)) }
}

function contentOf(inventory: Inventory) {
  const record = inventory.of('git')
  return { revision: record?.revision, applied: record?.applied, files: Object.fromEntries(record?.files ?? []) }
}

test('what is recorded is there when it is opened again, the difference on top of the whole', async () => {
  const folder = createFolder()
  const first = await openInventory({ folder })
  assert.is(first.of('git'), undefined)
  await first.record([update({ 'a.yaml': file('ada'), 'b.yaml': file('bob') })], SETTLED)
  assert.equal((await openInventory({ folder })).settled(), SETTLED)
  await first.record([update({ 'b.yaml': undefined, 'c.yaml': file('cyd', 'dan') }, 'two', 'one')])
  const again = await openInventory({ folder })
  const content = { revision: 'two', applied: 'two', files: { 'a.yaml': file('ada'), 'c.yaml': file('cyd', 'dan') } }
  assert.equal(contentOf(first), content)
  assert.equal(contentOf(again), content)
  assert.is(again.settled(), undefined)
  await again.record([update({ 'd.yaml': file('eve') }, 'three')])
  assert.equal(contentOf(await openInventory({ folder })).files, { 'd.yaml': file('eve') })
})

test('a small change writes little, and the file does not grow without end', async () => {
  const folder = createFolder()
  const path = join(folder, 'inventory.ndjson')
  const inventory = await openInventory({ folder })
  const names = Array.from({ length: 20_000 }, (_, index) => `user-${index}`)
  await inventory.record([update(Object.fromEntries(names.map((name) => [`${name}.yaml`, file(name)])))])
  const whole = statSync(path).size
  await inventory.record([update({ 'user-7.yaml': file('seven') }, 'two', 'one')])
  assert.ok(statSync(path).size - whole < 1000)
  let from = 'two'
  for (let round = 0; round < 6; round++) {
    await inventory.record([
      update(Object.fromEntries(names.map((name) => [`${name}.yaml`, file(name)])), `${round}`, from),
    ])
    from = `${round}`
  }
  assert.ok(statSync(path).size < 4 * whole)
  assert.is((await openInventory({ folder })).of('git')?.files.size, 20_000)
})

test('a part that was not written to its end does not count, and is written over', async () => {
  const folder = createFolder()
  const path = join(folder, 'inventory.ndjson')
  const inventory = await openInventory({ folder })
  await inventory.record([update({ 'a.yaml': file('ada') })])
  const size = statSync(path).size
  await inventory.record([update({ 'a.yaml': file('bob') }, 'two', 'one')])
  for (const length of [size + 5, statSync(path).size - 1]) {
    const torn = createFolder({ 'inventory.ndjson': readFileSync(path).subarray(0, length) })
    const opened = await openInventory({ folder: torn })
    assert.equal(contentOf(opened), { revision: 'one', applied: 'one', files: { 'a.yaml': file('ada') } })
    await opened.record([update({ 'c.yaml': file('cyd') }, 'three', 'one')])
    assert.equal(contentOf(await openInventory({ folder: torn })).files, {
      'a.yaml': file('ada'),
      'c.yaml': file('cyd'),
    })
  }
})

test('an inventory that is damaged, or of another version, is told and counts as lost', async () => {
  const folder = createFolder()
  const path = join(folder, 'inventory.ndjson')
  await (await openInventory({ folder })).record([update({ 'a.yaml': file('ada') })])
  const text = readFileSync(path, 'utf8')
  const wrong = [text.replace('ada', 'eva'), text.replace('"format":1', '"format":2'), `garbage\n${text}`, 'x\n']
  for (const content of wrong) {
    writeFileSync(path, content)
    const notices: string[] = []
    const inventory = await openInventory({ folder, onNotice: (notice) => notices.push(notice) })
    assert.is(inventory.of('git'), undefined)
    assert.match(notices.join(), /^.*inventory\.ndjson is damaged or of another version; it is made anew/)
    await inventory.record([update({ 'b.yaml': file('bob') })])
    assert.equal(contentOf(await openInventory({ folder })).files, { 'b.yaml': file('bob') })
  }
})

test('who only reads writes nothing', async () => {
  const folder = createFolder()
  await (await openInventory({ folder, isReadonly: true })).record([update({ 'a.yaml': file('ada') })])
  assert.not(existsSync(join(folder, 'inventory.ndjson')))
})

test('what cannot be written is told, harms nothing, and is written whole the next time', async () => {
  const folder = createFolder()
  let isFull = false
  const disk = {
    ...realDisk,
    open: (path: string, flags: number) => {
      if (isFull) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
      return realDisk.open(path, flags)
    },
  }
  const notices: string[] = []
  const inventory = await openInventory({ folder, disk, onNotice: (notice) => notices.push(notice) })
  await inventory.record([update({ 'a.yaml': file('ada') })])
  isFull = true
  await inventory.record([update({ 'b.yaml': file('bob') }, 'two', 'one')])
  assert.is(notices.length, 1)
  isFull = false
  await inventory.record([update({ 'c.yaml': file('cyd') }, 'three', 'two')])
  assert.equal(Object.keys(contentOf(await openInventory({ folder })).files), ['a.yaml', 'b.yaml', 'c.yaml'])
})

test('nothing that was read again, and settled as before, writes nothing', async () => {
  const folder = createFolder()
  const inventory = await openInventory({ folder })
  await inventory.record([update({ 'a.yaml': file('ada') })], SETTLED)
  const path = join(folder, 'inventory.ndjson')
  const before = readFileSync(path)
  await inventory.record([], { ...SETTLED, since: '2026-11-22T13:00:00.000Z' })
  assert.equal(readFileSync(path), before)
})

test('an inventory is not reached through a link, and a link in its place is replaced', async () => {
  const elsewhere = createFolder()
  await (await openInventory({ folder: elsewhere })).record([update({ 'a.yaml': file('ada') })])
  const before = readFileSync(join(elsewhere, 'inventory.ndjson'))
  const folder = createFolder()
  symlinkSync(join(elsewhere, 'inventory.ndjson'), join(folder, 'inventory.ndjson'))
  const notices: string[] = []
  const inventory = await openInventory({ folder, onNotice: (notice) => notices.push(notice) })
  assert.is(inventory.of('git'), undefined)
  assert.is(notices.length, 1)
  await inventory.record([update({ 'b.yaml': file('bob') })])
  assert.equal(readFileSync(join(elsewhere, 'inventory.ndjson')), before)
  assert.equal(contentOf(await openInventory({ folder })).files, { 'b.yaml': file('bob') })
})

test('what lies behind the last part is no part of it', async () => {
  const folder = createFolder()
  const path = join(folder, 'inventory.ndjson')
  await (await openInventory({ folder })).record([update({ 'a.yaml': file('ada') })])
  const { size } = statSync(path)
  appendFileSync(path, Buffer.alloc(100))
  assert.equal(contentOf(await openInventory({ folder })).files, { 'a.yaml': file('ada') })
  truncateSync(path, size)
})

test.run()
