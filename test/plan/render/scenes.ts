import { sha256 } from '../../../src/lib/digest.ts'
import type { Json, Key } from '../../../src/model/resource.ts'
import { keyOf } from '../../../src/model/resource.ts'
import type { PlanReport } from '../../../src/plan/render/report.ts'
import type { UnitUse } from '../../../src/plan/uses.ts'
import type { Bound } from '../../../src/usage/uses.ts'
import { create, file, hold, plan, problem, remove, rename, resource, update } from './support.ts'

const users = 'orgs/acme/users.yaml'

/** One organization in which everything that a plan can say about fields happens. */
export function everything(): PlanReport {
  const ada = { name: 'ada', origin: file(users, 3), spec: { email: 'ada@acme.example', previousNames: [] as Json[] } }
  const follower = (name: string) => {
    const change = update({ kind: 'UserGroup', name, spec: { members: ['ada'] } }, { members: ['ada-l'] }, [
      { type: 'set', pointer: '/spec/members', added: ['ada-l'], removed: ['ada'] },
    ])
    return { ...change, follows: [keyOf(resource({ name: 'ada-l' }))] }
  }
  const changes = [
    create({
      name: 'grace',
      origin: file(users, 21),
      labels: { team: 'compilers' },
      spec: { admin: true, email: 'grace@acme.example', userGroups: ['operators', 'reviewers'] },
    }),
    rename(ada, 'ada-l'),
    follower('admins'),
    follower('operators'),
    update(
      { name: 'jdoe', origin: file(users, 14), spec: { email: 'j@old.example', userGroups: ['hr'] } },
      { email: 'j@acme.example', userGroups: ['finance'] },
      [
        { type: 'value', pointer: '/spec/email', before: 'j@old.example', after: 'j@acme.example' },
        { type: 'set', pointer: '/spec/userGroups', added: ['finance'], removed: ['hr'] },
        { type: 'value', pointer: '/labels/team', after: 'finance' },
        { type: 'owner', pointer: '/owner', before: 'main', after: 'hr-feed' },
      ],
    ),
    organization(),
    dataSource(),
    remove({
      name: 'mallory',
      origin: file(users, 33),
      annotations: { 'charter.sh/protected': 'true' },
      spec: { admin: true, email: 'mallory@acme.example' },
    }),
  ]
  return { plans: [plan('acme', changes)], holds: [] }
}

function organization() {
  const before = {
    contact: { email: 'old@acme.example', firstName: 'Ada' },
    customScopes: ['a', 'b'],
    description: `${'The research division. '.repeat(6)}Founded 1998.`,
    settings: [
      { key: 'theme', value: 'dark' },
      { key: 'smtp', secret: true, value: 'hunter2-before' },
      { key: 'old', value: 1 },
    ],
  }
  const after = {
    contact: { email: 'new@acme.example', firstName: 'Ada', mobilePhone: '+49 30 1' },
    customScopes: ['b', 'a'],
    description: `${'The research division. '.repeat(6)}Founded 2001.`,
    settings: [
      { key: 'theme', value: 'light' },
      { key: 'smtp', secret: true, secretRef: { env: 'SMTP_PASSWORD' } },
    ],
  }
  const fields = (Object.keys(before) as (keyof typeof before)[]).map((name) => ({
    type: 'value' as const,
    pointer: `/spec/${name}`,
    before: before[name],
    after: after[name],
  }))
  const parts = { kind: 'Organization' as const, namespace: '', name: 'acme', origin: file('orgs/acme/acme.yaml', 1) }
  return update({ ...parts, spec: before }, after, fields)
}

function dataSource() {
  const parts = { kind: 'DataSource' as const, name: 'warehouse', origin: file('orgs/acme/data.yaml', 40) }
  const before = { displayName: 'Warehouse', passwordRef: { env: 'DB_PASSWORD' } }
  const after = { displayName: 'Warehouse', passwordRef: { kubernetes: { name: 'db', key: 'password' } } }
  return update({ ...parts, spec: before }, after, [
    { type: 'value', pointer: '/spec/passwordRef', before: before.passwordRef, after: after.passwordRef },
  ])
}

/** Holds of an organization and of a source, a condition, problems, an invalid unit. */
export function trouble(): PlanReport {
  const changes = ['ada', 'bob', 'eve'].map((name, index) =>
    remove({ name, origin: file(users, 10 + index), spec: { email: `${name}@acme.example` } }),
  )
  const removed = Array.from({ length: 649 }, (_, index) => `user-${String(index).padStart(3, '0')}`)
  return {
    plans: [plan('acme', changes), plan('beta', []), plan('delta', [create({ name: 'dan', namespace: 'delta' })])],
    holds: [
      hold('acme', { evidence: { User: { removed: 649, allowed: 60 }, users: removed } }),
      hold('acme', { code: 'Protected', message: 'the user `ada` is protected and would go', evidence: {}, next: [] }),
      {
        code: 'HistoryRewritten',
        scope: { type: 'source', source: 'main' },
        digest: sha256('rewritten'),
        message: 'the new commit does not descend from the applied one',
        evidence: { from: 'a1b2c3d', to: 'f00dfee' },
        next: ['charter approve 9e1f'],
      },
    ],
    conditions: [
      {
        unit: { type: 'organization', organization: 'beta' },
        code: 'OverLimit',
        message: '93 users are stored and the license allows 80',
        help: 'remove users or raise the entitlement `UserCount`',
      },
    ],
    problems: [
      {
        unit: { type: 'organization', organization: 'gamma' },
        problems: [
          problem({ severity: 'warning', code: 'NullField', message: '`email` is null and counts as omitted' }),
          problem({ help: 'did you mean `email`?', length: 5 }),
        ],
      },
    ],
    invalid: [{ type: 'organization', organization: 'gamma' }],
    uses: [
      use('acme', { used: 48, after: 45 }),
      use('beta', { used: 93, after: 93, boundBefore: limited(100), bound: limited(80), isOver: true }),
      use('gamma', { used: 48, after: 51, isOver: true }),
    ],
  }
}

/** A limit that the license gives. */
export function limited(most: number): Bound {
  return { key: 'License//main' as Key, pointer: '/spec/entitlements/0', type: 'limited', most, mayExceed: false }
}

/** What an organization uses of `UserCount 50`, before and after. */
export function use(organization: string, more: Partial<UnitUse>): UnitUse {
  const unit = { type: 'organization', organization } as const
  const bounds = { bound: limited(50), boundBefore: limited(50) }
  return { unit, name: 'UserCount', noun: 'user', used: 0, after: 0, isOver: false, ...bounds, ...more }
}

/** A first apply: many organizations, many users. */
export function large(organizations: number, users: number): PlanReport {
  const plans = Array.from({ length: organizations }, (_, index) => {
    const namespace = `org-${String(index).padStart(4, '0')}`
    const changes = Array.from({ length: users }, (_, number) =>
      create({ namespace, name: `user-${number}`, spec: { email: `user-${number}@${namespace}.example` } }),
    )
    return plan(namespace, changes)
  })
  return { plans, holds: [] }
}
