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
    ({ holding, lacks }) => `${shownPathOn('acme', holding.path)} lacks ${lacks.join(' and ') || 'nothing'}`,
  )
  assert.equal(told, [
    'ada → group operators → MANAGE on acme lacks until',
    'ada → admin: true lacks reason and until',
    'ada → group operators → MANAGE on workspace lab lacks reason',
    'bob → group operators → MANAGE on acme lacks nothing',
    'bob → group operators → MANAGE on workspace lab lacks reason',
  ])
})

test.run()
