import { join } from 'node:path'
import { plural, shortened, visible } from '../../lib/text.ts'
import { ConflictError } from '../../model/errors.ts'
import type { Head } from '../../model/state.ts'
import { jsonText } from '../../plan/render/json-text.ts'
import { folderPaths, segmentsIn } from '../../store/folder.ts'
import { witnessedHead } from '../../store/proof/checkpoint.ts'
import type { Flaw } from '../../store/proof/line.ts'
import { compareStates, createReplaying } from '../../store/proof/replay.ts'
import { type Verification, verifyLedger as verify } from '../../store/proof/verify.ts'
import { type Base, readBase, requireSeal } from '../../store/seals.ts'
import { EXIT } from '../exit.ts'
import { oneOf } from '../inputs.ts'
import { readStoredState } from '../stored.ts'
import type { Terminal } from '../terminal.ts'
import { headText, publishedHead } from './published.ts'

/** The options of `ledger verify`. */
export interface VerifyOptions {
  readonly state: string
  readonly head?: string
  readonly replay?: boolean
  readonly output: string
}

/** What was found, with what it was held against: a published head, that of the checkpoint, and the digest of the state folded from nothing. */
interface Proof extends Verification {
  readonly published?: Head
  readonly witnessed?: Head
  readonly replayed?: string
}

/** The version of the result as JSON; the first number grows when a reader could break, the second with additions. */
const VERIFICATION_FORMAT_VERSION = '1.1'

/** Verifies a ledger from its first byte to its last, without a lock (faults §6.4): exit 0 intact, 1 tampered. */
export async function verifyLedger(options: VerifyOptions, terminal: Terminal): Promise<number> {
  const output = oneOf(options.output, ['text', 'json'], '--output')
  const published = options.head === undefined ? {} : { published: publishedHead(options.head) }
  terminal.progress('verifying the ledger …')
  // First the checkpoint: meanwhile a writer may only add to the ledger.
  const seen = await witnessedHead(options.state)
  const heads = { ...published, ...(seen === undefined ? {} : { witnessed: seen }) }
  const proof = { ...(await proofOf(options, heads)), ...heads }
  terminal.progress('')
  terminal.out(output === 'json' ? jsonText(proofValue(proof)) : proofText(proof))
  return proof.flaw === undefined ? EXIT.done : EXIT.refused
}

async function proofOf(options: VerifyOptions, heads: Pick<Proof, 'published' | 'witnessed'>): Promise<Proof> {
  const folder = join(options.state, 'ledger')
  if (options.replay !== true) return verify(folder, heads)
  const base = await replayBase(options.state)
  const replaying = createReplaying(base?.state)
  const verification = await verify(folder, { ...heads, onEntry: (entry) => replaying.onEntry(entry) })
  if (verification.flaw !== undefined) return verification
  const stored = await readStoredState({ state: options.state })
  const { seq } = verification.head
  if (stored.head.seq > seq)
    throw new ConflictError('Outdated', 'the ledger has grown while it was verified', 'verify a copy, or try again')
  const replayed = replaying.state()
  if (base !== undefined) requireSeal(replayed, base, folder)
  const { digest, wrong } = compareStates(replayed, stored)
  return { ...verification, replayed: digest, ...(wrong === undefined ? {} : { flaw: { seq, ...wrong } }) }
}

/** Where a ledger begins whose first files are sealed away. */
async function replayBase(state: string): Promise<Base | undefined> {
  const { first } = segmentsIn(folderPaths(state))
  return first === 1 ? undefined : readBase(state, first)
}

function proofText(proof: Proof): string {
  const { files, head, changes, erased, sealed, unfinished, published, witnessed, replayed, flaw } = proof
  if (flaw !== undefined) return flawText(flaw, head)
  const lines = [
    `intact: ${plural(head.seq - sealed, 'entry', 'entries')} with ${plural(changes, 'change')} in ${plural(files.length, 'file')}`,
    ...(sealed === 0 ? [] : [`  entries up to ${sealed} are sealed away, as an entry of type sealed says`]),
    ...files.map(({ name, first, last }) => `  ${name}: ${last < first ? 'no entry' : `entries ${first} to ${last}`}`),
    '  every entry follows the one before it and matches its hash, and every body matches its digest',
    ...(erased === 0 ? [] : [`  ${plural(erased, 'change')} without a body, as entries of type erased say`]),
    ...(published === undefined ? [] : [`  entry ${published.seq} is the one whose hash was published`]),
    ...(witnessed === undefined
      ? []
      : [`  entry ${witnessed.seq} is the one that the checkpoint beside it was made after`]),
    ...(replayed === undefined
      ? []
      : [
          `  folded from ${sealed === 0 ? 'nothing' : 'the seal on'} the entries give the stored state, digest ${replayed}`,
        ]),
    ...(unfinished === undefined
      ? []
      : [
          `  ${unfinished.file} ends in an append that was not finished, from line ${unfinished.line} on; it counts for nothing`,
        ]),
    `head ${headText(head)}`,
  ]
  return `${lines.join('\n')}\n`
}

function flawText({ seq, file, line, message, expected, found }: Flaw, head: Head): string {
  const place = file === undefined ? '' : ` at ${file}:${line}`
  const side = (name: string, text: string | undefined): readonly string[] =>
    text === undefined ? [] : [`  ${name} ${shortened(visible(text).replaceAll('\t', '\\t'), 200)}`]
  const lines = [
    `tampered: entry ${seq}${place} ${message}`,
    ...side('expected', expected),
    ...side('found   ', found),
    head.seq === 0 ? '  no entry before it is intact' : `  intact up to ${headText(head)}`,
  ]
  return `${lines.join('\n')}\n`
}

function proofValue({
  files,
  head,
  changes,
  erased,
  sealed,
  unfinished,
  published,
  witnessed,
  replayed,
  flaw,
}: Proof): object {
  return {
    format_version: VERIFICATION_FORMAT_VERSION,
    result: flaw === undefined ? 'intact' : 'tampered',
    head,
    entries: head.seq - sealed,
    changes,
    ...(erased === 0 ? {} : { erased }),
    ...(sealed === 0 ? {} : { sealed }),
    files,
    ...(published === undefined ? {} : { published }),
    ...(witnessed === undefined ? {} : { checkpoint: witnessed }),
    ...(replayed === undefined ? {} : { state_digest: replayed }),
    ...(unfinished === undefined ? {} : { unfinished }),
    ...(flaw === undefined ? {} : { flaw }),
  }
}
