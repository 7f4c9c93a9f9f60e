import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createCatalogs } from '../../src/api/catalog.ts'
import type { UnitStatus } from '../../src/model/status.ts'
import { createObjectFields } from '../../src/run/objectfields.ts'
import { ancestorsOf, organizationStatus } from '../../src/status/organization.ts'
import { beginStatus } from '../../src/status/status.ts'
import { installationWith } from '../support/installation.ts'

const INSTANT = '2026-11-22T12:00:00.000Z'
const declared = (name: string, spec: string): string =>
  `apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: ${name}}\nspec: {displayName: ${name.toUpperCase()}, ${spec}}\n`
const environments = Array.from(
  { length: 101 },
  (_, at) => `{name: e${100 + at}, displayName: E, type: environment}`,
).join(', ')
const TEXTS = {
  'a.yaml': declared('a', 'minAdmins: 0'),
  'b.yaml': declared('b', `parent: a, minAdmins: 0, workspaces: [${environments}]`),
  'c.yaml': declared('c', 'parent: b, users: [{name: ada, email: ada@c.example, admin: true}]'),
}
const HELD: UnitStatus['holds'][number] = {
  code: 'RemovalBudget',
  message: 'ada@c.example would go',
  digest: 'abc',
  since: INSTANT,
  until: INSTANT,
  evidence: {},
  next: ['ask ada@c.example'],
}

async function begun() {
  const installation = await installationWith(TEXTS)
  const state = installation.state()
  const begun = beginStatus({ version: 'test', startedAt: INSTANT, sources: [] }, state)
  const unit = { unit: 'organization/b', organization: 'b', holds: [HELD] } as unknown as UnitStatus
  return { state, status: { ...begun, units: [unit] }, catalog: createCatalogs()(state.resources) }
}

test('an organization has its place, its people and what is held of it', async () => {
  const { state, status, catalog } = await begun()
  const [, b, c] = catalog.of('', 'Organization')
  if (b === undefined || c === undefined) throw new Error('three organizations are stored')
  const of = (one: typeof b) => organizationStatus(catalog, { state, status, instant: INSTANT }, one)
  const { path, rootOrganization, childrenCount, holds, groups } = of(b)
  assert.equal([path, rootOrganization, childrenCount, groups], ['A -> B', 'a', 1, ['admin', 'users']])
  const { code, digest, message, next } = HELD
  assert.equal(holds, [{ code, digest, message, next }])
  const { userCount, adminCount, hostCount, environments: none } = of(c)
  assert.equal([userCount, adminCount, hostCount, none], [1, 1, 0, []])
})

test('an object in a cluster says the same, cut to what it may hold and without addresses', async () => {
  const { state, status, catalog } = await begun()
  const [, b] = catalog.of('', 'Organization')
  if (b === undefined) throw new Error('three organizations are stored')
  const whole = organizationStatus(catalog, { state, status, instant: INSTANT }, b)
  // biome-ignore lint/suspicious/noExplicitAny: of a pass these fields take the state and the status alone
  const fields = createObjectFields()({ state, status } as any, INSTANT)(b, { type: 'inForce' } as any)
  assert.equal([whole.environments.length, (fields.environments as readonly string[]).length], [101, 100])
  const { environments: _, holds: __, ...rest } = whole
  const { environments: ___, holds, ...shown } = fields
  assert.equal(shown, rest)
  assert.not.match(JSON.stringify(holds), /@c\.example/)
})

test('those above an organization are found once each, also in a circle', async () => {
  const { catalog } = await begun()
  const [a, b, c] = catalog.of('', 'Organization')
  if (a === undefined || b === undefined || c === undefined) throw new Error('three organizations are stored')
  const circle = [{ ...a, spec: { ...a.spec, parent: 'c' } }, b, c]
  const line = ancestorsOf(c, { of: () => circle })
  assert.equal(
    line.map(({ name }) => name),
    ['a', 'b', 'c'],
  )
})

test.run()
