import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { shownPathOn } from '../../../src/access/path.ts'
import { privilegesOf } from '../../../src/access/report/privileged.ts'
import { surveyed } from '../../support/surveyed.ts'

test('each grant of a privilege is told once, with what it lacks', () => {
  const manage = (more: object) => ({ permission: 'MANAGE', assignee: { userGroup: 'operators' }, ...more })
  const survey = surveyed({
    'User/acme/ada': { admin: true },
    'User/acme/bob': { until: '2027-01-01' },
    'User/acme/cyd': { active: false, admin: true },
    'UserGroup/acme/operators': { members: ['ada', 'bob'] },
    'UserGroup/acme/others': { members: ['bob'], parents: ['operators'] },
    'Permission/acme/all': manage({ reason: 'they run it' }),
    'Permission/acme/lab': manage({ scope: { workspace: 'lab' }, until: '2028-01-01' }),
    'Permission/acme/view': { permission: 'VIEW', assignee: { user: 'bob' }, scope: { workspace: 'lab' } },
    'Workspace/acme/lab': {},
  })
  const told = [...privilegesOf(survey)].map(
    (one) =>
      `${one.type === 'user' ? shownPathOn('acme', one.path) : one.name} lacks ${one.lacks.join(' and ') || 'nothing'}`,
  )
  assert.equal(told, [
    'ada → group operators → MANAGE on acme lacks until',
    'ada → admin: true lacks reason and until',
    'ada → group operators → MANAGE on workspace lab lacks reason',
    'bob → group operators → MANAGE on acme lacks nothing',
    'bob → group operators → MANAGE on workspace lab lacks reason',
  ])
})

test('an access key may have a privilege, for as long as both are good', () => {
  const key = (expiresAt: string) => ({ type: 'token', expiresAt })
  const to = (accessKey: string, more = {}) => ({ permission: 'MANAGE', assignee: { accessKey }, ...more })
  const survey = surveyed({
    'AccessKey/acme/deploy': key('2027-01-01T00:00:00Z'),
    'AccessKey/acme/old': key('2026-01-01T00:00:00Z'),
    'AccessKey/acme/endless': key('never'),
    'Permission/acme/deploys': to('deploy', { reason: 'deployments' }),
    'Permission/acme/ended': to('deploy', { until: '2026-01-01' }),
    'Permission/acme/endlessly': to('endless', { scope: { workspace: 'lab' } }),
    'Permission/acme/old': to('old'),
    'Permission/acme/view': { ...to('deploy'), permission: 'VIEW', scope: { workspace: 'lab' } },
    'Workspace/acme/lab': {},
  })
  const told = [...privilegesOf(survey)].map(({ type, ground, lacks }) => `${type} ${ground?.name} ${lacks.join()}`)
  assert.equal(told, ['accessKey deploys ', 'accessKey endlessly reason,until'])
})

test.run()
