import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { INSTALLATION_LAWS, ORGANIZATION_LAWS, REVOCATION_LAWS } from '../../src/desired/laws/all.ts'
import type { Finding } from '../../src/model/problem.ts'
import { PROBLEM_CODES } from '../../src/model/problem.ts'
import { identityOf } from '../../src/model/resource.ts'
import { administered, edited } from '../support/administered.ts'
import { findingsIn } from '../support/laws.ts'
import { installationView, type Literals, view } from '../support/organization.ts'

const FIELDS = [
  'actions',
  'archived',
  'assignee',
  'bootstrap',
  'componentLimits',
  'components',
  'customizations',
  'dataSource',
  'email',
  'endDate',
  'entitlement',
  'entitlements',
  'fixedTerm',
  'hidden',
  'id',
  'limits',
  'members',
  'offering',
  'organizationGroups',
  'overage',
  'parent',
  'parents',
  'permission',
  'plan',
  'previousNames',
  'prices',
  'requiredAdmins',
  'role',
  'rotation',
  'scope',
  'settings',
  'startDate',
  'type',
  'until',
  'url',
  'user',
  'userGroup',
  'userGroups',
  'value',
  'workspace',
]
const NAMES = ['ada', 'ops', 'acme', 'lab', 'x-1', '__proto__', 'constructor', 'hasOwnProperty', '']

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...NAMES),
    fc.constantFrom(null, true, false, 0, -1, 1e9, '2026-03-02', 'never', 'MANAGE', 'UserCount'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...FIELDS, ...NAMES, 'key', 'name', 'secret', 'link'), tie('value'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
})).value

const spec = fc.dictionary(fc.constantFrom(...FIELDS), json, { maxKeys: 6, noNullPrototype: true })
const specs = fc.dictionary(fc.constantFrom('ada', 'ops', 'free', 'admin'), spec, {
  maxKeys: 3,
}) as fc.Arbitrary<Literals>

const organization = fc.record({
  organization: spec as fc.Arbitrary<Literals[string]>,
  users: specs,
  groups: specs,
  roles: specs,
  permissions: specs,
  workspaces: specs,
  hosts: specs,
  accessKeys: specs,
  identityProviders: specs,
  dataSources: specs,
  subscriptions: specs,
  entitlements: specs,
  revocations: specs,
  installation: fc.record({ plans: specs, licenses: specs, organizationGroups: specs }),
})
const installation = fc.record({
  organizationGroups: specs,
  licenses: specs,
  offerings: specs,
  plans: specs,
  policies: specs,
  usageSources: specs,
})

function assertWhole({ code, key, pointer, message, related = [] }: Finding): void {
  assert.ok(PROBLEM_CODES.includes(code))
  assert.ok(identityOf(key).name !== '')
  for (const place of [pointer, ...related.map((one) => one.pointer)])
    assert.match(place, /^\/(spec|metadata|labels|annotations)/)
  assert.match(message, /[^.]$/)
  assert.not.match(message, /undefined/)
}

test('no law fails on a spec that no schema has seen, and what it says is whole', () => {
  fc.assert(
    fc.property(organization, organization, (after, before) => {
      const acme = view({ ...after, stored: view(before) })
      for (const { law } of [...ORGANIZATION_LAWS, ...REVOCATION_LAWS]) {
        for (const finding of law(acme)) assertWhole(finding)
      }
    }),
    { numRuns: 500 },
  )
})

test('no law of the installation fails either', () => {
  fc.assert(
    fc.property(installation, installation, (after, before) => {
      const whole = installationView({ ...after, stored: installationView(before) })
      for (const { law } of INSTALLATION_LAWS) for (const finding of law(whole)) assertWhole(finding)
    }),
    { numRuns: 300 },
  )
})

test('a change that changes nothing breaks no law that the stored state keeps', () => {
  fc.assert(
    fc.property(administered, edited, (literal, edit) => {
      const kept = edit(literal)
      const facts = new Map(findingsIn(view(kept)).map((fact) => [`${fact.code} ${fact.subject}`, fact.measure ?? 0]))
      for (const { code, subject, measure = 0 } of findingsIn(view({ ...kept, stored: view(kept) }))) {
        assert.ok(measure <= (facts.get(`${code} ${subject}`) ?? -1), `${code} ${subject}`)
      }
    }),
    { numRuns: 300 },
  )
})

test.run()
