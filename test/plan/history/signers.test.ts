import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Commit, Signer } from '../../../src/model/commit.ts'
import { isVouchedFor, signersOf } from '../../../src/plan/history/signers.ts'
import { Declared, heldIn, organizationFile, users } from '../../support/history.ts'
import { createSshKey, signHead } from '../../support/signing.ts'

const NAMES = ['ada', 'bob', 'cyd', 'dan', 'eve', 'flo', 'gus', 'hal']
const boss = createSshKey('boss@acme.example')
const other = createSshKey('other@acme.example')
const verify = { mode: 'head', keys: [boss.trusted] } as const

const test = suite<{ git: Declared }>('signers')

test.before.each(async (context) => {
  context.git = new Declared()
  context.git.repository.commit({ files: { 'orgs/acme.yaml': organizationFile('acme', users(...NAMES)) } })
  await context.git.pass()
})

test.after.each(({ git }) => git.repository.remove())

function signedBy(signer?: Signer): Commit {
  const person = { name: 'Bob', email: 'bob@acme.example' }
  const times = { authoredAt: '2026-01-01T00:00:00Z', committedAt: '2026-01-01T00:00:00Z' }
  const lists = { parents: [], coAuthors: [], trailers: [], files: [] }
  return {
    hash: '1',
    author: person,
    committer: person,
    ...times,
    ...lists,
    ...(signer === undefined ? {} : { signer }),
  }
}

test('a signer is a person, by address or by name and address', () => {
  assert.equal(signersOf(signedBy({ type: 'verified', identity: 'ada@acme.example' })), [
    { name: 'ada@acme.example', email: 'ada@acme.example' },
  ])
  assert.equal(signersOf(signedBy({ type: 'verified', identity: 'Grace <grace@acme.example>' })), [
    { name: 'Grace', email: 'grace@acme.example' },
  ])
  assert.equal(signersOf(signedBy({ type: 'untrusted' })), [])
})

test('where signatures are verified, only a commit of a trusted signer approves', () => {
  const types = ['unsigned', 'untrusted', 'bad', 'unchecked'] as const
  assert.ok(types.every((type) => !isVouchedFor(signedBy({ type }))))
  assert.ok(isVouchedFor(signedBy({ type: 'verified', identity: 'ada@acme.example' })))
  assert.ok(isVouchedFor(signedBy()))
})

test('an approval by an unsigned commit counts for nothing, the same one signed does', async ({ git }) => {
  const { repository } = git
  repository.commit({ files: { 'orgs/acme.yaml': organizationFile('acme', users('ada', 'bob')) } })
  const removing = signHead(repository, boss)
  const { digest } = heldIn(await git.pass('main', { verify }))
  const message = `Yes\n\nCharter-Approve: ${digest}\n`
  repository.commit({ message })
  repository.commit({ message: 'Vouch for what lies below' })
  signHead(repository, boss)
  assert.equal(heldIn(await git.pass('main', { verify })).codes, ['RemovalBudget'])
  repository.commit({ message })
  const approving = signHead(repository, boss)
  assert.equal(heldIn(await git.pass('main', { verify })).codes, [])
  const entry = (await git.entries()).at(-1)
  assert.equal(entry?.evidence?.signatures, { [removing]: 'verified' })
  const approval = entry?.evidence?.approval as { readonly actor?: unknown } | undefined
  assert.equal(approval?.actor, { type: 'commit', name: approving })
  assert.not.match(JSON.stringify(entry?.evidence), /boss@/)
})

test('among approvers is who signed, not who a commit claims to be by', async ({ git }) => {
  const { repository } = git
  const keys = { mode: 'head', keys: [boss.trusted, other.trusted] } as const
  repository.commit({ files: { 'orgs/acme.yaml': organizationFile('acme', users('ada', 'bob')) } })
  signHead(repository, other)
  const { digest } = heldIn(await git.pass('main', { verify: keys }))
  repository.commit({ message: `Yes\n\nCharter-Approve: ${digest}\n` })
  const approving = signHead(repository, boss)
  git.policy = { approvers: ['ada@acme.example'] }
  assert.equal(heldIn(await git.pass('main', { verify: keys })).codes, ['RemovalBudget'])
  assert.match(git.warnings.join(), new RegExp(`who signed ${approving.slice(0, 12)} is not among them`))
  git.policy = { approvers: ['other@acme.example'] }
  assert.equal(heldIn(await git.pass('main', { verify: keys })).codes, ['RemovalBudget'])
  git.policy = { approvers: ['Boss@acme.example'] }
  assert.equal(heldIn(await git.pass('main', { verify: keys })).codes, [])
})

test('a signer who is raised by a commit is held, whoever wrote it', async ({ git }) => {
  const list = { ada: { admin: true }, boss: { email: 'boss@acme.example' } }
  const raised = { ...list, boss: { ...list.boss, admin: true } }
  const { repository } = git
  repository.commit({ files: { 'orgs/beta.yaml': organizationFile('beta', list) } })
  await git.pass()
  repository.commit({ files: { 'orgs/beta.yaml': organizationFile('beta', raised) }, author: 'Zoe <zoe@acme.example>' })
  signHead(repository, boss)
  assert.equal(heldIn(await git.pass('main', { verify })).codes, ['SelfGrant'])
})

test.run()
