import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Declared, heldIn, organizationFile, users } from '../../support/history.ts'

const test = suite<{ git: Declared; base: string; old: string }>('rewriting')

function acme(...names: readonly string[]) {
  return { files: { 'orgs/acme.yaml': organizationFile('acme', users(...names)) } }
}

test.before.each(async (context) => {
  context.git = new Declared()
  context.base = context.git.repository.commit(acme('ada'))
  context.old = context.git.repository.commit(acme('ada', 'bob'))
  await context.git.pass()
})

test.after.each(({ git }) => git.repository.remove())

test('a commit that does not descend from the applied one holds its source', async ({ git, base, old }) => {
  const rewritten = git.repository.commit({ ...acme('ada', 'cyd'), from: base })
  const { pass } = await git.pass()
  const [hold] = pass.sourceHolds
  assert.is(hold?.code, 'HistoryRewritten')
  assert.equal(hold?.evidence, { source: 'git', from: old, revision: rewritten, base })
  assert.equal(pass.plans, [])
  const [standing] = [...(git.state?.holds.values() ?? [])]
  assert.equal(standing?.scope, { type: 'source', source: 'git', revision: rewritten })
})

test('going back to an older commit is held too, the same commit and its descendants are not', async ({
  git,
  base,
}) => {
  assert.equal(heldIn(await git.pass(base)).codes, ['HistoryRewritten'])
  assert.equal(heldIn(await git.pass()).codes, [])
  git.repository.commit(acme('ada', 'bob', 'cyd'))
  assert.equal(heldIn(await git.pass()).codes, [])
})

test('once it is approved the new history is the one to descend from, and changes are told from the merge base', async ({
  git,
  base,
}) => {
  const rewritten = git.repository.commit({ ...acme('ada', 'cyd'), from: base })
  const { digest } = heldIn(await git.pass())
  git.approvals = [digest]
  assert.equal(heldIn(await git.pass()).codes, [])
  git.approvals = []
  const entry = (await git.entries()).at(-1)
  assert.ok(entry?.type === 'applied' && entry.changes.every(({ commit }) => commit === rewritten))
  git.repository.commit(acme('ada', 'cyd', 'dan'))
  assert.equal(heldIn(await git.pass()).codes, [])
})

test('a commit before the merge base has no part in what comes after, though another organization is older', async ({
  git,
}) => {
  const initech = { files: { 'orgs/initech.yaml': organizationFile('initech', users('zoe')) } }
  git.repository.commit(initech)
  await git.pass()
  const base = git.repository.commit(acme('ada', 'bob', 'cyd'))
  git.repository.commit(acme('ada', 'bob', 'cyd', 'dan'))
  await git.pass()
  git.repository.commit({ message: 'Rewritten', from: base })
  git.approvals = [heldIn(await git.pass()).digest]
  await git.pass()
  const entry = (await git.entries()).at(-1)
  assert.equal(
    entry?.changes.map(({ action, commit }) => [action, commit]),
    [['delete', undefined]],
  )
})

test('an approved rewriting that changes nothing is not held again', async ({ git, base }) => {
  git.repository.commit({ ...acme('ada', 'bob'), from: base, message: 'Better words' })
  git.approvals = [heldIn(await git.pass()).digest]
  await git.pass()
  git.approvals = []
  git.now += 48 * 60 * 60 * 1000
  git.repository.commit(acme('ada', 'bob', 'cyd'))
  assert.equal(heldIn(await git.pass()).codes, [])
})

test('the approval is of one rewriting', async ({ git, base }) => {
  git.repository.commit({ ...acme('ada', 'cyd'), from: base })
  git.approvals = [heldIn(await git.pass()).digest]
  git.repository.commit({ ...acme('ada', 'eve'), from: base })
  assert.equal(heldIn(await git.pass()).codes, ['HistoryRewritten'])
})

test('an applied commit that is not there any more is as good as rewritten', async ({ git }) => {
  const other = new Declared()
  other.repository.commit(acme('ada', 'zoe'))
  const [here, there] = [git.repository, other.repository]
  Object.assign(git, { repository: there })
  assert.equal(heldIn(await git.pass()).codes, ['HistoryRewritten'])
  Object.assign(git, { repository: here })
  there.remove()
})

test.run()
