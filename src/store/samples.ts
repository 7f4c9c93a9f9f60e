import { constants, lstatSync, readdirSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { by, groupBy } from '../lib/compare.ts'
import { plural, visible } from '../lib/text.ts'
import type { Sample, SampleQuery, SampleStore } from '../model/usage.ts'
import { appendDurably, type ByteLine, linesIn } from './bytes.ts'
import { type Disk, realDisk } from './disk.ts'
import { lineOf, readLine, type SampleLine, sampleOf, startIn, textOf } from './measured.ts'
import { requireFolder, sizeOf } from './private.ts'
import { attempt, attemptAsync } from './trouble.ts'

/** Where samples are kept: below a state folder. `onNotice` hears of lines that cannot be read. */
export interface SamplesOptions {
  readonly folder: string
  readonly disk?: Disk
  readonly onNotice?: (message: string) => void
}

const NAME = 'usage'
const MONTH = /^\d{4}-\d{2}\.ndjson$/
/** After so many samples others get their turn. */
const TURN = 4_000
const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = constants

/**
 * The samples of a state folder, in one file for each month (UTC) in which they begin: `usage/2026-11.ndjson`. Lines are only
 * added; one that was not written to its end counts for nothing, and is cut before the next. What is stored already is not
 * written again. Only who holds the folder's lock may add; reading needs no lock, and opens only the months asked for.
 */
export function openSamples({ folder, disk = realDisk, onNotice = () => undefined }: SamplesOptions): SampleStore {
  const place: Place = { folder: join(folder, NAME), disk, onNotice }
  let last: Promise<void> = Promise.resolve()
  return {
    add(samples) {
      const added = last.then(() => addAll(samples, place))
      last = added.catch(() => undefined)
      return added
    },
    read: (query = {}) => readAll(query, place),
  }
}

interface Place {
  readonly folder: string
  readonly disk: Disk
  readonly onNotice: (message: string) => void
}

async function addAll(samples: readonly Sample[], place: Place): Promise<void> {
  if (samples.length === 0) return
  const lines: SampleLine[] = []
  for (const sample of samples) {
    lines.push(lineOf(sample))
    if (lines.length % TURN === 0) await turn()
  }
  makeFolder(place)
  const months = [...groupBy(lines, ({ start }) => start.slice(0, 7))].sort(by(([month]) => month))
  for (const [month, own] of months) await addMonth(join(place.folder, `${month}.ndjson`), own, place.disk)
}

function makeFolder({ folder, disk }: Place): void {
  attempt('make the folder', folder, () => disk.makeFolder(folder))
  requireFolder(folder)
}

async function addMonth(path: string, lines: readonly SampleLine[], disk: Disk): Promise<void> {
  await attemptAsync('write', path, async () => {
    const file = await disk.open(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK)
    try {
      const size = await sizeOf({ handle: file, path, name: 'samples' }, false)
      const wanted = new Map(lines.map(({ identity, rest }) => [identity, rest]))
      const { end, stored } = await standing(file, size, wanted, spanOf(lines))
      const fresh = [...wanted].filter(([identity, rest]) => stored.get(identity) !== rest)
      if (fresh.length === 0) return
      if (end < size) await disk.truncate(file, end)
      const texts = fresh.map(([identity, rest]) => textOf({ identity, rest }))
      await appendDurably(disk, file, texts, end)
      if (size === 0) disk.syncFolder(join(path, '..'))
    } finally {
      await disk.close(file)
    }
  })
}

/** Where the last whole line of a file ends, and what stands there of what is wanted. */
async function standing(
  file: FileHandle,
  size: number,
  wanted: ReadonlyMap<string, string>,
  { from, until }: Times,
): Promise<{ readonly end: number; readonly stored: ReadonlyMap<string, string> }> {
  const stored = new Map<string, string>()
  let end = 0
  for await (const lines of linesInTurns(file, size)) {
    for (const { bytes, ended, offset } of lines) {
      if (!ended) continue
      end = offset + bytes.length + 1
      const start = startIn(bytes)
      if (start === undefined || start < from || start > until) continue
      const line = readLine(bytes.toString('utf8'))
      if (line !== undefined && wanted.has(line.identity)) stored.set(line.identity, line.rest)
    }
  }
  return { end, stored }
}

/** The lines of a file, a few at a time, so that others get their turn between them. */
async function* linesInTurns(file: FileHandle, size: number): AsyncGenerator<readonly ByteLine[]> {
  for await (const lines of linesIn(file, 0, size)) {
    for (let from = 0; from < lines.length; from += TURN) {
      yield lines.slice(from, from + TURN)
      await turn()
    }
  }
}

async function readAll(query: SampleQuery, place: Place): Promise<readonly Sample[]> {
  const { folder } = place
  if (attempt('read', folder, () => lstatSync(folder, { throwIfNoEntry: false })) === undefined) return []
  requireFolder(folder)
  const { from, until } = timesOf(query)
  const months = attempt('read', folder, () => readdirSync(folder))
    .filter((name) => MONTH.test(name) && name.slice(0, 7) >= from.slice(0, 7) && name.slice(0, 7) <= until.slice(0, 7))
    .sort()
  const samples: Sample[] = []
  for (const month of months) {
    for (const sample of await readMonth(join(folder, month), query, place)) samples.push(sample)
  }
  return samples
}

async function readMonth(path: string, query: SampleQuery, { onNotice }: Place): Promise<readonly Sample[]> {
  const { lines, broken } = await attemptAsync('read', path, () => linesOf(path, query))
  const samples: Sample[] = []
  let bad = broken
  for (const [index, line] of inOrder([...lines.values()]).entries()) {
    const sample = sampleOf(line)
    if (sample === undefined) bad++
    else samples.push(sample)
    if (index % TURN === 0) await turn()
  }
  if (bad > 0)
    onNotice(
      `${plural(bad, 'line')} of ${visible(path)} cannot be read and ${bad === 1 ? 'counts' : 'count'} for nothing`,
    )
  return samples
}

/** Lines in order of time; those of one time stay in the order in which they were first written. Most files need no sorting. */
function inOrder(lines: readonly SampleLine[]): readonly SampleLine[] {
  const isSorted = lines.every(({ start }, index) => start >= (lines[index - 1]?.start ?? FIRST))
  return isSorted ? lines : lines.toSorted(by(({ start }) => start))
}

/** The lines of a file that are asked for, by their identity, and how many cannot be read. */
async function linesOf(
  path: string,
  query: SampleQuery,
): Promise<{ readonly lines: ReadonlyMap<string, SampleLine>; readonly broken: number }> {
  const { organizations } = query
  const { from, until } = timesOf(query)
  const file = await realDisk.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  const lines = new Map<string, SampleLine>()
  let broken = 0
  try {
    const size = await sizeOf({ handle: file, path, name: 'samples' }, true)
    for await (const batch of linesInTurns(file, size)) {
      for (const { bytes, ended } of batch) {
        if (!ended) continue
        const start = startIn(bytes)
        if (start !== undefined && (start < from || start >= until)) continue
        const line = readLine(bytes.toString('utf8'))
        if (line === undefined) broken++
        else if (organizations?.has(line.organization) !== false) lines.set(line.identity, line)
      }
    }
  } finally {
    await file.close()
  }
  return { lines, broken }
}

const FIRST = '0000-01-01T00:00:00.000Z'
/** No time that a line can hold comes after it. */
const LAST = '~'

/** Two times as lines have them. */
interface Times {
  readonly from: string
  readonly until: string
}

/** The first and the last time of lines. */
function spanOf(lines: readonly SampleLine[]): Times {
  const starts = lines.map(({ start }) => start).sort()
  return { from: starts[0] ?? LAST, until: starts.at(-1) ?? FIRST }
}

/** The times of a query as lines have them. */
function timesOf({ from, until }: SampleQuery): Times {
  return { from: from === undefined ? FIRST : isoOf(from), until: until === undefined ? LAST : isoOf(until) }
}

function isoOf(milliseconds: number): string {
  if (milliseconds < Date.parse(FIRST)) return FIRST
  return milliseconds < Date.UTC(10_000, 0, 1) ? new Date(milliseconds).toISOString() : LAST
}
