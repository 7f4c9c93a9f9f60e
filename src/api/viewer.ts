import { isAllowed } from '../access/allowed.ts'
import { MANAGE } from '../access/builtin.ts'
import { flag } from '../access/fields.ts'
import { organizationIndex } from '../access/indexed.ts'
import { isPresentAt } from '../access/presence.ts'
import { ORGANIZATION } from '../access/scope.ts'
import type { StoredResource } from '../model/resource.ts'
import type { Catalog } from './catalog.ts'
import type { Identity } from './identity.ts'

/** What whoever asks may see of a state at one moment: the API authorizes with the permissions that it stores (api §2). */
export interface Viewer {
  readonly identity: Identity
  /** Whether an organization is there for this reader. */
  sees(organization: string): boolean
  /** Whether the reader may see what needs MANAGE on an organization. */
  manages(organization: string): boolean
  /** Whether settings, and declarations whole, are shown: to everybody who sees the organization but auditors. */
  readonly seesSettings: boolean
  /** Whether what settings hide is shown where settings are: to everybody but members of groups with `hideSecrets`. */
  seesSecrets(organization: string): boolean
  /** Whether the reader may see what belongs to no organization: sources, the ledger, everything of the program. */
  readonly isOperator: boolean
  readonly isAuditor: boolean
  /** As whom the reader is a user of an organization, if so. */
  userOf(organization: string): string | undefined
}

/** What somebody may see of a catalog at a moment (milliseconds). */
export function viewerOf(identity: Identity, catalog: Catalog, moment: number): Viewer {
  switch (identity.type) {
    case 'token':
      return tokenViewer(identity)
    case 'kubernetes':
      return clusterViewer(identity)
    case 'person':
      return userViewer(identity, catalog, moment, usersOf(catalog.usersWith(identity.email)))
    case 'user':
      return userViewer(identity, catalog, moment, new Map([[identity.organization, identity.user]]))
  }
}

function tokenViewer(identity: Extract<Identity, { type: 'token' }>): Viewer {
  const { role, organizations } = identity
  const sees = (organization: string): boolean =>
    role !== 'metrics' && (organizations === undefined || organizations.has(organization))
  return {
    identity,
    sees,
    manages: sees,
    seesSettings: role === 'operator',
    seesSecrets: () => true,
    isOperator: role === 'operator' && organizations === undefined,
    isAuditor: role === 'auditor' && organizations === undefined,
    userOf: () => undefined,
  }
}

/** Settings are read in the cluster, where RBAC says for each kind who may; and whoever is known there is no operator here. */
function clusterViewer(identity: Extract<Identity, { type: 'kubernetes' }>): Viewer {
  const { sees, manages } = identity
  return {
    identity,
    sees: (organization) => sees === undefined || sees.has(organization),
    manages: (organization) => manages === undefined || manages.has(organization),
    seesSettings: false,
    seesSecrets: () => false,
    isOperator: false,
    isAuditor: false,
    userOf: () => undefined,
  }
}

function userViewer(identity: Identity, catalog: Catalog, moment: number, users: ReadonlyMap<string, string>): Viewer {
  const { access } = catalog
  // Whoever is inactive, revoked or outside a window is nobody.
  const userOf = (organization: string): string | undefined => {
    const user = users.get(organization)
    if (user === undefined) return undefined
    return isPresentAt(organizationIndex(access, organization), user, moment) ? user : undefined
  }
  const question = { permission: MANAGE, scope: ORGANIZATION }
  return {
    identity,
    sees: (organization) => userOf(organization) !== undefined,
    manages(organization) {
      const user = userOf(organization)
      const isWithheld = identity.type === 'user' && identity.permissions?.includes(MANAGE) === false
      return (
        user !== undefined && !isWithheld && isAllowed(organizationIndex(access, organization), user, question, moment)
      )
    },
    seesSettings: true,
    seesSecrets(organization) {
      const user = userOf(organization)
      return user === undefined || !isInHiding(catalog, organization, user)
    },
    isOperator: false,
    isAuditor: false,
    userOf,
  }
}

function usersOf(users: readonly StoredResource[]): ReadonlyMap<string, string> {
  return new Map(users.map(({ namespace, name }) => [namespace, name]))
}

/** Whether a user is in a group with `hideSecrets`, or below one, whatever the levels of these groups are. */
function isInHiding(catalog: Catalog, organization: string, user: string): boolean {
  const groups = catalog.of(organization, 'UserGroup').filter(({ spec }) => flag(spec, 'hideSecrets'))
  if (groups.length === 0) return false
  const hiding = new Set(groups.map(({ name }) => name))
  const index = organizationIndex(catalog.access, organization)
  const above = new Set([...(index.memberships.get(user) ?? []), ...(index.users.get(user)?.groups ?? [])])
  // A set is walked in insertion order and grows while it is walked.
  for (const name of above) {
    if (hiding.has(name)) return true
    for (const parent of index.groups.get(name)?.parents ?? []) above.add(parent)
  }
  return false
}
