import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dormantIn } from '../../../src/access/report/dormant.ts'
import type { JsonObject } from '../../../src/model/resource.ts'
import { surveyed } from '../../support/surveyed.ts'

const to = (assignee: JsonObject, more: JsonObject = {}): JsonObject => ({
  permission: 'BASE_UI_ACCESS',
  assignee,
  ...more,
})

test('what gives nobody anything is told with why', () => {
  const on = (workspace: string) => ({ scope: { workspace } })
  const survey = surveyed({
    'User/acme/ada': { admin: true },
    'User/acme/bob': { active: false },
    'User/acme/idle': {},
    'UserGroup/acme/empty': {},
    'UserGroup/acme/full': { members: ['ada'] },
    'UserGroup/acme/hollow': { members: ['bob'] },
    'UserGroup/acme/mailing': { members: ['ada'] },
    'UserGroup/acme/silent': { members: ['ada'], level: 'none' },
    'AccessRole/acme/north': { permissions: ['x.get'], workspace: 'north' },
    'Workspace/acme/plant': {},
    'Workspace/acme/north': { parent: 'plant' },
    'Permission/acme/fine': to({ userGroup: 'full' }),
    'Permission/acme/key': to({ accessKey: 'deploy' }),
    'Permission/acme/late': to({ user: 'ada' }, { until: '2026-01-01' }),
    'Permission/acme/nobody': to({ userGroup: 'hollow' }),
    'Permission/acme/quiet': to({ userGroup: 'silent' }),
    'Permission/acme/role-elsewhere': { role: 'north', assignee: { user: 'ada' }, ...on('plant') },
    'Permission/acme/role-included': {
      role: 'north',
      assignee: { user: 'ada' },
      ...on('plant'),
      includeDescendants: true,
    },
    'Permission/acme/soon': to({ user: 'ada' }, { from: '2027-01-01' }),
    'Permission/acme/to-bob': to({ user: 'bob' }),
  })
  assert.equal(
    dormantIn(survey).map(({ resource: { kind, name }, why }) => `${kind} ${name}: ${why}`),
    [
      'Permission late: its `until` has passed',
      'Permission nobody: nobody is in group hollow',
      'Permission quiet: group silent holds nothing, by its level',
      'Permission role-elsewhere: role north allows nothing there',
      'Permission soon: its `from` is later',
      'Permission to-bob: user bob is inactive',
      'User bob: is inactive',
      'User idle: holds nothing',
      'UserGroup empty: nobody is in it, and it holds nothing',
      'UserGroup hollow: nobody is in it',
      'UserGroup mailing: it holds nothing',
      'UserGroup silent: holds nothing, by its level',
    ],
  )
})

test.run()
