import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { StoreError } from '../../src/model/errors.ts'
import type { Sample } from '../../src/model/usage.ts'
import { openSamples } from '../../src/store/samples.ts'
import { unique } from '../../src/usage/series.ts'
import { createFolder, removeFolder } from '../support/folder.ts'
import { holds } from '../support/property.ts'
import { failing } from './failing.ts'

function sample(start: string, value: number, more: Partial<Sample> = {}): Sample {
  return {
    source: 'meter',
    organization: 'acme',
    objectType: '',
    metric: 'calls',
    kind: 'delta',
    start,
    value,
    ...more,
  }
}

async function refusedWith(code: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    assert.instance(error, StoreError)
    assert.is((error as StoreError).code, code)
    assert.not.match((error as StoreError).message, /text of the system/)
    return
  }
  assert.unreachable(`nothing is refused, not even with ${code}`)
}

const texts = (folder: string, month: string) => readFileSync(join(folder, 'usage', `${month}.ndjson`), 'utf8')

test('samples lie in one file a month, for their owner alone, and are given in order of time', async () => {
  const folder = createFolder()
  const store = openSamples({ folder })
  assert.equal(await store.read(), [])
  await store.add([
    sample('2026-11-02T10:00:00+02:00', 2, { project: 'web', component: 'cpu' }),
    sample('2026-10-31', 1),
    sample('2026-11-01', 3),
  ])
  assert.equal(readdirSync(join(folder, 'usage')).sort(), ['2026-10.ndjson', '2026-11.ndjson'])
  assert.equal(statSync(join(folder, 'usage')).mode & 0o777, 0o700)
  assert.equal(statSync(join(folder, 'usage/2026-11.ndjson')).mode & 0o777, 0o600)
  assert.is(
    texts(folder, '2026-11'),
    '{"start":"2026-11-02T08:00:00.000Z","organization":"acme","source":"meter","project":"web","objectType":"","metric":"calls","kind":"delta","value":2,"component":"cpu"}\n' +
      '{"start":"2026-11-01T00:00:00.000Z","organization":"acme","source":"meter","objectType":"","metric":"calls","kind":"delta","value":3}\n',
  )
  assert.equal(await openSamples({ folder }).read(), [
    sample('2026-10-31T00:00:00.000Z', 1),
    sample('2026-11-01T00:00:00.000Z', 3),
    sample('2026-11-02T08:00:00.000Z', 2, { project: 'web', component: 'cpu' }),
  ])
})

test('a sample that comes again is written only where it says something else, and the last one counts', async () => {
  const folder = createFolder()
  const first = [sample('2026-11-01', 1), sample('2026-11-02', 2)]
  await openSamples({ folder }).add(first)
  const once = texts(folder, '2026-11')
  await openSamples({ folder }).add(first)
  assert.is(texts(folder, '2026-11'), once)
  await openSamples({ folder }).add([sample('2026-11-02', 5), sample('2026-11-02T00:00:00Z', 7)])
  assert.is(texts(folder, '2026-11').split('\n').length, 4)
  const values = async () => (await openSamples({ folder }).read()).map(({ value }) => value)
  assert.equal(await values(), [1, 7])
  await openSamples({ folder }).add([sample('2026-11-02', 2)])
  assert.equal(await values(), [1, 2])
})

test('only what is asked for is given, and only the months asked for are opened', async () => {
  const folder = createFolder()
  const store = openSamples({ folder })
  const days = ['2026-09-30', '2026-10-01', '2026-10-31', '2026-11-01']
  await store.add(days.flatMap((day) => [sample(day, 1), sample(day, 2, { organization: 'globex' })]))
  writeFileSync(join(folder, 'usage/2026-09.ndjson'), 'no line\n')
  const notices: string[] = []
  const reader = openSamples({ folder, onNotice: (message) => notices.push(message) })
  const found = await reader.read({
    organizations: new Set(['globex']),
    from: Date.parse('2026-10-01'),
    until: Date.parse('2026-11-01'),
  })
  assert.equal(
    found.map(({ organization, start }) => `${organization} ${start.slice(0, 10)}`),
    ['globex 2026-10-01', 'globex 2026-10-31'],
  )
  assert.equal(notices, [])
  assert.is((await reader.read({ organizations: new Set() })).length, 0)
  assert.is((await reader.read({ from: -8.64e15, until: 8.64e15 })).length, 6)
  assert.match(notices.join(), /^1 line of .*2026-09\.ndjson cannot be read and counts for nothing/)
})

test('what a crash left unfinished counts for nothing, and is cut before the next line', async () => {
  const folder = createFolder()
  const path = join(folder, 'usage/2026-11.ndjson')
  await openSamples({ folder }).add([sample('2026-11-01', 1), sample('2026-11-02', 25)])
  const whole = texts(folder, '2026-11')
  for (let length = whole.length - 1; length > whole.indexOf('\n'); length--) {
    writeFileSync(path, whole)
    truncateSync(path, length)
    appendFileSync(path, length % 2 === 0 ? '\0\0\0' : '')
    assert.equal(
      (await openSamples({ folder }).read()).map(({ value }) => value),
      [1],
    )
    await openSamples({ folder }).add([sample('2026-11-02', 25)])
    assert.is(texts(folder, '2026-11'), whole)
  }
})

test('a line that was damaged costs its sample and no other', async () => {
  const folder = createFolder()
  await openSamples({ folder }).add([1, 2, 3].map((day) => sample(`2026-11-0${day}`, day)))
  const path = join(folder, 'usage/2026-11.ndjson')
  writeFileSync(path, texts(folder, '2026-11').replace('"value":2}', '"value":x}'))
  const notices: string[] = []
  const found = await openSamples({ folder, onNotice: (message) => notices.push(message) }).read()
  assert.equal(
    found.map(({ value }) => value),
    [1, 3],
  )
  assert.is(notices.length, 1)
})

test('a full disk leaves what was there, and the next try writes the rest', async () => {
  const folder = createFolder()
  await openSamples({ folder }).add([sample('2026-11-01', 1)])
  const before = texts(folder, '2026-11')
  for (const step of ['open', 'write', 'datasync'] as const) {
    const { disk } = failing({ step, code: 'ENOSPC' })
    await refusedWith('StoreFull', () => openSamples({ folder, disk }).add([sample('2026-11-02', 2)]))
    if (step !== 'datasync') assert.is(texts(folder, '2026-11'), before)
  }
  await openSamples({ folder }).add([sample('2026-11-02', 2)])
  assert.equal(
    (await openSamples({ folder }).read()).map(({ value }) => value),
    [1, 2],
  )
  const { disk } = failing({ step: 'write', code: 'ENOSPC', times: 1 })
  const store = openSamples({ folder, disk })
  await refusedWith('StoreFull', () => store.add([sample('2026-11-03', 3)]))
  await store.add([sample('2026-11-03', 3)])
  assert.is((await store.read()).length, 3)
})

test('what is a link, or open to everybody, is not written to', async () => {
  const elsewhere = createFolder({ 'target.ndjson': '' })
  const folder = createFolder()
  symlinkSync(elsewhere, join(folder, 'usage'))
  await refusedWith('StateSymlink', () => openSamples({ folder }).add([sample('2026-11-01', 1)]))
  await refusedWith('StateSymlink', () => openSamples({ folder }).read())
  rmSync(join(folder, 'usage'))
  mkdirSync(join(folder, 'usage'))
  symlinkSync(join(elsewhere, 'target.ndjson'), join(folder, 'usage/2026-11.ndjson'))
  await refusedWith('StateSymlink', () => openSamples({ folder }).add([sample('2026-11-01', 1)]))
  await refusedWith('StateSymlink', () => openSamples({ folder }).read())
  assert.is(readFileSync(join(elsewhere, 'target.ndjson'), 'utf8'), '')
  rmSync(join(folder, 'usage/2026-11.ndjson'))
  await openSamples({ folder }).add([sample('2026-11-01', 1)])
  chmodSync(join(folder, 'usage/2026-11.ndjson'), 0o604)
  await refusedWith('StateNotOwned', () => openSamples({ folder }).add([sample('2026-11-02', 1)]))
  await refusedWith('StateMissing', () =>
    openSamples({ folder: join(folder, 'nowhere') }).add([sample('2026-11-01', 1)]),
  )
})

test('texts that look like the line itself stay texts', async () => {
  const folder = createFolder()
  const odd = '","value":7,"organization":"globex" \n\u2028 🦉'
  const samples = [sample('2026-11-01T00:00:00.000Z', 1, { project: odd, metric: odd, component: odd })]
  await openSamples({ folder }).add(samples)
  assert.equal(await openSamples({ folder }).read({ organizations: new Set(['acme']) }), samples)
})

test('adds that overlap wait for one another', async () => {
  const folder = createFolder()
  const store = openSamples({ folder })
  const days = Array.from({ length: 20 }, (_, index) => sample(`2026-11-${String(index + 1).padStart(2, '0')}`, index))
  await Promise.all(days.map((day) => store.add([day])))
  assert.is((await store.read()).length, 20)
})

const DAYS = ['2026-09-30T23:00:00Z', '2026-10-01', '2026-10-31', '2026-11-01', '2026-11-01T00:00:00.500Z']

test('whatever is read again, restarted or said otherwise, the store gives what the last words were', async () => {
  const one = fc.record({
    start: fc.constantFrom(...DAYS),
    value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
    source: fc.constantFrom('a', 'b'),
    organization: fc.constantFrom('acme', 'globex'),
    kind: fc.constantFrom('delta' as const, 'gauge' as const),
    project: fc.constantFrom('', 'web'),
  })
  const batches = fc.array(fc.record({ samples: fc.array(one, { maxLength: 6 }), isRestarted: fc.boolean() }))
  const property = fc.asyncProperty(batches, async (all) => {
    const folder = createFolder()
    let store = openSamples({ folder })
    const told: Sample[] = []
    for (const { samples, isRestarted } of all) {
      const added = samples.map(({ project, ...rest }) =>
        sample('', 0, { ...rest, ...(project === '' ? {} : { project }) }),
      )
      await store.add(added)
      told.push(...added)
      if (isRestarted) store = openSamples({ folder })
    }
    const plain = (list: readonly Sample[]) =>
      list.map((each) => JSON.stringify({ ...each, start: Date.parse(each.start) }, Object.keys(each).sort())).sort()
    assert.equal(plain(await store.read()), plain(unique(told)))
    removeFolder(folder)
  })
  await holds(property, 40)
})

test.run()
