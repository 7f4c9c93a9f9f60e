import { jsonOf } from '../json.ts'

/** What a line of the ledger holds once it has been read as JSON; the fields that a verifier needs are checked by `isEntry` and `isPart`. */
export interface LedgerObject {
  readonly [name: string]: unknown
}

/** A change as it stands in a line; one that was erased has neither `salt` nor `body`. */
export interface WrittenChange extends LedgerObject {
  readonly uid?: unknown
  readonly digest: string
  readonly salt?: string
  readonly body?: object
}

/** An entry as it stands in a line, or the closing line of one in `parts`. */
export interface WrittenEntry extends LedgerObject {
  readonly format: 1
  readonly seq: number
  readonly previous: string
  readonly hash: string
  readonly changes: readonly WrittenChange[]
  readonly parts?: number
  readonly group?: number
}

/** Some changes of an entry that is written in parts. */
export interface WrittenPart extends LedgerObject {
  readonly part: number
  readonly seq: number
  readonly changes: readonly WrittenChange[]
  readonly group?: number
}

/** What a line holds of changes: what matters of them for the chain. */
export interface LineContent {
  readonly count: number
  /** The uids of the changes that lack a body, in order. */
  readonly erased: readonly string[]
  /** What the hash covers of the line, cut where the changes belong that stand in lines before it; whole in the first piece otherwise. */
  readonly covered: readonly [Uint8Array, Uint8Array]
}

const HASH = /^[0-9a-f]{64}$/
const SALT = /^[0-9a-f]{32}$/

/** Whether a value is an object of JSON, which no list is. */
export function isObject(value: unknown): value is LedgerObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether an object has the fields of an entry; further fields are its own. */
export function isEntry(value: LedgerObject): value is WrittenEntry {
  const { format, seq, previous, hash, changes, parts, group } = value
  return (
    format === 1 &&
    isCount(seq) &&
    (previous === '' || isMatch(previous, HASH)) &&
    isMatch(hash, HASH) &&
    areChanges(changes) &&
    (group === undefined || isCount(group)) &&
    (parts === undefined || (isCount(parts) && changes.length === 0))
  )
}

/** Whether an object has the fields of a part, and no other. */
export function isPart(value: LedgerObject): value is WrittenPart {
  const { part, seq, group, changes, ...others } = value
  const isAlone = Object.keys(others).length === 0
  return isAlone && isCount(part) && isCount(seq) && (group === undefined || isCount(group)) && areChanges(changes)
}

/** The one line that an entry is written as (docs/ledger.md, "Lines"), without its line end. */
export function entryLine({ parts, group, ...entry }: WrittenEntry): string {
  const envelope = `"hash":"${entry.hash}",${numbered('parts', parts)}${numbered('group', group)}`
  const changes = parts === undefined ? entry.changes.map(changeText).join(',') : '\t\t'
  return members(entry, (name, value) => {
    if (name === 'hash') return `\t${envelope}\t`
    return name === 'changes' ? `"changes":[${changes}],` : `${member(name, value)},`
  })
}

/** The one line that a part of an entry is written as, without its line end. */
export function partLine({ part, seq, group, changes }: WrittenPart): string {
  return `{"part":${part},"seq":${seq},${numbered('group', group)}"changes":[${changes.map(changeText).join(',')}]}`
}

/** What matters for the chain of a line that is written as `entryLine` or `partLine` writes it. */
export function contentOf(text: string, { part, parts, changes }: WrittenEntry | WrittenPart): LineContent {
  const pieces = text.split('\t')
  const join = (from: number): string => pieces.filter((_, index) => index >= from && index % 2 === 0).join('')
  const whole = join(0)
  const [before, after] = parts === undefined ? [whole, ''] : [pieces[0] ?? '', join(2)]
  const covered = part === undefined ? before : whole.slice(whole.indexOf('[') + 1, -']}'.length)
  return {
    count: changes.length,
    erased: changes.flatMap(({ uid, body }) => (body === undefined ? [String(uid)] : [])),
    covered: [Buffer.from(covered), Buffer.from(after)],
  }
}

function changeText(change: WrittenChange): string {
  return members(change, (name, value) =>
    name === 'body' || name === 'salt' ? `\t${member(name, value)},\t` : `${member(name, value)},`,
  )
}

/** Properties in order, each with a comma after it; the last one, which the hash always covers, loses it. */
function members(object: object, written: (name: string, value: unknown) => string): string {
  const entries = Object.entries(object).sort(([left], [right]) => (left < right ? -1 : 1))
  const text = entries.map(([name, value]) => written(name, value)).join('')
  return `{${text.slice(0, -1)}}`
}

function member(name: string, value: unknown): string {
  return `${JSON.stringify(name)}:${jsonOf(value)}`
}

function numbered(name: string, value: number | undefined): string {
  return value === undefined ? '' : `"${name}":${value},`
}

function areChanges(value: unknown): value is readonly WrittenChange[] {
  return (
    Array.isArray(value) &&
    value.every(
      (change: unknown) => isObject(change) && isMatch(change.digest, HASH) && (isWithBody(change) || isErased(change)),
    )
  )
}

function isWithBody({ salt, body }: LedgerObject): boolean {
  return isMatch(salt, SALT) && isObject(body)
}

function isErased(change: LedgerObject): boolean {
  return typeof change.uid === 'string' && !('salt' in change) && !('body' in change)
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1
}

function isMatch(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value)
}
