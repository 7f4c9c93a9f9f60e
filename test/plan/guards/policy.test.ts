import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { keyOf } from '../../../src/model/resource.ts'
import { holdsOf } from '../../../src/plan/guards/all.ts'
import { policyBlocked } from '../../../src/plan/guards/policy.ts'
import { guardInput, storedAs } from '../../support/guard.ts'
import { type Literal, type OrganizationLiteral, resource } from '../../support/organization.ts'

const CPU = { component: 'cpu', period: 'month', current: '1200', limit: '1000' } as const
const CREATION = 'block_creation_of_new_resources'
const MODIFICATION = 'block_modification_of_existing_resources'
const SINCE = '2026-03-01T00:00:00.000Z'

const installation = {
  offerings: { compute: { displayName: 'Compute' }, mail: { displayName: 'Mail' } },
  plans: {
    large: { displayName: 'Large', offering: 'compute', limits: { maxProjects: 10 }, prices: { cpu: '0.10' } },
    small: { displayName: 'Small', offering: 'compute', limits: { maxProjects: 5 }, prices: { cpu: '0.10' } },
    dear: { displayName: 'Dear', offering: 'compute', limits: { maxProjects: 5 }, prices: { cpu: '0.20' } },
    post: { displayName: 'Post', offering: 'mail' },
  },
  organizationGroups: {
    education: { displayName: 'Education' },
    universities: { displayName: 'Universities', parent: 'education' },
  },
}
const ON_ACME: Literal = { type: 'usage', scope: { organization: 'acme' }, actions: [CREATION] }

/** What the guard says of a change of acme while `budget` has fired; what is given is what acme has besides. */
function asked(
  before: OrganizationLiteral | undefined,
  after: OrganizationLiteral | undefined,
  {
    policy = ON_ACME,
    renames = {},
    isFired = true,
  }: { policy?: Literal; renames?: Record<string, string>; isFired?: boolean } = {},
) {
  const budget = storedAs(resource('UsagePolicy', '', 'budget', policy))
  const whole = (side: OrganizationLiteral | undefined) =>
    side === undefined ? undefined : { ...side, installation: { ...installation, policies: { budget: policy } } }
  const [old, now] = [whole(before), whole(after)]
  return guardInput({
    ...(old === undefined ? {} : { before: old }),
    ...(now === undefined ? {} : { after: now }),
    renames,
    stored: {
      resources: new Map([[keyOf(budget), budget]]),
      policies: new Map(isFired ? [[budget.uid, { since: SINCE, exceeded: [CPU] }]] : []),
    },
  })
}

/** The names of what is blocked. */
function blocked(...args: Parameters<typeof asked>): unknown {
  return policyBlocked(asked(...args))?.evidence.names
}

const lab = { type: 'project', displayName: 'Lab' }
const workspaces = { lab }

test('a policy that has fired holds what uses something up, and says what, why and how it ends', () => {
  const hold = policyBlocked(asked({}, { workspaces, hosts: { web: { workspace: 'lab' } } }))
  assert.is(
    hold?.message,
    'usage policy budget (cpu 1200, limit 1000 in a month) has fired for acme and blocks 2 changes: create Host/web and create Workspace/lab',
  )
  assert.equal(hold?.evidence, {
    blocked: 2,
    names: ['create Host/web', 'create Workspace/lab'],
    policies: ['budget: cpu 1200, limit 1000 in a month, since 2026-03-01T00:00:00.000Z'],
  })
  assert.equal(hold?.next, [
    'reduce the use, or raise the limit of budget: it is reset once its values are no longer greater than their limits; its window moves on 2026-04-01',
    'or take these changes out of the plan',
    'charter approve the-plan --state <folder>',
  ])
})

test('a policy that has not fired holds nothing', () => {
  assert.is(blocked({}, { workspaces }, { isFired: false }), undefined)
})

test('it is one of the guards, and a revocation passes', () => {
  const users = { ada: { admin: true } }
  const input = asked({ users }, { users, workspaces })
  assert.equal(
    holdsOf(input).map(({ code }) => code),
    ['PolicyBlocked'],
  )
  const unit = { type: 'revocation', organization: 'acme', name: 'leaver' } as const
  assert.equal(holdsOf({ ...input, plan: { ...input.plan, unit } }), [])
})

test('new resources are workspaces, hosts, data sources and subscriptions; people and access are none', () => {
  const subscriptions = { main: { plan: 'small', startDate: '2026-01-01', endDate: 'never' } }
  assert.equal(blocked({}, { dataSources: { lake: {} }, subscriptions }), [
    'create DataSource/lake',
    'create Subscription/main',
  ])
  const people = {
    users: { zoe: {} },
    groups: { ops: { members: ['zoe'] } },
    permissions: { p: { permission: 'MANAGE', assignee: { userGroup: 'ops' } } },
    accessKeys: { key: { type: 'token' } },
    organization: { displayName: 'Acme Research' },
  }
  assert.is(blocked({}, people, { policy: { ...ON_ACME, actions: [CREATION, MODIFICATION] } }), undefined)
})

test('what goes, and what is made for the archive, passes; what comes back from it does not', () => {
  const archived = { lab: { ...lab, archived: true } }
  assert.is(blocked({ workspaces }, {}), undefined)
  assert.is(blocked({}, { workspaces: archived }), undefined)
  assert.is(blocked({ workspaces }, { workspaces: archived }), undefined)
  assert.equal(blocked({ workspaces: archived }, { workspaces }), ['update Workspace/lab'])
})

test('a policy blocks only what its actions say', () => {
  const notes = { policy: { ...ON_ACME, actions: ['notify_organization_owners', 'request_downscaling'] } }
  assert.is(blocked({}, { workspaces }, notes), undefined)
  const larger = { workspaces: { lab: { ...lab, creditsLimit: 20 } } }
  assert.is(blocked({ workspaces: { lab: { ...lab, creditsLimit: 10 } } }, larger), undefined)
  const modification = { policy: { ...ON_ACME, actions: [MODIFICATION] } }
  assert.is(blocked({}, { workspaces }, modification), undefined)
})

/** Whether a change of one workspace is blocked, for a policy that blocks changes. */
function isChangeBlocked(before: Literal, after: Literal): boolean {
  const sides = [{ workspaces: { lab: { ...lab, ...before } } }, { workspaces: { lab: { ...lab, ...after } } }] as const
  return blocked(...sides, { policy: { ...ON_ACME, actions: [MODIFICATION] } }) !== undefined
}

test('a change of a resource passes where it reduces its use, and in nothing lets it grow', () => {
  assert.is(isChangeBlocked({ creditsLimit: 10 }, { creditsLimit: 9 }), false)
  assert.is(isChangeBlocked({ creditsLimit: 10 }, { creditsLimit: 11 }), true)
  assert.is(isChangeBlocked({}, { creditsLimit: 5 }), false)
  assert.is(isChangeBlocked({ creditsLimit: 5 }, {}), true)
  assert.is(isChangeBlocked({}, { archived: true }), false)
  assert.is(isChangeBlocked({ archived: true }, {}), true)
  assert.is(isChangeBlocked({}, { description: 'more' }), true)
  assert.is(isChangeBlocked({}, { description: 'closed', archived: true }), false)
  assert.is(isChangeBlocked({}, { prefix: 'new', archived: true }), true)
})

test('secrets are rotated and names followed, whatever has fired', () => {
  const policy = { ...ON_ACME, actions: [CREATION, MODIFICATION] }
  const lake = (env: string) => ({ dataSources: { lake: { schema: 'main', passwordRef: { env } } } })
  assert.is(blocked(lake('OLD'), lake('NEW'), { policy }), undefined)
  const renames = { 'Workspace/lab': 'laboratory' }
  const renamed = { workspaces: { laboratory: { ...lab, previousNames: ['lab'] } } }
  assert.is(blocked({ workspaces }, renamed, { policy, renames }), undefined)
})

test('a smaller plan, an earlier end and no overage reduce the use of a subscription', () => {
  const policy = { ...ON_ACME, actions: [MODIFICATION] }
  const main = { plan: 'large', startDate: '2026-01-01', endDate: '2026-12-31', overage: true }
  const isBlocked = (before: Literal, after: Literal): boolean =>
    blocked(
      { subscriptions: { main: { ...main, ...before } } },
      { subscriptions: { main: { ...main, ...after } } },
      { policy },
    ) !== undefined
  assert.is(isBlocked({}, { plan: 'small' }), false)
  assert.is(isBlocked({ plan: 'small' }, { plan: 'large' }), true)
  assert.is(isBlocked({}, { plan: 'dear' }), true)
  assert.is(isBlocked({}, { endDate: '2026-06-30' }), false)
  assert.is(isBlocked({}, { endDate: 'never' }), true)
  assert.is(isBlocked({ endDate: 'never' }, { endDate: '2030-01-01' }), false)
  assert.is(isBlocked({}, { overage: false }), false)
})

const ON_COMPUTE: Literal = {
  type: 'usage',
  scope: { offering: 'compute' },
  organizationGroups: ['education'],
  actions: [CREATION],
}

/** Acme as a subscriber of a plan, in a group. */
function member(group: string, plan: string, more: OrganizationLiteral = {}): OrganizationLiteral {
  return {
    organization: { displayName: 'Acme', organizationGroups: [group] },
    subscriptions: { main: { plan, startDate: '2026-01-01', endDate: 'never' } },
    ...more,
  }
}

function memberBlocked(group: string, plan: string, policy: Literal = ON_COMPUTE): unknown {
  return blocked(member(group, plan), member(group, plan, { workspaces }), { policy })
}

test('a policy on groups holds subscribers of its offering in these groups', () => {
  assert.equal(memberBlocked('education', 'small'), ['create Workspace/lab'])
  assert.is(memberBlocked('education', 'post'), undefined)
  assert.is(memberBlocked('universities', 'small'), undefined)
  assert.equal(memberBlocked('universities', 'small', { ...ON_COMPUTE, includeSubgroups: true }), [
    'create Workspace/lab',
  ])
  const { organizationGroups: _, ...open } = ON_COMPUTE
  assert.equal(memberBlocked('other', 'small', { ...open, applyToAll: true }), ['create Workspace/lab'])
})

test('who leaves the group, or the offering, in the same change is held all the same', () => {
  const before = member('education', 'small')
  assert.equal(blocked(before, member('other', 'small', { workspaces }), { policy: ON_COMPUTE }), [
    'create Workspace/lab',
  ])
  assert.equal(blocked(before, member('education', 'post', { workspaces }), { policy: ON_COMPUTE }), [
    'create Workspace/lab',
  ])
})

test('nobody subscribes to an offering whose policy has fired, and leaving it passes', () => {
  const policy = ON_COMPUTE
  const bare = { organization: { displayName: 'Acme', organizationGroups: ['education'] } }
  assert.equal(blocked(bare, member('education', 'small'), { policy }), ['create Subscription/main'])
  assert.equal(blocked(undefined, member('education', 'small'), { policy }), ['create Subscription/main'])
  assert.equal(blocked(member('education', 'post'), member('education', 'small'), { policy }), [
    'update Subscription/main',
  ])
  assert.is(blocked(bare, member('education', 'post'), { policy }), undefined)
  assert.is(blocked(member('education', 'small'), member('education', 'post'), { policy }), undefined)
})

test('an archived organization, another one, and one that goes are not concerned', () => {
  const archived = { organization: { displayName: 'Acme', archived: true } }
  assert.is(blocked(archived, { ...archived, workspaces }), undefined)
  assert.is(blocked({ name: 'globex' }, { name: 'globex', workspaces }), undefined)
  assert.is(blocked({ workspaces }, undefined), undefined)
})

test('what was found of the same declarations is found anew where other policies have fired', () => {
  const input = asked({}, { workspaces })
  const without = { ...input, stored: { ...input.stored, policies: new Map() } }
  const unknown = { ...input, stored: { ...input.stored, resources: new Map() } }
  const isHeld = [input, without, unknown, input].map((one) => policyBlocked(one) !== undefined)
  assert.equal(isHeld, [true, false, false, true])
})

test('a policy whose window has no end says that time resets nothing', () => {
  const input = asked({}, { workspaces })
  const policies = new Map(
    [...input.stored.policies].map(([uid, fired]) => [
      uid,
      { ...fired, exceeded: [{ ...CPU, period: 'total' as const }] },
    ]),
  )
  const hold = policyBlocked({ ...input, stored: { ...input.stored, policies } })
  assert.match(hold?.message ?? '', /cpu 1200, limit 1000 in total\)/)
  assert.is(hold?.next[0]?.includes('window'), false)
})

test.run()
