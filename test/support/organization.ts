import type { InstallationView, OrganizationView } from '../../src/desired/view.ts'
import { canonical } from '../../src/lib/canonical.ts'
import { byText } from '../../src/lib/compare.ts'
import { sha256 } from '../../src/lib/digest.ts'
import { API_VERSION, type JsonObject, type Key, type Kind, keyOf, type Resource } from '../../src/model/resource.ts'

/** A spec, with `labels` and `annotations` beside its fields as in the inline form of model §1.8. */
export type Literal = JsonObject & {
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

/** Resources of one kind by name. */
export type Literals = Readonly<Record<string, Literal>>

const OWN_LISTS = {
  users: 'User',
  groups: 'UserGroup',
  roles: 'AccessRole',
  permissions: 'Permission',
  workspaces: 'Workspace',
  hosts: 'Host',
  accessKeys: 'AccessKey',
  identityProviders: 'IdentityProvider',
  dataSources: 'DataSource',
  subscriptions: 'Subscription',
  entitlements: 'Entitlement',
  revocations: 'Revocation',
} as const satisfies Record<string, Kind>

const GLOBAL_LISTS = {
  organizationGroups: 'OrganizationGroup',
  licenses: 'License',
  offerings: 'Offering',
  plans: 'SubscriptionPlan',
  policies: 'UsagePolicy',
  usageSources: 'UsageSource',
} as const satisfies Record<string, Kind>

/** The global resources in short; other organizations by name, with their specs. */
export type InstallationLiteral = { readonly [list in keyof typeof GLOBAL_LISTS]?: Literals } & {
  readonly organizations?: Literals
  readonly instant?: string
  readonly privileged?: boolean
  readonly openWorld?: boolean
  readonly stored?: InstallationView
}

/** One organization in short: `{ users: { ada: { admin: true } }, groups: { operators: { members: ['ada'] } } }`. */
export type OrganizationLiteral = { readonly [list in keyof typeof OWN_LISTS]?: Literals } & {
  readonly name?: string
  /** The Organization's spec; `null` for none at all. Without it, one with a display name of its own. */
  readonly organization?: Literal | null
  readonly installation?: InstallationLiteral
  readonly organizations?: Literals
  readonly instant?: string
  readonly privileged?: boolean
  readonly openWorld?: boolean
  readonly privilegedSources?: ReadonlySet<string>
  readonly claimants?: readonly Resource[]
  readonly stored?: OrganizationView
}

/** The instant of a view that names none. */
export const NOW = '2026-03-02T10:15:00.000Z'

/** A resource from its spec, with a digest and an origin of its own; global kinds have an empty namespace. */
export function resource(kind: Kind, namespace: string, name: string, literal: Literal = {}): Resource {
  const { labels = {}, annotations = {}, ...spec } = literal
  const content = { apiVersion: API_VERSION, kind, namespace, name, labels, annotations, spec }
  const origin = { source: 'git', path: `${namespace || 'global'}/${kind}.yaml`, line: 1, column: 1 }
  return { ...content, digest: sha256(canonical(content)), origin }
}

/** The view of one organization (`acme` where it has no name), as laws, access and guards see it. */
export function view(literal: OrganizationLiteral = {}): OrganizationView {
  const name = literal.name ?? 'acme'
  const organization =
    literal.organization === null
      ? undefined
      : resource('Organization', '', name, literal.organization ?? { displayName: `The ${name}` })
  const own = listed(OWN_LISTS, literal, name)
  const others = organizationsOf(literal.organizations ?? {})
  const { privilegedSources, claimants } = literal
  return {
    name,
    organization,
    ...reader(own),
    installation: byKey(listed(GLOBAL_LISTS, literal.installation ?? {}, '')),
    organizations: new Map(
      [...others, ...(organization === undefined ? [] : [[name, organization] as const])].sort(([a], [b]) =>
        byText(a, b),
      ),
    ),
    instant: literal.instant ?? NOW,
    privileged: literal.privileged ?? true,
    openWorld: literal.openWorld ?? false,
    stored: literal.stored,
    ...(privilegedSources === undefined ? {} : { privilegedSources }),
    ...(claimants === undefined ? {} : { claimants }),
  }
}

/** The view of the global kinds. */
export function installationView(literal: InstallationLiteral = {}): InstallationView {
  return {
    ...reader(listed(GLOBAL_LISTS, literal, '')),
    organizations: organizationsOf(literal.organizations ?? {}),
    instant: literal.instant ?? NOW,
    privileged: literal.privileged ?? true,
    openWorld: literal.openWorld ?? false,
    stored: literal.stored,
  }
}

type Tables = Map<Kind, ReadonlyMap<string, Resource>>

function listed(lists: Readonly<Record<string, Kind>>, literal: object, namespace: string): Tables {
  const tables: Tables = new Map()
  for (const [list, kind] of Object.entries(lists)) {
    const literals = (literal as Readonly<Record<string, Literals | undefined>>)[list] ?? {}
    const names = Object.keys(literals).sort(byText)
    tables.set(kind, new Map(names.map((name) => [name, resource(kind, namespace, name, literals[name])])))
  }
  return tables
}

function reader(tables: Tables): Pick<OrganizationView, 'of' | 'get'> {
  const lists = new Map([...tables].map(([kind, table]) => [kind, [...table.values()]] as const))
  return {
    of: (kind) => lists.get(kind) ?? [],
    get: (kind, name) => tables.get(kind)?.get(name),
  }
}

function byKey(tables: Tables): ReadonlyMap<Key, Resource> {
  return new Map([...tables.values()].flatMap((table) => [...table.values()].map((one) => [keyOf(one), one] as const)))
}

function organizationsOf(literals: Literals): ReadonlyMap<string, Resource> {
  const names = Object.keys(literals).sort(byText)
  return new Map(names.map((name) => [name, resource('Organization', '', name, literals[name])]))
}
