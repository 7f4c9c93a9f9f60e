import { by } from '../../lib/compare.ts'
import { instantOf } from '../../lib/instant.ts'
import { keyOf, type StoredResource } from '../../model/resource.ts'
import { MANAGE } from '../builtin.ts'
import { text } from '../fields.ts'
import { organizationIndex } from '../indexed.ts'
import type { AccessPath } from '../path.ts'
import { type Scope, scopeOf } from '../scope.ts'
import { overlap } from '../spans.ts'
import { waysTo } from '../ways.ts'
import { ALWAYS, contains, type Window, windowOf } from '../windows.ts'
import { grantingsOf } from './granting.ts'
import { type Holding, holdingOf } from './holding.ts'
import { populationOf } from './population.ts'
import type { AccessSource } from './source.ts'
import type { Survey } from './survey.ts'

/** What a privilege lacks: a reason in its declaration, or a moment at which it ends. */
export type Lacking = 'reason' | 'until'

/**
 * MANAGE on something, by one grant, with what that lacks: held by a user, who is told once for each grant, or given to an access
 * key that has not expired.
 */
export type Privilege = {
  readonly organization: string
  readonly ground: StoredResource | undefined
  readonly scope: Scope
  readonly reason: string | undefined
  readonly window: Window
  readonly lacks: readonly Lacking[]
} & (
  | { readonly type: 'user'; readonly user: StoredResource; readonly path: AccessPath; readonly source: AccessSource }
  | { readonly type: 'accessKey'; readonly name: string; readonly key: StoredResource | undefined }
)

/** So many paths of one user to one privilege are looked at for different grants. */
const MOST_PATHS = 100

/**
 * Who may MANAGE the organization, or a workspace or data source in it: users by organization, name, what is managed and grant, then
 * access keys by organization and grant.
 */
export function* privilegesOf(survey: Survey): Generator<Privilege, undefined> {
  yield* privilegesOfUsers(survey)
  yield* privilegesOfKeys(survey)
}

function* privilegesOfUsers(survey: Survey): Generator<Privilege, undefined> {
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
        yield { type: 'user', organization, user, ...holding, lacks: lackingIn(holding) }
      }
    }
  }
}

function* privilegesOfKeys(survey: Survey): Generator<Privilege, undefined> {
  for (const { organization, resource: ground, gives, to, reason } of grantingsOf(survey)) {
    const scope = scopeOf(ground)
    if (gives !== MANAGE || to.type !== 'accessKey' || scope === undefined) continue
    const key = survey.resources.get(keyOf({ kind: 'AccessKey', namespace: organization, name: to.name }))
    const window = overlap(windowOf(ground), lifeOf(key))
    if (window === undefined || !contains(window, survey.moment)) continue
    const lacks = lackingIn({ reason, window })
    yield { type: 'accessKey', organization, name: to.name, key, ground, scope, reason, window, lacks }
  }
}

/** Until when an access key is good (model §2 AccessKey, `expiresAt`). */
function lifeOf(key: StoredResource | undefined): Window {
  const end = key === undefined ? undefined : text(key.spec, 'expiresAt')
  return end === undefined ? ALWAYS : { ...ALWAYS, until: instantOf(end) ?? ALWAYS.until }
}

function lackingIn({ reason, window }: Pick<Holding, 'reason' | 'window'>): readonly Lacking[] {
  const isEndless = window.until === Number.POSITIVE_INFINITY
  return [...(reason === undefined ? (['reason'] as const) : []), ...(isEndless ? (['until'] as const) : [])]
}
