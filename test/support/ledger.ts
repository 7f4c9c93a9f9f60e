import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NewEntry } from '../../src/model/ledger.ts'
import type { Head } from '../../src/model/state.ts'
import { type Random, sealAll } from '../../src/store/entry.ts'
import { linesOf } from '../../src/store/line.ts'

/** The lines of a ledger as the store would write them, but for the first line of a file; `head` is that of the last entry. */
export interface LedgerLines {
  readonly lines: readonly string[]
  readonly head: Head
}

/** Bytes that are the same in every run: salts that nobody has to keep secret. */
export function knownRandom(): Random {
  let next = 0
  return (size) => Uint8Array.from({ length: size }, () => (next++ * 37 + 11) % 251)
}

/** The lines of appends that follow `head`; an entry longer than `limit` characters is written in parts. */
export function ledgerLines(
  appends: readonly (readonly NewEntry[])[],
  {
    limit,
    head = { seq: 0, hash: '' },
    random = knownRandom(),
  }: { readonly limit?: number; readonly head?: Head; readonly random?: Random } = {},
): LedgerLines {
  const lines: string[] = []
  let last = head
  for (const entries of appends) {
    let group: number | undefined
    for (const sealed of sealAll(entries, last, random)) {
      lines.push(...linesOf(sealed, group, limit))
      group ??= sealed.entry.seq
      last = { seq: sealed.entry.seq, hash: sealed.entry.hash }
    }
  }
  return { lines, head: last }
}

/** The first line of a file that goes on after an entry. */
export function firstLine({ seq, hash }: Head = { seq: 0, hash: '' }): string {
  return `{"format":1,"ledger":"charter","previous":"${hash}","seq":${seq}}`
}

/** Writes the files of a ledger into a new state folder and gives that folder. */
export function writeLedger(folder: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  mkdirSync(join(folder, 'ledger'), { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, 'ledger', name), content, { mode: 0o600 })
  }
  return folder
}
