import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DEFAULT_LIMITS } from '../../src/documents/limits.ts'
import { type FileBytes, type PoolSettings, type ReadResult, readFiles } from '../../src/documents/pool.ts'
import { readDocuments } from '../../src/documents/read.ts'
import { SourceError } from '../../src/model/errors.ts'
import { createFolder } from '../support/folder.ts'
import { withEnvironment } from '../support/process.ts'
import { untilTrue } from '../support/waiting.ts'
import { fileOf, told } from './support/reading.ts'

const FAULTY = new URL('./support/faulty-worker.ts', import.meta.url)
const HEARD = new URL('./support/heard-worker.ts', import.meta.url)
const NOWHERE = new URL('./support/no-such-worker.ts', import.meta.url)
const EVERYTHING_APART: Partial<PoolSettings> = { inProcess: 0 }

function fileBytes(path: string, text: string): FileBytes {
  return { path, bytes: new TextEncoder().encode(text) }
}

function userFile(index: number): FileBytes {
  return fileBytes(`${index}.yaml`, `kind: User\nmetadata: {namespace: acme, name: user-${index}}\n`)
}

function read(files: readonly FileBytes[], pool: Partial<PoolSettings> = {}): Promise<readonly ReadResult[]> {
  return readFiles(files, { source: 'git', limits: DEFAULT_LIMITS, pool })
}

/** Each file with what it came to: how many documents, or what is wrong. */
function outcomes(results: readonly ReadResult[]): string[] {
  return results.map(({ path, documents, problems, unreadable }) => {
    return `${path}: ${unreadable === undefined ? documents.length : told(problems)}`
  })
}

/** What a promise is rejected with; `undefined` where it is not. */
function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}

/** A file long enough to be read apart. */
function largeText(users: number): string {
  const list = Array.from(
    { length: users },
    (_, index) => `    - {name: user-${index}, email: user-${index}@acme.example}\n`,
  )
  return `kind: Organization\nmetadata: {name: acme}\nspec:\n  users:\n${list.join('')}`
}

test('few small files are read without a thread, in the order given', async () => {
  const files = [
    fileBytes('b.yaml', 'a: 1\n---\nb: 2\n'),
    fileBytes('a.yaml', '[1,\n'),
    fileBytes('c.json', '{"a": 1}'),
  ]
  assert.equal(outcomes(await read(files, { script: NOWHERE })), [
    'b.yaml: 2',
    'a.yaml: Syntax 2:1 a list [ or mapping { is not closed',
    'c.json: 1',
  ])
  assert.equal(await read([], { script: NOWHERE }), [])
})

test('a large file is read in a thread, with the same result', async () => {
  const text = largeText(5000)
  const [apart] = await read([fileBytes('acme.yaml', text)])
  const here = readDocuments(fileOf(text), DEFAULT_LIMITS)
  assert.equal(apart?.documents, here.documents)
  assert.is(apart?.file, apart?.documents[0]?.file)
  const [bad] = await read([fileBytes('acme.yaml', `${text}    - {name: user-1, name: user-2}\n`)])
  assert.equal(told(bad?.problems ?? []), ['DuplicateField 5005:22 the field name is given twice'])
  assert.equal(bad?.unreadable, { path: 'acme.yaml', organizations: ['acme'] })
})

test('Y01 one bad file among ten thousand is the only one with a problem', async () => {
  const files = Array.from({ length: 10_000 }, (_, index) => userFile(index))
  files[5000] = fileBytes('5000.yaml', 'kind: User\nmetadata: {namespace: acme, name: x\n')
  const results = await read(files)
  assert.equal(
    results
      .filter(({ problems }) => problems.length > 0)
      .map(({ path, unreadable }) => [path, unreadable?.organizations]),
    [['5000.yaml', ['acme']]],
  )
  assert.is(results.filter(({ documents }) => documents.length === 1).length, 9999)
  assert.equal(
    results.map(({ path }) => path),
    files.map(({ path }) => path),
  )
})

test('many files are read in threads, in the order given', async () => {
  const files = Array.from({ length: 200 }, (_, index) => userFile(index))
  const results = await read(files, { ...EVERYTHING_APART, batch: 1000, count: 2 })
  assert.equal(
    outcomes(results),
    files.map(({ path }) => `${path}: 1`),
  )
  assert.is(results[7]?.documents[0]?.file.path, '7.yaml')
})

test('Y14 a hang in the parser ends at the deadline, costs one file, and does not stop this process', async () => {
  const files = [{ ...userFile(2), path: 'hang.yaml' }, userFile(1), userFile(3)]
  let turns = 0
  const timer = setInterval(() => void turns++, 5)
  // Within the deadline a thread has to start, which takes its time on a machine that has much else to do.
  const results = await read(files, { ...EVERYTHING_APART, script: FAULTY, deadlineMs: 4000, count: 1 })
  clearInterval(timer)
  assert.equal(outcomes(results), [
    'hang.yaml: TooLarge 1:1 reading the file took longer than 4 s',
    '1.yaml: 1',
    '3.yaml: 1',
  ])
  assert.equal(results[0]?.unreadable, { path: 'hang.yaml', organizations: ['acme'] })
  assert.ok(turns > 50, `${turns} turns in eight seconds`)
})

test('what a thread said in time counts, also where this process had no time to hear it', async () => {
  const folder = createFolder()
  const pool = { ...EVERYTHING_APART, script: HEARD, deadlineMs: 2000 }
  const reading = withEnvironment('CHARTER_TEST_HEARD', folder, async () => outcomes(await read([userFile(1)], pool)))
  await untilTrue(() => existsSync(join(folder, 'begun')))
  // Behind an immediate, timers come before what others say.
  await new Promise((resolve) => setImmediate(resolve))
  // Nothing of this process runs until the thread has said that it is there, and the deadline is over.
  const still = new Int32Array(new SharedArrayBuffer(4))
  const begun = performance.now()
  while (performance.now() - begun < 2500 || !existsSync(join(folder, 'said'))) Atomics.wait(still, 0, 0, 20)
  assert.equal(await reading, ['1.yaml: 1'])
})

test('a worker that stops or throws costs one file, and its own text is not shown', async () => {
  const files = [userFile(1), fileBytes('stop.yaml', 'a: 1\n'), fileBytes('throw.yaml', 'a: 1\n'), userFile(2)]
  assert.equal(outcomes(await read(files, { ...EVERYTHING_APART, script: FAULTY, count: 2 })), [
    '1.yaml: 1',
    'stop.yaml: Unreadable 1:1 the thread that read the file stopped',
    'throw.yaml: Unreadable 1:1 the thread that read the file stopped',
    '2.yaml: 1',
  ])
})

test('a worker that dies of what it has read before costs no file', async () => {
  const files = [userFile(1), { ...userFile(2), path: 'last.yaml' }, userFile(3), userFile(4)]
  const results = await read(files, { ...EVERYTHING_APART, script: FAULTY, count: 1, batch: 1 })
  assert.equal(outcomes(results), ['1.yaml: 1', 'last.yaml: 1', '3.yaml: 1', '4.yaml: 1'])
})

test('a file that no answer came for is unreadable, never one that declares nothing', async () => {
  const [result] = await read([{ ...userFile(1), path: 'lost.yaml' }], { ...EVERYTHING_APART, script: FAULTY })
  assert.equal(told(result?.problems ?? []), ['Unreadable 1:1 the file was not read to its end'])
  assert.equal(result?.unreadable, { path: 'lost.yaml', organizations: ['acme'] })
})

test('a file that needs more memory than a thread has is refused alone', async () => {
  const files = [fileBytes('large.yaml', largeText(16_000)), fileBytes('small.yaml', largeText(10))]
  assert.equal(outcomes(await read(files, { ...EVERYTHING_APART, heapMb: 16, count: 1, batch: 1 })), [
    'large.yaml: TooLarge 1:1 reading the file needed more than 16 MiB of memory',
    'small.yaml: 1',
  ])
})

test('where no thread can be started the source cannot be read now', async () => {
  const error = await failure(read([userFile(1)], { ...EVERYTHING_APART, script: NOWHERE }))
  assert.instance(error, SourceError)
  assert.is((error as Error).message, 'the thread that reads files could not be started')
})

test('an aborted reading ends at once, with the signal’s reason', async () => {
  const reason = new Error('the pass was stopped')
  const controller = new AbortController()
  const options = { source: 'git', limits: DEFAULT_LIMITS, signal: controller.signal }
  const files = [{ ...userFile(1), path: 'hang.yaml' }]
  setTimeout(() => controller.abort(reason), 300)
  const start = performance.now()
  assert.is(await failure(readFiles(files, { ...options, pool: { ...EVERYTHING_APART, script: FAULTY } })), reason)
  assert.is(await failure(readFiles(files, { ...options, signal: AbortSignal.abort(reason) })), reason)
  // Well before the deadline, which is ten seconds.
  assert.ok(performance.now() - start < 8000)
})

test('a reading that is aborted while its thread starts gives the signal’s reason too', async () => {
  const reason = new Error('the pass was stopped')
  const controller = new AbortController()
  const options = { source: 'git', limits: DEFAULT_LIMITS, signal: controller.signal }
  const files = [{ ...userFile(1), path: 'hang.yaml' }]
  setTimeout(() => controller.abort(reason), 1)
  assert.is(await failure(readFiles(files, { ...options, pool: { ...EVERYTHING_APART, script: FAULTY } })), reason)
})

test('bytes that are no text are unreadable, with the organizations that can be told from them', async () => {
  const text = 'kind: User\nmetadata: {namespace: acme, name: ren\u00e9}\n'
  const [latin, wide, conflict, large] = await readFiles(
    [
      { path: 'latin.yaml', bytes: Buffer.from(text, 'latin1') },
      { path: 'wide.yaml', bytes: Buffer.from(text, 'utf16le') },
      fileBytes('conflict.yaml', `<<<<<<< HEAD\n${text}`),
      fileBytes('large.yaml', `${text}# ${'x'.repeat(2000)}\n`),
    ],
    { source: 'git', limits: { ...DEFAULT_LIMITS, fileBytes: 1000 } },
  )
  assert.equal(latin?.unreadable, { path: 'latin.yaml', organizations: ['acme'] })
  assert.equal(wide?.unreadable, { path: 'wide.yaml', organizations: ['acme'] })
  assert.equal(conflict?.unreadable, { path: 'conflict.yaml', organizations: ['acme'] })
  assert.equal(large?.unreadable, { path: 'large.yaml', organizations: [] })
  assert.equal(
    [latin, wide, conflict, large].map((one) => one?.problems[0]?.code),
    ['NotUtf8', 'NotUtf8', 'MergeConflict', 'TooLarge'],
  )
})

test.run()
