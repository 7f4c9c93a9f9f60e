import { SCOPE_TYPES } from '../../access/names.ts'
import { by } from '../../lib/compare.ts'
import { plural } from '../../lib/text.ts'
import type { Entry, RecordedRight, RecordedRights } from '../../model/ledger.ts'
import type { JsonObject } from '../../model/resource.ts'
import type { State } from '../../model/state.ts'
import { type AccessLine, joinedLines } from '../../plan/render/access.ts'
import { accessSentence } from '../../plan/render/access-text.ts'
import type { Line } from '../../plan/render/change.ts'
import type { Around } from './changes.ts'

/** One permission that one user gained or lost by an entry; who or what was erased since goes by its uid. */
export interface RecordedChange {
  readonly type: 'gained' | 'lost'
  readonly user: string
  readonly uid: string
  readonly permission: string
  /** `organization`, or what in it: `workspace/lab`. */
  readonly on: string
  readonly from?: string
  readonly until?: string
}

/** Who gained and lost what by an entry, by the names around it: gained first, then by user, on what, and permission. */
export function recordedChanges({ access }: Pick<Entry, 'access'>, around: Around): readonly RecordedChange[] {
  if (access === undefined) return []
  const nameOf = namesIn(around)
  const told = (type: RecordedChange['type'], all: readonly RecordedRights[]): readonly RecordedChange[] =>
    all
      .flatMap(({ users, rights }) =>
        users.flatMap((uid) => rights.map((right) => ({ type, user: nameOf(uid), uid, ...rightOf(right, nameOf) }))),
      )
      .sort(by(({ user, on, permission }) => [user, on, permission].join('\u0000')))
  return [...told('gained', access.gained), ...told('lost', access.lost)]
}

/** The same for programs. */
export function accessValue(changes: readonly RecordedChange[]): JsonObject {
  const of = (type: RecordedChange['type']) =>
    changes.filter((one) => one.type === type).map(({ type: _, ...change }): JsonObject => ({ ...change }))
  return { gained: of('gained'), lost: of('lost') }
}

const PEOPLE_MOST = 5
const LINES_MOST = 20
const SIGNS = { gained: '+', lost: '-' } as const
const TONES = { gained: 'added', lost: 'removed' } as const

/** The same for people: permissions and things of which the same is said are one line, and so are people. */
export function accessTexts(organization: string, changes: readonly RecordedChange[], full: boolean): readonly Line[] {
  if (changes.length === 0) return []
  const lines = joinedLines(changes.map((change) => lineOf(organization, change)))
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

function lineOf(organization: string, { type, user, permission, on, from, until }: RecordedChange): AccessLine {
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

function rightOf(
  { kind, on, ...right }: RecordedRight,
  nameOf: (uid: string) => string,
): Omit<RecordedRight, 'kind'> & { readonly on: string } {
  const type = kind === undefined ? '' : `${kind.charAt(0).toLowerCase()}${kind.slice(1)}`
  return { ...right, on: kind === undefined ? 'organization' : `${type}/${on === undefined ? '?' : nameOf(on)}` }
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
