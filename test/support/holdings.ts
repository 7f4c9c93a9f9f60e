import { type Key, type Kind, keyOf, type StoredResource } from '../../src/model/resource.ts'
import type { Stored } from '../../src/usage/stored.ts'
import { type Literal, type Literals, resource } from './organization.ts'

const OWN_LISTS = {
  users: 'User',
  workspaces: 'Workspace',
  hosts: 'Host',
  subscriptions: 'Subscription',
  entitlements: 'Entitlement',
  revocations: 'Revocation',
} as const satisfies Record<string, Kind>

/** One organization in short, as in `view`. */
export type HoldingLiteral = { readonly [list in keyof typeof OWN_LISTS]?: Literals } & {
  readonly organization?: Literal
}

/** A stored state in short: organizations by name, and the global resources that matter to usage. */
export interface StateLiteral {
  readonly organizations: Readonly<Record<string, HoldingLiteral>>
  readonly plans?: Literals
  readonly licenses?: Literals
  readonly offerings?: Literals
  readonly groups?: Literals
  readonly policies?: Literals
}

/** When the resources of such a state were created. */
export const CREATED = '2020-01-15T09:30:00.000Z'

/** The stored resources that a literal says, all created at the same time. */
export function storedState({ organizations, plans = {}, licenses = {}, ...more }: StateLiteral): Stored {
  const own = Object.entries(organizations).flatMap(([name, literal]) => [
    stored('Organization', '', name, { displayName: `The ${name}`, ...literal.organization }),
    ...Object.entries(OWN_LISTS).flatMap(([list, kind]) =>
      all(kind, name, literal[list as keyof typeof OWN_LISTS] ?? {}),
    ),
  ])
  const { offerings = {}, groups = {}, policies = {} } = more
  const global = [
    ...all('SubscriptionPlan', '', plans),
    ...all('License', '', licenses),
    ...all('Offering', '', offerings),
    ...all('OrganizationGroup', '', groups),
    ...all('UsagePolicy', '', policies),
  ]
  return { resources: new Map<Key, StoredResource>([...own, ...global].map((one) => [keyOf(one), one])) }
}

/** One resource as a store has it. */
export function stored(kind: Kind, namespace: string, name: string, literal: Literal = {}): StoredResource {
  const declared = resource(kind, namespace, name, literal)
  return { ...declared, uid: `uid of ${keyOf(declared)}`, version: 1, createdAt: CREATED, updatedAt: CREATED }
}

function all(kind: Kind, namespace: string, literals: Literals): readonly StoredResource[] {
  return Object.entries(literals).map(([name, literal]) => stored(kind, namespace, name, literal))
}
