import { isAllowed } from '../access/allowed.ts'
import { BUILTIN_GROUPS } from '../access/builtin.ts'
import { organizationIndex } from '../access/indexed.ts'
import { absenceOf } from '../access/presence.ts'
import { restingOn } from '../access/resting.ts'
import { ORGANIZATION, SCOPE_KINDS, type Scope } from '../access/scope.ts'
import { waysTo } from '../access/ways.ts'
import { momentOf } from '../access/windows.ts'
import { identityOf, keyOf, type StoredResource } from '../model/resource.ts'
import type { Asked } from './endpoint.ts'
import { resourceCalled } from './routes/heads.ts'
import { organizationCalled } from './within.ts'

/** Something that AuthZEN 1.0 names: by its type, and an identifier in that. */
export interface Entity {
  readonly type: string
  readonly id: string
}

/**
 * "May this user do this?" The subject is a `user` (uid, name, id or e-mail address), the action a permission, the resource an
 * `organization` (uid, name or id), or something in one: a `workspace`, `dataSource`, `user` or `userGroup` as `acme/lab`.
 */
export interface AccessQuestion {
  readonly subject: Entity
  readonly action: { readonly name: string }
  readonly resource: Entity
}

/** Yes with the way that leads there, or no; why not is told to whoever may know. */
export interface Decision {
  readonly decision: boolean
  readonly context: {
    readonly via: readonly { readonly kind: string; readonly name: string }[]
    readonly reason?: string
  }
}

/** What is not there, and what the reader may not know of: the same. */
const NO: Decision = { decision: false, context: { via: [] } }

/**
 * Decides at the instant of the view. Everybody may ask about themselves, whoever manages the organization about everybody in it; all
 * else is no.
 */
export function decisionOn(asked: Asked, { subject, action, resource }: AccessQuestion): Decision {
  const { catalog, viewer, view } = asked
  const slash = resource.type === 'organization' ? -1 : resource.id.indexOf('/')
  const organization = organizationCalled(asked, slash < 0 ? resource.id : resource.id.slice(0, slash))?.name
  if (organization === undefined || !viewer.sees(organization)) return NO
  const user = subject.type === 'user' ? userCalled(asked, organization, subject.id) : undefined
  const isSelf = user !== undefined && viewer.userOf(organization) === user.name
  if (!viewer.manages(organization) && !isSelf) return NO
  if (user === undefined) return no('there is no such user')
  const scope = scopeCalled(asked, organization, { type: resource.type, id: resource.id.slice(slash + 1) })
  if (scope === undefined) return no('there is no such resource')
  const index = organizationIndex(catalog.access, organization)
  const moment = momentOf(view.instant)
  const question = { permission: action.name, scope }
  if (!isAllowed(index, user.name, question, moment)) {
    return no(absenceOf(index, user.name, moment) ?? 'nothing in force gives it')
  }
  const [path] = waysTo(index, user.name, question, { moment, most: 1 }).paths
  const resting = path === undefined ? [] : restingOn(index, organization, question, path).slice(1)
  const via = resting.map((key) => ({ kind: identityOf(key).kind, name: identityOf(key).name }))
  return { decision: true, context: { via } }
}

function no(reason: string): Decision {
  return { decision: false, context: { via: [], reason } }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** By uid, name, id or e-mail address; nobody has to be looked for one by one where a name or an address is given. */
function userCalled({ catalog, view }: Asked, organization: string, word: string): StoredResource | undefined {
  if (word.includes('@')) return catalog.usersWith(word).find(({ namespace }) => namespace === organization)
  const named = view.state.resources.get(keyOf({ kind: 'User', namespace: organization, name: word }))
  if (named !== undefined && !UUID.test(word)) return named
  return resourceCalled(catalog.of(organization, 'User'), word)
}

function scopeCalled({ catalog }: Asked, organization: string, { type, id }: Entity): Scope | undefined {
  if (type === 'organization') return ORGANIZATION
  const own = (Object.keys(SCOPE_KINDS) as (keyof typeof SCOPE_KINDS)[]).find((one) => one === type)
  if (own === undefined) return undefined
  if (own === 'userGroup' && BUILTIN_GROUPS.includes(id)) return { type: own, name: id }
  const found = resourceCalled(catalog.of(organization, SCOPE_KINDS[own]), id)
  return found && { type: own, name: found.name }
}
