import { readdirSync } from 'node:fs'
import { listed, visible } from '../../lib/text.ts'
import { StoreError } from '../../model/errors.ts'
import { attempt } from '../trouble.ts'

/**
 * The names of the files that a ledger folder ought to hold, in order: `000001.ndjson` and so on, up to the last that is
 * there. Throws `StoreError` where there is none, or where anything else lies beside them.
 */
export function ledgerFiles(folder: string): readonly string[] {
  const names = attempt('read', folder, () => readdirSync(folder)).filter((name) => !name.endsWith('.tmp'))
  const others = names.filter((name) => !/^(?!000000)\d{6}\.ndjson$/.test(name)).sort()
  if (others.length > 0) {
    throw new StoreError(
      `${visible(folder)} holds ${visible(listed(others, 3))}, which this version of Charter does not know`,
      'verify the ledger with the version of Charter that made it, or copy its *.ndjson files alone',
    )
  }
  const last = names.sort().at(-1)
  if (last === undefined) throw new StoreError(`${visible(folder)} holds no ledger`, 'check the path')
  return Array.from({ length: Number(last.slice(0, 6)) }, (_, index) => `${String(index + 1).padStart(6, '0')}.ndjson`)
}

/** The first line of a ledger file that goes on after this entry (docs/ledger.md, "Files"). */
export function headerAfter({ seq, hash }: { readonly seq: number; readonly hash: string }): string {
  return `{"format":1,"ledger":"charter","previous":"${hash}","seq":${seq}}`
}
