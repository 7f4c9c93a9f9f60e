import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Change } from '../../src/model/change.ts'
import { type Declarations, declared, declaredIn, declaring, standing } from '../support/declared.ts'
import { changesOf, type Installation, installationWith } from '../support/installation.ts'

async function stored(declarations: Declarations): Promise<Installation> {
  return installationWith({ 'all.yaml': declaring(declarations) })
}

function changesIn(installation: Installation, declarations: Declarations): readonly Change[] {
  return installation.plan([declared(declarations)]).plans.flatMap(({ plan }) => plan.changes)
}

const ACME = standing('acme')
const GROUP = { 'User/acme/ada': {}, 'UserGroup/acme/ops': { members: ['ada', 'root'], displayName: 'Ops' } }

test('what is the same is no change, wherever it stands and however it is written', async () => {
  const installation = await stored({ ...ACME, ...GROUP })
  const moved = declaredIn({
    'deep/down/people.yaml': { 'User/acme/ada': { active: true }, 'User/acme/root': { admin: true } },
    'a.yaml': { 'UserGroup/acme/ops': { displayName: 'Ops', members: ['root', 'ada'], parents: [] } },
    'z.yaml': { 'Organization//acme': { minAdmins: 1 } },
  })
  assert.equal(changesOf(installation.plan([moved])), [])
})

test('what only names the renamed follows it, and holds nothing of its own', async () => {
  const installation = await stored({ ...ACME, ...GROUP })
  const changes = changesIn(installation, {
    ...ACME,
    'User/acme/adele': { previousNames: ['ada'] },
    'UserGroup/acme/ops': { members: ['adele', 'root'], displayName: 'Ops' },
  })
  const [rename, follow] = changes
  assert.equal(
    changes.map(({ action, key }) => `${action} ${key}`),
    ['rename User/acme/adele', 'update UserGroup/acme/ops'],
  )
  assert.ok(rename?.action === 'rename' && follow?.action === 'update')
  assert.equal(rename.from, 'User/acme/ada')
  assert.equal(
    [follow.follows, follow.fields],
    [['User/acme/adele'], [{ type: 'set', pointer: '/spec/members', added: ['adele'], removed: ['ada'] }]],
  )
})

test('what changes besides has a change of its own after the one that follows', async () => {
  const installation = await stored({ ...ACME, ...GROUP })
  const lines = changesOf(
    installation.plan([
      declared({
        ...ACME,
        'User/acme/adele': { previousNames: ['ada'] },
        'UserGroup/acme/ops': { members: ['adele'], displayName: 'Operators' },
      }),
    ]),
  )
  assert.equal(lines, [
    'rename User/acme/adele from User/acme/ada /spec/previousNames',
    'update UserGroup/acme/ops after User/acme/adele /spec/members',
    'update UserGroup/acme/ops /spec/displayName /spec/members',
  ])
})

test('who still names the old name is refused, and told the new one', async () => {
  const installation = await stored({ ...ACME, ...GROUP })
  const pass = installation.plan([
    declared({ ...ACME, 'User/acme/adele': { previousNames: ['ada'] }, 'UserGroup/acme/ops': { members: ['ada'] } }),
  ])
  assert.equal(changesOf(pass), [])
  assert.equal(
    [...pass.desired.units.values()].flatMap(({ problems }) => problems.map(({ help }) => help)),
    ['it is called `adele` now: name that'],
  )
})

test('what lies in a renamed organization moves without a change, and changes where it differs', async () => {
  const installation = await stored({ ...ACME, ...GROUP })
  const umbrella = standing('umbrella', { displayName: 'The acme', previousNames: ['acme'] })
  assert.equal(
    changesOf(
      installation.plan([
        declared({
          ...umbrella,
          'User/umbrella/ada': { firstName: 'Ada' },
          'UserGroup/umbrella/ops': GROUP['UserGroup/acme/ops'],
        }),
      ]),
    ),
    [
      'rename Organization//umbrella from Organization//acme /spec/previousNames',
      'update User/umbrella/ada /spec/firstName',
    ],
  )
})

test('what names a renamed organization in another unit follows it there', async () => {
  const installation = await stored({
    ...ACME,
    ...standing('labs', { parent: 'acme' }),
    'Offering//compute': { displayName: 'Compute', provider: 'acme' },
  })
  const umbrella = standing('umbrella', { displayName: 'The acme', previousNames: ['acme'] })
  const after = {
    ...umbrella,
    ...standing('labs', { parent: 'umbrella', tags: ['x'] }),
    'Offering//compute': { displayName: 'Compute', provider: 'umbrella' },
  }
  assert.equal(changesOf(installation.plan([declared(after)])), [
    'update Offering//compute after Organization//umbrella /spec/provider',
    'rename Organization//umbrella from Organization//acme /spec/previousNames',
    'update Organization//labs after Organization//umbrella /spec/parent',
    'update Organization//labs /spec/tags',
  ])
})

test('a change of owner is told beside what else differs', async () => {
  const installation = await stored({ ...ACME, 'User/acme/bob': { firstName: 'Bob' } })
  const pass = installation.plan([
    declared(ACME),
    declared({ 'User/acme/bob': { firstName: 'Bobby' } }, { source: 'team' }),
  ])
  const [change] = pass.plans.flatMap(({ plan }) => plan.changes)
  assert.equal(change?.action === 'update' && change.fields, [
    { type: 'owner', pointer: '/owner', before: 'local', after: 'team' },
    { type: 'value', pointer: '/spec/firstName', before: 'Bob', after: 'Bobby' },
  ])
})

test.run()
