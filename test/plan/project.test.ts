import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { projected } from '../../src/plan/project.ts'
import { declared, declaring, standing } from '../support/declared.ts'
import { installationWith } from '../support/installation.ts'
import { NOON } from '../support/planning.ts'

const BEFORE = {
  ...standing('acme'),
  'User/acme/ada': {},
  'User/acme/bob': {},
  'UserGroup/acme/ops': { members: ['ada'] },
}
const AFTER = {
  ...standing('acme', { tags: ['x'] }),
  'User/acme/adele': { previousNames: ['ada'] },
  'User/acme/cyd': {},
  'UserGroup/acme/ops': { members: ['adele', 'cyd'] },
}

test('what changes would leave is what applying them leaves', async () => {
  const installation = await installationWith({ 'all.yaml': declaring(BEFORE) })
  const before = installation.state()
  const { pass, state } = await installation.apply([declared(AFTER)])
  const then = projected(
    before,
    pass.plans.flatMap(({ plan }) => plan.changes),
    NOON,
  )
  const shown = ({ resources }: typeof state) =>
    [...resources].map(([key, { spec, uid }]) => ({ key, spec, uid })).sort((a, b) => (a.key < b.key ? -1 : 1))
  assert.equal(shown(then), shown(state))
  assert.ok(before.resources.has('User/acme/bob' as never))
})

test.run()
