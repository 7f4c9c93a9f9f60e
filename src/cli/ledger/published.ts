import { visible } from '../../lib/text.ts'
import { ConfigError } from '../../model/errors.ts'
import type { Head } from '../../model/state.ts'

/** A head as it is published: `12:9f86d0…`; `0:` before the first entry. */
export function headText({ seq, hash }: Head): string {
  return `${seq}:${hash}`
}

/** The head that `--head` names; throws `ConfigError` that says how one is written. */
export function publishedHead(text: string): Head {
  const [, seq, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text) ?? []
  if (text === '0:') return { seq: 0, hash: '' }
  if (seq === undefined || hash === undefined) {
    throw new ConfigError(
      `--head takes <number>:<hash> with the 64 characters of a hash, not \`${visible(text)}\``,
      'charter ledger head prints it',
    )
  }
  return { seq: Number(seq), hash }
}
