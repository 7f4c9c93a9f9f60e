import { readdirSync } from 'node:fs'
import { listed, visible } from '../../lib/text.ts'
import { StoreError } from '../../model/errors.ts'
import { attempt } from '../trouble.ts'

/**
 * The names of the files that a ledger folder holds, in order: `000001.ndjson` and so on, from the first that is there up to
 * the last one or, where one is missing, up to that. Throws `StoreError` where there is none, or where anything else lies beside them.
 */
export function ledgerFiles(folder: string): readonly string[] {
  const names = attempt('read', folder, () => readdirSync(folder)).filter((name) => !name.endsWith('.tmp'))
  const others = names.filter((name) => fileName(Number(/^\d{6,15}(?=\.ndjson$)/.exec(name) ?? 0)) !== name).sort()
  if (others.length > 0) {
    throw new StoreError(
      'StateForeign',
      `${visible(folder)} holds ${visible(listed(others, 3))}, which this version of Charter does not know`,
      'verify the ledger with the version of Charter that made it, or copy its *.ndjson files alone',
    )
  }
  if (names.length === 0) throw new StoreError('LedgerMissing', `${visible(folder)} holds no ledger`, 'check the path')
  const first = Math.min(...names.map((name) => Number(name.slice(0, -'.ndjson'.length))))
  const wanted = names.map((_, index) => fileName(first + index))
  const missing = wanted.findIndex((name) => !names.includes(name))
  return missing === -1 ? wanted : wanted.slice(0, missing + 1)
}

function fileName(number: number): string {
  return number === 0 ? '' : `${String(number).padStart(6, '0')}.ndjson`
}

/** The first line of a ledger file that goes on after this entry (docs/ledger.md, "Files"). */
export function headerAfter({ seq, hash }: { readonly seq: number; readonly hash: string }): string {
  return `{"format":1,"ledger":"charter","previous":"${hash}","seq":${seq}}`
}
