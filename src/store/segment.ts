import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Head } from '../model/state.ts'
import type { Disk } from './disk.ts'
import { jsonOf } from './json.ts'
import { attemptAsync } from './trouble.ts'
import { placeWhole, writeAll } from './whole.ts'

const { O_APPEND, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = constants

/** The path of a segment of the ledger, by its number from 1 on. */
export function segmentPath(ledgers: string, number: number): string {
  return join(ledgers, `${String(number).padStart(6, '0')}.ndjson`)
}

/** The number in the name of a segment, or `undefined` where it is no such name. */
export function segmentNumber(name: string): number | undefined {
  const [, digits] = /^(\d{6,})\.ndjson$/.exec(name) ?? []
  const number = Number(digits)
  return number > 0 && segmentPath('', number) === name ? number : undefined
}

/** The first line of a segment: after which entry of the segment before it goes on; seq 0 and an empty hash in the first. */
export function segmentHeader({ seq, hash }: Head): string {
  return jsonOf({ format: 1, ledger: 'charter', previous: hash, seq })
}

/** Reads the first line of a segment; `undefined` where it is none. */
export function readSegmentHeader(line: string): Head | undefined {
  const [, hash, seq] = /^\{"format":1,"ledger":"charter","previous":"([0-9a-f]*)","seq":(\d+)\}$/.exec(line) ?? []
  return hash === undefined ? undefined : { seq: Number(seq), hash }
}

/** Opens a segment: never through a link, and without waiting for anybody where it is no file. Throws `StoreError`. */
export function openSegment(disk: Disk, path: string, isReadonly: boolean): Promise<FileHandle> {
  const flags = isReadonly ? O_RDONLY : O_RDWR | O_APPEND
  return attemptAsync('open', path, () => disk.open(path, flags | O_NOFOLLOW | O_NONBLOCK))
}

/** Makes a segment without entries, whole. Its folder is still to be made durable. Throws what the system says. */
export async function createSegment(disk: Disk, path: string, after: Head): Promise<void> {
  await placeWhole(disk, path, (file) => writeAll(disk, file, [Buffer.from(`${segmentHeader(after)}\n`)]))
}
