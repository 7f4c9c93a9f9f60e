import { byText } from '../lib/compare.ts'
import { sha256 } from '../lib/digest.ts'
import type { Entry, NewRecorded, Recorded } from '../model/ledger.ts'
import { jsonOf } from './json.ts'

/**
 * An entry as canonical JSON, cut where its changes stand and where its hash stands: all of it is under the hash, but for
 * the hash itself and what the changes keep outside.
 */
export interface EntryText {
  readonly before: string
  readonly changes: readonly ChangeText[]
  readonly between: string
  readonly after: string
}

/** A change as canonical JSON, cut where its body and its salt stand, which are not under the hash. */
export interface ChangeText {
  readonly left: string
  readonly body: string
  readonly middle: string
  readonly salt: string
  readonly right: string
}

/** The text of an entry around its changes and its hash. */
export function entryText(entry: Omit<Entry, 'changes' | 'hash'>, changes: readonly ChangeText[]): EntryText {
  let before = ''
  let between = ''
  let after = ''
  for (const [name, value] of Object.entries(entry).sort(([left], [right]) => byText(left, right))) {
    if (name === 'changes' || value === undefined) continue
    const member = `${JSON.stringify(name)}:${jsonOf(value)},`
    if (name < 'changes') before += member
    else if (name < 'hash') between += member
    else after += member
  }
  return {
    before: `{${before}"changes":[`,
    changes,
    between: `],${between}`,
    after: `${after.slice(0, -1)}}`,
  }
}

/** The text of a change whose body has been written already. */
export function changeText(change: Omit<Recorded, 'body'>, body: string): ChangeText {
  const commit = change.commit === undefined ? '' : `"commit":${JSON.stringify(change.commit)},`
  return {
    left: `{"action":"${change.action}",`,
    body,
    middle: `${commit}"digest":"${change.digest}","kind":${JSON.stringify(change.kind)},`,
    salt: change.salt,
    right: `"uid":${JSON.stringify(change.uid)}}`,
  }
}

/**
 * The most characters that the hash of an entry may cover. JavaScript holds no text of 2^29, and lines are written and read
 * with others before them.
 */
export const ENTRY_LENGTH = 500_000_000

/** How many characters of its changes the hash of an entry covers, at most; known before any of them is written. */
export function coveredLength(changes: readonly NewRecorded[]): number {
  return changes.reduce(
    (sum, { uid, kind, commit = '' }) => sum + CHANGE_LENGTH + uid.length + kind.length + commit.length,
    0,
  )
}

/** What the hash covers of a change whose uid, kind and commit are empty, and the comma behind it. */
const CHANGE_LENGTH = '{"action":"create","commit":"","digest":"","kind":"","uid":""},'.length + sha256('').length

/** What the hash of an entry covers: canonical JSON of the entry without hash, bodies and salts (design §4). */
export function coveredText({ before, changes, between, after }: EntryText): string {
  const covered = changes.map(({ left, middle, right }) => `${left}${middle}${right}`)
  return `${before}${covered.join(',')}${between}${after}`
}
