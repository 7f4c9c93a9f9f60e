import fc from 'fast-check'
import type { JsonObject, Kind } from '../../src/model/resource.ts'
import { once } from './rarely.ts'

/** One resource of a small installation, before it is written down in one form or another. */
export interface Piece {
  readonly kind: Kind
  readonly namespace: string
  readonly name: string
  readonly spec: JsonObject
}

export const ORGANIZATIONS = ['acme', 'beta', 'core']
export const USERS = ['ada', 'bob', 'cyd', 'dan']
export const USER_GROUPS = ['dev', 'ops', 'staff']
export const WORKSPACES = ['lab', 'mill', 'tower']
const GROUPS = ['edu', 'ind', 'uni']

/** Every organization has this admin, so that no change of the others replaces all admins or leaves none. */
export const ROOT = 'root'

/** Names that are there, each with one earlier name at most: a forest. */
function forest(names: readonly string[]): fc.Arbitrary<ReadonlyMap<string, string | undefined>> {
  return fc
    .tuple(fc.subarray([...names]), fc.array(fc.nat(), { minLength: names.length, maxLength: names.length }))
    .map(
      ([there, picks]) =>
        new Map(
          there.map((name, index): [string, string | undefined] => {
            const pick = (picks[index] ?? 0) % (index + 1)
            return [name, pick === index ? undefined : there[pick]]
          }),
        ),
    )
}

function filled(fields: Record<string, unknown>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as JsonObject
}

const PERMISSIONS = ['BASE_UI_ACCESS', 'SELF_CREATE_TOKEN', 'MANAGE']

interface Cast {
  readonly organization: string
  readonly users: readonly string[]
  readonly userGroups: readonly string[]
  readonly workspaces: ReadonlyMap<string, string | undefined>
}

function maybe<T>(values: readonly T[]): fc.Arbitrary<T | undefined> {
  return values.length === 0 ? fc.constant(undefined) : fc.option(fc.constantFrom(...values), { nil: undefined })
}

function userPiece({ organization, userGroups }: Cast, name: string): fc.Arbitrary<Piece> {
  return fc
    .record({
      firstName: fc.option(fc.constantFrom('Ada', 'Émile', 'no', '2026-01-01'), { nil: undefined }),
      active: once(fc.constant(false), 6),
      userGroups: fc.subarray([...userGroups]),
      until: once(fc.constant('2099-01-01'), 5),
    })
    .map((fields) => ({
      kind: 'User',
      namespace: organization,
      name,
      spec: filled({ email: `${name}@${organization}.example`, ...fields }),
    }))
}

function groupPiece({ organization, users, userGroups }: Cast, name: string): fc.Arbitrary<Piece> {
  const above = userGroups.slice(0, userGroups.indexOf(name))
  return fc
    .record({
      displayName: fc.option(fc.constantFrom('Developers', 'Operators'), { nil: undefined }),
      parents: fc.subarray([...above]),
      members: fc.subarray([...users]),
      maintainers: maybe(users).map((user) => (user === undefined ? [] : [user])),
    })
    .map((fields) => ({ kind: 'UserGroup', namespace: organization, name, spec: filled(fields) }))
}

function workspacePiece({ organization, workspaces }: Cast, name: string): Piece {
  const spec = filled({ type: 'project', displayName: `The ${name}`, parent: workspaces.get(name) })
  return { kind: 'Workspace', namespace: organization, name, spec }
}

function permissionPiece({ organization, users, userGroups, workspaces }: Cast, name: string): fc.Arbitrary<Piece> {
  const assignees = [...users.map((user) => ({ user })), ...userGroups.map((userGroup) => ({ userGroup }))]
  return fc
    .record({
      permission: fc.constantFrom(...PERMISSIONS),
      assignee: fc.constantFrom({ user: ROOT }, ...assignees),
      workspace: maybe([...workspaces.keys()]),
    })
    .map(({ permission, assignee, workspace }) => ({
      kind: 'Permission',
      namespace: organization,
      name,
      spec:
        workspace === undefined
          ? { permission, assignee }
          : { permission: permission === 'MANAGE' ? 'MANAGE' : 'VIEW', assignee, scope: { workspace } },
    }))
}

function all<T>(arbitraries: readonly fc.Arbitrary<T>[]): fc.Arbitrary<T[]> {
  return fc.tuple(...arbitraries)
}

function childrenOf(organization: string): fc.Arbitrary<readonly Piece[]> {
  return fc
    .record({
      users: fc.subarray(USERS),
      userGroups: fc.subarray(USER_GROUPS),
      workspaces: forest(WORKSPACES),
      permissions: fc.subarray(['first', 'second', 'third']),
      limit: fc.boolean(),
    })
    .chain(({ users, userGroups, workspaces, permissions, limit }) => {
      const cast = { organization, users, userGroups, workspaces }
      const root = { email: `${ROOT}@${organization}.example`, admin: true }
      return all([
        fc.constant<Piece>({ kind: 'User', namespace: organization, name: ROOT, spec: root }),
        ...users.map((name) => userPiece(cast, name)),
        ...userGroups.map((name) => groupPiece(cast, name)),
        ...[...workspaces.keys()].map((name) => fc.constant(workspacePiece(cast, name))),
        ...permissions.map((name) => permissionPiece(cast, name)),
        ...(limit ? [fc.constant(limitPiece(organization))] : []),
      ])
    })
}

function limitPiece(organization: string): Piece {
  const spec = { entitlement: 'UserCount', value: '50' }
  return { kind: 'Entitlement', namespace: organization, name: 'user-count', spec }
}

/** Removals are no matter here: budgets are wide and organizations may go. */
function organizationPiece(name: string, parent: string | undefined, groups: readonly string[]): fc.Arbitrary<Piece> {
  return fc
    .record({
      organizationGroups: fc.subarray([...groups]),
      tags: fc.subarray(['red', 'green', 'blue']),
      description: fc.option(fc.constantFrom('one', 'two\nlines'), { nil: undefined }),
    })
    .map((fields) => ({
      kind: 'Organization',
      namespace: '',
      name,
      spec: filled({
        displayName: `The ${name}`,
        hostname: `${name}.example`,
        parent,
        deletionPolicy: 'Allow',
        removalBudget: { minimum: 1000 },
        ...fields,
      }),
    }))
}

/** Small valid installations: organization groups, organizations in a tree, and what lies in them; at least one organization. */
export const universe: fc.Arbitrary<readonly Piece[]> = fc
  .tuple(
    forest(GROUPS),
    forest(ORGANIZATIONS).filter((there) => there.size > 0),
  )
  .chain(([groups, organizations]) =>
    all([
      fc.constant(
        [...groups].map(
          ([name, parent]): Piece => ({
            kind: 'OrganizationGroup',
            namespace: '',
            name,
            spec: filled({ displayName: `Group ${name}`, parent }),
          }),
        ),
      ),
      ...[...organizations].map(([name, parent]) =>
        fc
          .tuple(organizationPiece(name, parent, [...groups.keys()]), childrenOf(name))
          .map(([organization, children]) => [organization, ...children]),
      ),
    ]).map((lists) => lists.flat()),
  )
