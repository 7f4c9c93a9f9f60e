import { by } from '../../lib/compare.ts'
import type { StoredResource } from '../../model/resource.ts'
import { MANAGE } from '../builtin.ts'
import { organizationIndex } from '../indexed.ts'
import { waysTo } from '../ways.ts'
import { type Holding, holdingOf } from './holding.ts'
import { populationOf } from './population.ts'
import type { Survey } from './survey.ts'

/** What a privilege lacks: a reason in its declaration, or a moment at which it ends. */
export type Lacking = 'reason' | 'until'

/** MANAGE on something, held by a user; who holds it by several grants is told once for each of them. */
export interface Privilege {
  readonly organization: string
  readonly user: StoredResource
  readonly holding: Holding
  readonly lacks: readonly Lacking[]
}

/** So many paths of one user to one privilege are looked at for different grants. */
const MOST_PATHS = 100

/** Who may MANAGE the organization, or a workspace or data source in it: by organization, user, what is managed, and grant. */
export function* privilegesOf(survey: Survey): Generator<Privilege, undefined> {
  const { index, moment } = survey
  for (const { organization, user, holdings } of populationOf(survey)) {
    const own = organizationIndex(index, organization)
    for (const { permission, scope } of holdings) {
      if (permission !== MANAGE) continue
      const question = { permission, scope }
      const { paths } = waysTo(own, user.name, question, { moment, most: MOST_PATHS })
      // Paths come shortest first, so that each grant keeps its shortest.
      const byGround = new Map<string, Holding>()
      for (const path of paths) {
        const holding = holdingOf(survey, organization, question, path)
        const name = holding.ground === undefined ? '' : `${holding.ground.kind} ${holding.ground.name}`
        if (!byGround.has(name)) byGround.set(name, holding)
      }
      for (const [, holding] of [...byGround].sort(by(([name]) => name))) {
        yield { organization, user, holding, lacks: lackingIn(holding) }
      }
    }
  }
}

function lackingIn({ reason, window }: Holding): readonly Lacking[] {
  const isEndless = window.until === Number.POSITIVE_INFINITY
  return [...(reason === undefined ? (['reason'] as const) : []), ...(isEndless ? (['until'] as const) : [])]
}
