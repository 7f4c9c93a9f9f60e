import { SCOPE_TYPES } from '../../access/names.ts'
import { type RecordedHolding, type RecordedPerson, recordedPeople } from '../../access/recorded.ts'
import { plural } from '../../lib/text.ts'
import type { Entry, RecordedRight } from '../../model/ledger.ts'
import type { JsonObject } from '../../model/resource.ts'
import type { State } from '../../model/state.ts'
import { type AccessLine, joinedLines } from '../../plan/render/access.ts'
import { accessSentence } from '../../plan/render/access-text.ts'
import type { Line } from '../../plan/render/change.ts'
import { madeList } from '../../plan/render/json-text.ts'
import type { Around } from './changes.ts'

/** Who gained and who lost what by an entry, by the names around it; whoever or whatever was erased since goes by its uid. */
export interface EntryAccess {
  gained(): Iterable<RecordedPerson>
  lost(): Iterable<RecordedPerson>
}

/** Reads what an entry records of access, if it does. */
export function accessOf({ access }: Pick<Entry, 'access'>, around: Around): EntryAccess {
  const { gained = [], lost = [] } = access ?? {}
  const nameOf = namesIn(around)
  const names = { nameOf, onText: (right: RecordedRight) => onText(right, nameOf) }
  return { gained: () => recordedPeople(gained, names), lost: () => recordedPeople(lost, names) }
}

/** The same for programs, a line for each person and permission, made as they are written. */
export function accessValue({ gained, lost }: EntryAccess): Record<string, unknown> {
  return { gained: madeList(() => rightValues(gained())), lost: madeList(() => rightValues(lost())) }
}

function* rightValues(people: Iterable<RecordedPerson>): Generator<JsonObject, undefined> {
  for (const { user, holdings } of people) {
    for (const { uid, on, right } of holdings) {
      const { kind: _kind, on: _on, ...rest } = right
      yield { user, uid, ...rest, on }
    }
  }
}

const PEOPLE_MOST = 5
const LINES_MOST = 20
const SIGNS = { gained: '+', lost: '-' } as const
const TONES = { gained: 'added', lost: 'removed' } as const

/** The same for people: permissions and things of which the same is said are one line, and so are people. */
export function accessTexts(organization: string, access: EntryAccess, full: boolean): readonly Line[] {
  const lines = joinedLines(linesOf(organization, access))
  if (lines.length === 0) return []
  const shown = full ? lines : lines.slice(0, LINES_MOST)
  const left = lines.length - shown.length
  const most = full ? Number.POSITIVE_INFINITY : PEOPLE_MOST
  return [
    plain(2, 'access:'),
    ...shown.flatMap((line): readonly Line[] => {
      if (line.type === 'kept') return []
      const text = accessSentence(line, most, 'past')
      return [{ indent: 4, sign: SIGNS[line.type], text, tone: TONES[line.type] }]
    }),
    ...(left === 0 ? [] : [plain(4, `… and ${plural(left, 'more line')} of access (--full lists them)`)]),
  ]
}

function plain(indent: number, text: string): Line {
  return { indent, sign: '', text, tone: 'plain' }
}

/** The lines of each person by themselves. */
function* linesOf(organization: string, { gained, lost }: EntryAccess): Generator<readonly AccessLine[], undefined> {
  for (const { user, holdings } of gained()) yield holdings.map((one) => lineOf('gained', organization, user, one))
  for (const { user, holdings } of lost()) yield holdings.map((one) => lineOf('lost', organization, user, one))
}

function lineOf(
  type: 'gained' | 'lost',
  organization: string,
  user: string,
  { on, right: { permission, from, until } }: RecordedHolding,
): AccessLine {
  const [scope = '', name = organization] = on.split(/\/(.*)/s)
  const when = [from === undefined ? '' : `from ${from}`, until === undefined ? '' : `until ${until}`]
  return {
    type,
    users: [user],
    permissions: [permission],
    on: [name],
    scope: SCOPE_TYPES.find((one) => one === scope) ?? 'organization',
    way: '',
    before: '',
    when: when.filter((text) => text !== '').join(' '),
    marks: [],
  }
}

/** On what a right is: `organization`, `workspace/lab`. */
function onText({ kind, on }: RecordedRight, nameOf: (uid: string) => string): string {
  if (kind === undefined) return 'organization'
  const type = `${kind.charAt(0).toLowerCase()}${kind.slice(1)}`
  return `${type}/${on === undefined ? '?' : nameOf(on)}`
}

/** Names by uid, of after the entry, else of before it. */
function namesIn({ before, after }: Around): (uid: string) => string {
  const names = new Map<string, string>()
  const add = ({ resources }: State): void => {
    for (const { uid, name } of resources.values()) names.set(uid, name)
  }
  add(before)
  add(after)
  return (uid) => names.get(uid) ?? uid
}
