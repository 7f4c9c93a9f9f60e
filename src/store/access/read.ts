import { constants, lstatSync, readdirSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { AccessPage, AccessQuery, AccessRecord } from '../../model/accesslog.ts'
import { requireFolder, sizeOf } from '../private.ts'
import { attempt, attemptAsync, codeOf } from '../trouble.ts'
import { blocksBefore, linesWith } from './lines.ts'
import { recordOf } from './record.ts'

/** So many bytes are looked through for one answer; the next one goes on from there. */
const MOST_BYTES = 16 * 1024 * 1024
const MONTH = /^(\d{4}-\d{2})\.ndjson$/
const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants

/** The records of a folder of months that a query wants, newest first. Throws `StoreError`. */
export async function readRecords(folder: string, query: AccessQuery): Promise<AccessPage> {
  const { limit, place } = query
  const found: AccessRecord[] = []
  let left = query.skip
  let bytesLeft = MOST_BYTES
  for (const month of monthsIn(folder, query)) {
    const end = month === place?.month ? Number(place.end) : Number.POSITIVE_INFINITY
    const path = join(folder, `${month}.ndjson`)
    for await (const step of stepsIn(path, end, query)) {
      if (step.type === 'block') {
        if (bytesLeft <= 0) return { found, next: { skip: left, place: { month, end: step.end } } }
        bytesLeft -= step.length
      } else if (left > 0) left--
      else if (found.length === limit) return { found, next: { skip: 0, place: { month, end: step.end } } }
      else found.push(step.record)
    }
  }
  return { found, next: undefined }
}

/** What is met on the way back through a month: lines that are about to be looked through, or a record that is wanted. */
type Step =
  | { readonly type: 'block'; readonly length: number; readonly end: number }
  | { readonly type: 'record'; readonly record: AccessRecord; readonly end: number }

async function* stepsIn(path: string, end: number, query: AccessQuery): AsyncGenerator<Step, undefined> {
  const handle = await openMonth(path)
  if (handle === undefined) return
  const needle = Buffer.from(query.organization)
  try {
    const size = await sizeOf({ handle, path, name: 'access log' }, true)
    for await (const block of blocksBefore(handle, Math.min(size, end))) {
      const { length } = block.bytes
      yield { type: 'block', length, end: block.offset + length }
      for (const { text, end: after } of linesWith(needle, block)) {
        const record = recordOf(text)
        if (record !== undefined && isOf(query, record)) yield { type: 'record', record, end: after }
      }
    }
  } finally {
    await handle.close()
  }
}

/** `undefined` where it is not there any more: months may be taken away at any time. */
async function openMonth(path: string): Promise<FileHandle | undefined> {
  return attemptAsync('read', path, () =>
    open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    }),
  )
}

function isOf({ organization, start, end, isWanted }: AccessQuery, record: AccessRecord): boolean {
  const moment = Date.parse(record.timestamp)
  return record.organizationUid === organization && moment >= start && moment < end && isWanted(record)
}

/** The months that may hold what is wanted, newest first. */
function monthsIn(folder: string, { start, end, place }: AccessQuery): readonly string[] {
  if (attempt('read', folder, () => lstatSync(folder, { throwIfNoEntry: false })) === undefined) return []
  requireFolder(folder)
  const [first, last] = [monthOf(start) ?? '', monthOf(end) ?? '~']
  const newest = typeof place?.month === 'string' && place.month < last ? place.month : last
  return attempt('read', folder, () => readdirSync(folder))
    .flatMap((name) => MONTH.exec(name)?.[1] ?? [])
    .filter((month) => month >= first && month <= newest)
    .sort()
    .reverse()
}

function monthOf(moment: number): string | undefined {
  const time = new Date(moment)
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString().slice(0, 7)
}
