import { MANAGE } from './builtin.ts'
import type { AccessChange, Impact, PersonalImpact, Rerouted } from './impact.ts'
import type { OrganizationIndex } from './organization.ts'
import type { AccessPath } from './path.ts'
import { type Question, questionText } from './question.ts'
import type { Sides } from './touched.ts'
import { whoCan } from './whocan.ts'

/**
 * What a reviewer should look at: `escalation`, somebody who was there before gains a powerful permission; `last-holder`,
 * nobody is left who holds it; `again`, it is taken away and given again, to the same person or by the same right under another name;
 * `ends-soon`, it ends by itself within a week, as it is given or because its end was set.
 */
export type Mark = 'escalation' | 'last-holder' | 'again' | 'ends-soon'

/** A change of access with what is remarkable about it. */
export type Marked<T> = T & { readonly marks: readonly Mark[] }

/** What changes for one person, every line with what is remarkable about it. */
export interface MarkedPerson {
  readonly user: string
  readonly gained: readonly Marked<AccessChange>[]
  readonly lost: readonly Marked<AccessChange>[]
  readonly kept: readonly Marked<Rerouted>[]
}

/** An impact whose every line says what is remarkable about it; as an `Impact`, it is worked out whenever it is walked through. */
export type MarkedImpact = Iterable<MarkedPerson>

/** What the marks of an impact rest on, besides it. `formerName` is what a user was called before. */
export interface Marking extends Sides<OrganizationIndex> {
  readonly moment: number
  readonly formerName: (user: string) => string
  /** Users who go, and users who come with the e-mail address of one who goes. */
  readonly returning: ReadonlySet<string>
}

const SOON_MS = 7 * 24 * 3_600_000

/** Whether a permission lets its holder give access to others, or destroy: MANAGE on anything, and what deletes. Reports on privileges are about MANAGE alone. */
export function isPowerful({ permission }: Pick<Question, 'permission'>): boolean {
  return permission === MANAGE || permission.endsWith('.delete')
}

/** Marks an impact; people and lists keep their order. */
export function marked(impact: Impact, marking: Marking): MarkedImpact {
  return {
    *[Symbol.iterator]() {
      const isHeld = holding(marking.after)
      for (const personal of impact) yield markedPerson(personal, marking, isHeld)
    },
  }
}

type IsHeld = (question: Question, moment: number) => boolean

function markedPerson({ user, gained, lost, kept }: PersonalImpact, marking: Marking, isHeld: IsHeld): MarkedPerson {
  const { before, moment, formerName, returning } = marking
  const again: readonly Mark[] = returning.has(user) ? MARK.again : []
  const wasThere = before.users.has(formerName(user))
  return {
    user,
    gained: gained.map((one) => {
      const isRaised = isPowerful(one) && wasThere
      const endsSoon = one.window.until <= moment + SOON_MS
      return { ...one, marks: [...(isRaised ? MARK.escalation : []), ...again, ...(endsSoon ? MARK.soon : [])] }
    }),
    lost: lost.map((one) => {
      // What is taken away later is asked of that moment: until then it is held.
      const from = Math.max(moment, one.window.from)
      const endsSoon = from > moment && from <= moment + SOON_MS
      return { ...one, marks: [...(isHeld(one, from) ? [] : MARK.last), ...again, ...(endsSoon ? MARK.soon : [])] }
    }),
    kept: kept.map((one) => ({ ...one, marks: isGivenAgain(one, marking) ? MARK.again : [] })),
  }
}

const MARK = {
  escalation: ['escalation'],
  last: ['last-holder'],
  again: ['again'],
  soon: ['ends-soon'],
} as const satisfies Record<string, readonly Mark[]>

/** Whether anybody holds what is asked at a moment, or what it is about is gone with those who held it. */
function holding(index: OrganizationIndex): IsHeld {
  const known = new Map<string, boolean>()
  return (question, moment) => {
    const name = `${moment} ${questionText(question)}`
    const isHeld = known.get(name) ?? (!isThere(index, question) || whoCan(index, question, moment).size > 0)
    known.set(name, isHeld)
    return isHeld
  }
}

function isThere(index: OrganizationIndex, { scope: { type, name } }: Question): boolean {
  switch (type) {
    case 'organization':
      return index.users.size > 0
    case 'workspace':
      return index.workspaces.has(name)
    case 'user':
      return index.users.has(name)
    case 'userGroup':
      return index.groups.has(name)
    case 'dataSource':
      // Data sources give no access themselves and stand in no index.
      return true
  }
}

/** Whether the Permission that gave it is gone, and the one that gives it was not there. */
function isGivenAgain({ before: old, path: now }: Rerouted, { before, after }: Sides<OrganizationIndex>): boolean {
  return isGiver(before, old) && !isGiver(after, old) && isGiver(after, now) && !isGiver(before, now)
}

function isGiver({ given }: OrganizationIndex, { user, via, ground }: AccessPath): boolean {
  if (ground.type !== 'permission') return false
  let group: string | undefined
  for (let step = via; step !== undefined; step = step.next) group = step.group
  return given.get(group === undefined ? `user/${user}` : `userGroup/${group}`)?.has(ground.permission) ?? false
}
