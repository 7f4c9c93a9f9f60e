import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { populationOf } from '../../../src/access/report/population.ts'
import { scopeText } from '../../../src/access/scope.ts'
import { instantAt } from '../../../src/access/windows.ts'
import type { JsonObject } from '../../../src/model/resource.ts'
import { surveyed } from '../../support/surveyed.ts'

/** Each row in short: `ada workspace/lab VIEW by GROUP`. */
function told(specs: Readonly<Record<string, JsonObject>>, instant?: string): readonly string[] {
  return [...populationOf(surveyed(specs, instant))].flatMap(({ user, absence, holdings }) =>
    holdings.length === 0
      ? [`${user.name} nothing: ${absence ?? 'present'}`]
      : holdings.map(({ scope, permission, source }) => `${user.name} ${scopeText(scope)} ${permission} by ${source}`),
  )
}

const permission = (name: string, assignee: JsonObject, scope: JsonObject = {}, more: JsonObject = {}) => ({
  [`Permission/acme/${name}`]: { permission: 'VIEW', assignee, scope, ...more },
})

test('how somebody comes to a permission is told: alone, by a group, inherited, or by a role', () => {
  const rows = told({
    'User/acme/ada': { admin: true },
    'User/acme/bob': {},
    'UserGroup/acme/operators': { members: ['bob'], parents: ['platform'] },
    'UserGroup/acme/platform': {},
    'Workspace/acme/plant': {},
    'Workspace/acme/plant-north': { parent: 'plant' },
    ...permission('direct', { user: 'ada' }, { userGroup: 'operators' }, { permission: 'SEE' }),
    ...permission('group', { userGroup: 'operators' }, { workspace: 'plant' }, { includeDescendants: true }),
    ...permission('inherited', { userGroup: 'platform' }, {}, { permission: 'MANAGE' }),
    'Permission/acme/role': { role: 'bucket-viewer', assignee: { user: 'bob' }, scope: { workspace: 'plant' } },
  })
  assert.equal(rows, [
    'ada organization MANAGE by DIRECT',
    'ada userGroup/operators SEE by DIRECT',
    'bob organization MANAGE by HIERARCHY',
    'bob workspace/plant VIEW by GROUP',
    'bob workspace/plant buckets.get by ROLE',
    'bob workspace/plant buckets.list by ROLE',
    'bob workspace/plant-north VIEW by HIERARCHY',
  ])
})

test('who holds nothing is there too, and why', () => {
  const rows = told({
    'User/acme/gone': { active: false, admin: true },
    'User/acme/idle': {},
    'User/acme/late': { until: '2026-01-01', admin: true },
    'User/acme/out': { admin: true },
    'User/acme/soon': { from: '2027-01-01', admin: true },
    'Revocation/acme/out': { user: 'out', reason: 'left' },
  })
  assert.equal(rows, [
    'gone nothing: inactive',
    'idle nothing: present',
    'late nothing: no longer',
    'out nothing: revoked',
    'soon nothing: not yet',
  ])
})

test('a permission is bounded by the windows of the user and of the grant', () => {
  const survey = surveyed({
    'User/acme/ada': { from: '2026-01-01', until: '2028-01-01' },
    ...permission('ui', { user: 'ada' }, {}, { from: '2026-02-01', until: '2029-01-01', reason: 'because' }),
  })
  const [{ holdings } = { holdings: [] }] = populationOf(survey)
  const [{ window, reason } = { window: { from: 0, until: 0 }, reason: '' }] = holdings
  assert.equal(
    [instantAt(window.from), instantAt(window.until), reason],
    ['2026-02-01T00:00:00.000Z', '2028-01-01T00:00:00.000Z', 'because'],
  )
})

test.run()
