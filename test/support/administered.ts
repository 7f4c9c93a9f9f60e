import fc from 'fast-check'
import type { Literal, Literals, OrganizationLiteral } from './organization.ts'
import { once } from './rarely.ts'

const USERS = ['ada', 'bob', 'cyd', 'dan']
const GROUPS = ['dev', 'ops', 'platform', 'staff']
const ALL_GROUPS = [...GROUPS, 'admin']
const DATES = [
  '2026-02-01',
  '2026-03-02',
  '2026-03-02T10:15:00Z',
  '2026-04-01',
  '2026-05-01T12:00:00+02:00',
  '2026-06-01',
]

const window = {
  from: once(fc.constantFrom(...DATES), 5),
  until: once(fc.constantFrom(...DATES), 4),
}

/** Fields that are `undefined` left out, as the normal form leaves them out. */
function written(fields: Record<string, unknown>): Literal {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Literal
}

const user = fc
  .record({
    ...window,
    admin: fc.option(fc.constant(true), { nil: undefined, freq: 2 }),
    active: once(fc.constant(false), 6),
    userGroups: fc.subarray(ALL_GROUPS, { maxLength: 2 }),
  })
  .map(written)

const group = fc
  .record({
    members: fc.subarray(USERS, { maxLength: 2 }),
    maintainers: fc.subarray(USERS, { maxLength: 1 }),
    parents: fc.subarray(ALL_GROUPS, { maxLength: 2 }),
    level: once(fc.constantFrom('readonly', 'none', 'users'), 4),
  })
  .map(written)

const assignee = fc.oneof(
  fc.constantFrom(...USERS).map((name) => ({ user: name })),
  fc.constantFrom(...ALL_GROUPS, 'users').map((name) => ({ userGroup: name })),
)

const permission = fc
  .record({
    ...window,
    permission: fc.constantFrom('MANAGE', 'MANAGE', 'MANAGE', 'BASE_UI_ACCESS'),
    assignee,
    scope: once(fc.constant({ workspace: 'lab' }), 5),
  })
  .map(written)

const revocation = fc
  .record({ user: fc.constantFrom(...USERS), until: window.until })
  .map((one) => written({ ...one, reason: 'x' }))

function some(names: readonly string[], one: fc.Arbitrary<Literal>): fc.Arbitrary<Literals> {
  const table = Object.fromEntries(names.map((name) => [name, fc.option(one, { nil: undefined, freq: 3 })]))
  return fc.record(table).map((found) => written(found) as Literals)
}

/** Small organizations in which users, groups, permissions, windows and revocations make admins in every way there is. */
export const administered: fc.Arbitrary<OrganizationLiteral> = fc.record({
  organization: fc.integer({ min: 0, max: 3 }).map((minAdmins) => ({ displayName: 'Acme', minAdmins })),
  users: some(USERS, user),
  groups: some(GROUPS, group).chain((groups) =>
    fc.subarray(USERS, { maxLength: 1 }).map((members) => ({ ...groups, admin: { members } })),
  ),
  permissions: some(['one', 'two', 'three'], permission),
  revocations: some(['out'], revocation),
})

/** What may be done to an organization in one change: something leaves, or is replaced by another of its sort. */
export const edited: fc.Arbitrary<(literal: OrganizationLiteral) => OrganizationLiteral> = fc
  .array(
    fc.oneof(
      fc.tuple(fc.constant('users' as const), fc.constantFrom(...USERS), fc.option(user)),
      fc.tuple(fc.constant('groups' as const), fc.constantFrom(...GROUPS), fc.option(group)),
      fc.tuple(fc.constant('permissions' as const), fc.constantFrom('one', 'two', 'three'), fc.option(permission)),
      fc.tuple(fc.constant('revocations' as const), fc.constant('out'), fc.option(revocation)),
      fc.tuple(
        fc.constant('organization' as const),
        fc.constant(''),
        fc.integer({ min: 0, max: 3 }).map((minAdmins): Literal => ({ displayName: 'Acme', minAdmins })),
      ),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map(
    (edits) => (literal) => edits.reduce((before, [list, name, after]) => replaced(before, list, name, after), literal),
  )

function replaced(
  literal: OrganizationLiteral,
  list: 'users' | 'groups' | 'permissions' | 'revocations' | 'organization',
  name: string,
  after: Literal | null,
): OrganizationLiteral {
  if (list === 'organization') return { ...literal, organization: after }
  const { [name]: _, ...others } = literal[list] ?? {}
  return { ...literal, [list]: after === null ? others : { ...others, [name]: after } }
}
