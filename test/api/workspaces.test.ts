import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { UnitResult, UnitStatus } from '../../src/model/status.ts'
import { unitName } from '../../src/model/unit.ts'
import { beginStatus } from '../../src/status/status.ts'
import { INSTANT, openApi, person } from '../support/api.ts'

const TEXTS = {
  'acme.yaml': `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme Research
  users: [{name: ada, email: ada@acme.example, admin: true}]
  workspaces:
    - {name: site, id: s-1, type: environment, displayName: Site, settings: [{key: zone, value: a}]}
    - {name: hall, type: environment, displayName: Hall, parent: site, labels: {tier: gold}}
    - {name: models, type: project, displayName: Models, archived: true, creditsLimit: 5}
    - {name: sales, type: workspace, displayName: Sales, dataFilters: [{id: f1, title: Area, columnName: area, settings: [{id: x, title: X, filterValues: [north], workspace: sales}]}]}
  hosts:
    - {name: web, workspace: hall, displayName: Web, platform: kvm, applications: [nginx, app]}
    - {name: old, workspace: site, displayName: Old, archived: true}
`,
}

const api = await openApi(TEXTS)
test.after(() => api.close())
const names = async (path: string) =>
  (await api.read(`/organizations/acme/${path}`)).body.map(({ name }: { name: string }) => name)

test('workspaces are told by their type and by what is above them', async () => {
  assert.equal(await names('workspaces'), ['hall', 'models', 'sales', 'site'])
  assert.equal(await names('environments'), ['hall', 'site'])
  assert.equal(await names('projects'), ['models'])
  assert.equal(await names('workspaces?type=workspace'), ['sales'])
  assert.equal(await names('workspaces?parent=s-1'), ['hall'])
  assert.equal(await names('environments?parent=nothing'), [])
  assert.equal(await names('environments?label=tier%3Dgold'), ['hall'])
  assert.is((await api.read('/organizations/acme/projects?type=project')).status, 400)
})

test('one workspace is told with all that it declares', async () => {
  const { uid, createdAt, updatedAt, ...site } = (await api.read('/organizations/acme/environments/s-1')).body
  assert.equal(site, {
    id: 's-1',
    name: 'site',
    version: 1,
    labels: {},
    organization: 'acme',
    type: 'environment',
    displayName: 'Site',
    settings: [{ key: 'zone', value: 'a' }],
    archived: false,
  })
  const models = (await api.read('/organizations/acme/workspaces/models')).body
  assert.equal([models.archived, models.creditsLimit, models.id], [true, 5, 'models'])
  const sales = (await api.read('/organizations/acme/workspaces/sales')).body
  assert.equal(sales.dataFilters[0].settings[0].filterValues, ['north'])
  assert.is((await api.read('/organizations/acme/projects/site')).status, 404)
})

test('hosts are told by environment, and stand as the declarations of their organization do', async () => {
  const { uid, createdAt, updatedAt, ...web } = (await api.read('/organizations/acme/hosts?environment=hall')).body[0]
  assert.equal(web, {
    id: 'web',
    name: 'web',
    version: 1,
    labels: {},
    organization: 'acme',
    workspace: 'hall',
    displayName: 'Web',
    platform: 'kvm',
    applications: ['app', 'nginx'],
    archived: false,
    state: 'DEFINED',
  })
  assert.equal(await names('hosts?environment=s-1'), ['old'])
  assert.equal(await names('hosts?environment=nothing'), [])
  const told: Record<string, string> = {
    unchanged: 'READY',
    applied: 'READY',
    held: 'UPDATING',
    invalid: 'ERROR',
    failed: 'ERROR',
  }
  for (const [result, state] of Object.entries(told)) {
    const after = await withResult(result as UnitResult)
    try {
      const { body } = await after.read('/organizations/acme/hosts?fields=name,state')
      assert.equal(body, [
        { name: 'old', state: 'DEFINED' },
        { name: 'web', state },
      ])
      assert.is((await after.read(`/organizations/acme/hosts?state=${state}`)).headers.get('x-result-count'), '1')
      const past = await after.read('/organizations/acme/hosts?seq=1&name=web')
      assert.is(past.body[0].state, 'READY')
    } finally {
      await after.close()
    }
  }
})

test('workspaces and hosts are there for those who see the organization', async () => {
  for (const path of ['environments', 'workspaces', 'projects', 'hosts', 'workspaces/site']) {
    assert.is((await api.read(`/organizations/acme/${path}`, person('eve@evil.example'))).status, 404, path)
  }
})

/** The API with an organization whose last pass ended so. */
async function withResult(result: UnitResult) {
  const state = api.state()
  const status = beginStatus({ version: '0.0.0', startedAt: INSTANT, sources: [] }, state)
  const unit: UnitStatus = {
    unit: unitName({ type: 'organization', organization: 'acme' }),
    organization: 'acme',
    result,
    attempted: {},
    applied: {},
    holds: [],
    problems: [],
    problemCount: 0,
    conditions: [],
  }
  const revoked: UnitStatus = {
    ...unit,
    unit: unitName({ type: 'revocation', organization: 'acme', name: 'leaver' }),
    result: 'unchanged',
  }
  const opened = await openApi(TEXTS, {
    now: () => ({ state, status: { ...status, units: [revoked, unit] }, instant: INSTANT }),
    past: async () => ({ state, instant: INSTANT }),
  })
  return opened
}

test.run()
