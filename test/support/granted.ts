import fc from 'fast-check'
import type { Question } from '../../src/access/question.ts'
import type { ScopeType } from '../../src/access/scope.ts'
import type { JsonObject, Key, Kind, StoredResource } from '../../src/model/resource.ts'
import { keyOf } from '../../src/model/resource.ts'
import { resource } from './organization.ts'
import { once } from './rarely.ts'

export const USERS = ['ada', 'bob', 'cyd', 'dan']
const GROUPS = ['dev', 'ops', 'platform', 'staff', 'admin']
const WORKSPACES = ['lab', 'mill', 'tower']
const ROLES = ['runner', 'watcher']
const DATES = ['2026-02-01', '2026-03-02', '2026-03-02T10:15:00Z', '2026-04-01']

function rarely<T>(value: T, inTimes = 5): fc.Arbitrary<T | undefined> {
  return once(fc.constant(value), inTimes)
}

const window = { from: once(fc.constantFrom(...DATES), 6), until: once(fc.constantFrom(...DATES), 6) }

const scope = fc.oneof(
  fc.constant({}),
  fc.constantFrom(...WORKSPACES).map((workspace) => ({ workspace })),
  fc.constantFrom({ dataSource: 'lake' }, { user: 'ada' }, { userGroup: 'ops' }),
)
const assignee = fc.oneof(
  fc.constantFrom(...USERS).map((user) => ({ user })),
  fc.constantFrom(...GROUPS, 'users', 'gone').map((userGroup) => ({ userGroup })),
  fc.constant({ accessKey: 'deploy' }),
)

const SPECS: readonly (readonly [Kind, readonly string[], fc.Arbitrary<object>])[] = [
  [
    'User',
    USERS,
    fc.record({
      ...window,
      admin: rarely(true, 8),
      role: rarely('org_admin', 12),
      active: rarely(false, 8),
      userGroups: fc.subarray(GROUPS, { maxLength: 2 }),
    }),
  ],
  [
    'UserGroup',
    GROUPS,
    fc.record({
      members: fc.subarray(USERS, { maxLength: 2 }),
      maintainers: fc.subarray(USERS, { maxLength: 1 }),
      parents: fc.subarray([...GROUPS, 'gone'], { maxLength: 3 }),
      level: once(fc.constantFrom('readonly', 'none', 'users'), 6),
    }),
  ],
  [
    'Permission',
    ['p1', 'p2', 'p3', 'p4', 'p5'],
    fc.record({
      ...window,
      permission: fc.constantFrom('MANAGE', 'VIEW'),
      assignee,
      scope,
      includeDescendants: rarely(true, 2),
    }),
  ],
  [
    'Permission',
    ['r1', 'r2', 'r3'],
    fc.record({
      ...window,
      role: fc.constantFrom(...ROLES, 'deployment-viewer', 'deployment-admin', 'gone'),
      assignee,
      scope: fc.oneof({ arbitrary: scope, weight: 1 }, { arbitrary: fc.constant({ workspace: 'tower' }), weight: 3 }),
      includeDescendants: rarely(true, 2),
    }),
  ],
  [
    'AccessRole',
    [...ROLES, 'deployment-admin'],
    fc.record({
      permissions: fc.subarray(['VIEW', 'deployments.get', 'things.run']),
      workspace: rarely('lab', 4),
    }),
  ],
  ['Workspace', WORKSPACES, fc.record({ parent: fc.option(fc.constantFrom(...WORKSPACES), { nil: undefined }) })],
  [
    'Revocation',
    ['out', 'lost'],
    fc.record({ user: fc.constantFrom(...USERS), until: fc.option(fc.constantFrom(...DATES), { nil: undefined }) }),
  ],
]

function stored(kind: Kind, namespace: string, name: string, fields: object): StoredResource {
  const spec = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as JsonObject
  const times = { createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' }
  return { ...resource(kind, namespace, name, spec), ...times, uid: `${kind}/${namespace}/${name}`, version: 1 }
}

const ORGANIZATIONS = ['acme', 'beta']

/** One thing set or taken away, in one of two organizations. */
const edit: fc.Arbitrary<(all: Map<Key, StoredResource>) => void> = fc
  .tuple(fc.constantFrom(...ORGANIZATIONS), fc.constantFrom(...SPECS))
  .chain(([namespace, [kind, names, spec]]) =>
    fc.tuple(fc.constantFrom(...names), fc.option(spec, { freq: 3 })).map(([name, fields]) => {
      const key = keyOf({ kind, namespace, name })
      return (all: Map<Key, StoredResource>) => {
        if (fields === null) all.delete(key)
        else all.set(key, stored(kind, namespace, name, fields))
      }
    }),
  )

/** A state of two organizations in which access is given in every way there is, cycles and dangling names among them. */
export const granted: fc.Arbitrary<ReadonlyMap<Key, StoredResource>> = fc
  .tuple(
    ...ORGANIZATIONS.flatMap((namespace) =>
      SPECS.flatMap(([kind, names, spec]) =>
        names.map((name) =>
          fc
            .option(spec, { nil: undefined, freq: 4 })
            .map((fields) => (fields === undefined ? [] : [stored(kind, namespace, name, fields)])),
        ),
      ),
    ),
  )
  .map((lists) => new Map(lists.flat().map((one) => [keyOf(one), one])))

/** A few changes of such a state at once. */
export const changed: fc.Arbitrary<(before: ReadonlyMap<Key, StoredResource>) => ReadonlyMap<Key, StoredResource>> = fc
  .array(edit, { minLength: 1, maxLength: 4 })
  .map((edits) => (before) => {
    const after = new Map(before)
    for (const one of edits) one(after)
    return after
  })

const SCOPES: readonly (readonly [ScopeType, string])[] = [
  ['organization', ''],
  ...WORKSPACES.map((name) => ['workspace', name] as const),
  ['dataSource', 'lake'],
  ['user', 'ada'],
  ['userGroup', 'ops'],
]
const RIGHTS = ['MANAGE', 'VIEW', 'deployments.get', 'deployments.list', 'deployments.delete', 'things.run']

/** Every question that may have an answer there. */
export const QUESTIONS: readonly Question[] = SCOPES.flatMap(([type, name]) =>
  RIGHTS.map((permission) => ({ permission, scope: { type, name } })),
)
