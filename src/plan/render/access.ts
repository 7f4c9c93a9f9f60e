import type { AccessChange, Rerouted } from '../../access/impact.ts'
import type { Mark, Marked, MarkedImpact } from '../../access/marks.ts'
import { type AccessPath, shownWay } from '../../access/path.ts'
import type { ScopeType } from '../../access/scope.ts'
import { instantAt, type Window } from '../../access/windows.ts'
import { by } from '../../lib/compare.ts'
import { plural } from '../../lib/text.ts'

/** The same change of access of some people: what they gain, lose, or keep by another way. */
export interface AccessLine {
  readonly type: 'gained' | 'lost' | 'kept'
  readonly users: readonly string[]
  readonly permissions: readonly string[]
  /** On what the permissions are, all of one type; the organization by its name. */
  readonly on: readonly string[]
  readonly scope: ScopeType
  /** The way from the people to the permission; of what is lost the way that there was. */
  readonly way: string
  /** Of what is kept, the way that there was before. */
  readonly before: string
  /** When: empty for what begins now and has no end. */
  readonly when: string
  readonly marks: readonly Mark[]
}

const ORDER = { gained: '1', lost: '2', kept: '3' } as const

/** What an impact comes to: how many people gain and lose anything, in words, and all of it in lines. */
export interface AccessTold {
  /** `2 people gain access, 1 person loses access`. */
  readonly counts: string
  readonly lines: readonly AccessLine[]
}

/**
 * An impact in as few lines as say everything: permissions on one thing by one way are one line, and so are things, and then
 * people, of which the same is said. What is marked comes first, then what is gained, lost and kept. The impact is
 * walked through once.
 */
export function accessTold(organization: string, impact: MarkedImpact): AccessTold {
  const people = { gained: 0, lost: 0, kept: 0 }
  const lines = joinedLines(
    (function* () {
      for (const { gained, lost, kept } of impact) {
        people.gained += Math.sign(gained.length)
        people.lost += Math.sign(lost.length)
        people.kept += Math.sign(kept.length)
        yield gained.map((one) => changeLine('gained', organization, one))
        yield lost.map((one) => changeLine('lost', organization, one))
        yield kept.map((one) => keptLine(organization, one))
      }
    })(),
  )
  return { counts: countsText(people), lines }
}

/**
 * Joins lines in which everything is the same but the permissions, then but what they are on, then but the people; in order.
 * They come in lists, all of a person by some way in one of them, so that no more than one list is held.
 */
export function joinedLines(lists: Iterable<readonly AccessLine[]>): readonly AccessLine[] {
  const join = createJoin('users')
  for (const lines of lists) join.add(joinedRights(lines))
  return sorted(join.lines())
}

function joinedRights(lines: readonly AccessLine[]): readonly AccessLine[] {
  return joined(joined(lines, 'permissions'), 'on')
}

function sorted(lines: readonly AccessLine[]): readonly AccessLine[] {
  return lines.toSorted(
    by(({ type, marks, on, scope, users }) =>
      [marks.length > 0 ? 0 : 1, ORDER[type], users[0], scope === 'organization' ? '' : scope, on[0]].join('\u0000'),
    ),
  )
}

function countsText({ gained, lost, kept }: Readonly<Record<AccessLine['type'], number>>): string {
  const counted = (count: number, one: string, many: string): readonly string[] =>
    count === 0 ? [] : [`${plural(count, 'person', 'people')} ${count === 1 ? one : many}`]
  return [
    ...counted(gained, 'gains access', 'gain access'),
    ...counted(lost, 'loses access', 'lose access'),
    ...counted(kept, 'keeps it by another way', 'keep it by another way'),
  ].join(', ')
}

/** How a mark is read. */
export const MARK_WORDS: Readonly<Record<Mark, string>> = {
  escalation: 'escalation',
  'last-holder': 'last holder',
  again: 'taken and given again',
  'ends-soon': 'ends soon',
}

function changeLine(type: 'gained' | 'lost', organization: string, change: Marked<AccessChange>): AccessLine {
  const way = shownWay(organization, change.path, change.scope)
  return { ...lineOf(type, organization, change), way, before: '', when: whenText(change.window) }
}

function keptLine(organization: string, change: Marked<Rerouted>): AccessLine {
  const wayOf = (path: AccessPath): string => shownWay(organization, path, change.scope)
  const [way, before] = [wayOf(change.path), wayOf(change.before)]
  // Two Permissions that give the same are told apart by their names.
  const named = way === before ? nameText : () => ''
  const names = { way: `${way}${named(change.path)}`, before: `${before}${named(change.before)}` }
  return { ...lineOf('kept', organization, change), ...names, when: '' }
}

function nameText({ ground }: AccessPath): string {
  return ground.type === 'permission' ? ` (permission ${ground.permission})` : ''
}

function lineOf(
  type: AccessLine['type'],
  organization: string,
  { user, permission, scope, marks }: Marked<Pick<AccessChange, 'user' | 'permission' | 'scope'>>,
): Pick<AccessLine, 'type' | 'users' | 'permissions' | 'on' | 'scope' | 'marks'> {
  const on = scope.type === 'organization' ? organization : scope.name
  return { type, users: [user], permissions: [permission], on: [on], scope: scope.type, marks }
}

function whenText({ from, until }: Window): string {
  return [timeText('from', from), timeText('until', until)].filter((text) => text !== '').join(' ')
}

function timeText(word: string, moment: number): string {
  return Number.isFinite(moment) ? `${word} ${instantAt(moment).replace('T00:00:00.000Z', '')}` : ''
}

function joined(lines: readonly AccessLine[], list: Joined): readonly AccessLine[] {
  const join = createJoin(list)
  join.add(lines)
  return join.lines()
}

type Joined = 'users' | 'permissions' | 'on'

/** Joins lines that differ in nothing but one of their lists, in the order in which they first come. */
function createJoin(list: Joined) {
  const found = new Map<string, { readonly first: AccessLine; readonly items: string[] }>()
  return {
    add(lines: readonly AccessLine[]): void {
      for (const line of lines) {
        const rest = restOf(line, list)
        const known = found.get(rest)
        if (known === undefined) found.set(rest, { first: line, items: [...line[list]] })
        else for (const item of line[list]) known.items.push(item)
      }
    },
    lines: (): readonly AccessLine[] => [...found.values()].map(({ first, items }) => ({ ...first, [list]: items })),
  }
}

/** All of a line but one of its lists as one text; no name and no way holds the characters that stand between. */
function restOf({ type, users, permissions, on, scope, way, before, when, marks }: AccessLine, list: Joined): string {
  const lists = [list === 'users' ? [] : users, list === 'permissions' ? [] : permissions, list === 'on' ? [] : on]
  const texts = [...lists, marks].map((items) => items.join('\u0001'))
  return [type, scope, way, before, when, ...texts].join('\u0000')
}
