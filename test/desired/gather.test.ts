import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { declared, declaredIn, declaring, standing } from '../support/declared.ts'
import {
  changesOf,
  installationWith,
  openInstallation,
  outcomesOf,
  problemLines,
  textSnapshot,
} from '../support/installation.ts'

const NEVER = { annotations: { 'charter.sh/prune': 'disabled' } }
const ACME = standing('acme')

test('what is stored with prune disabled stays when nobody declares it', async () => {
  const installation = await installationWith({
    'all.yaml': declaring({ ...ACME, 'User/acme/auditor': NEVER, 'User/acme/bob': {} }),
  })
  assert.equal(changesOf(installation.plan([declared(ACME)])), ['delete User/acme/bob'])
})

test('prune is read as it is stored: taking the annotation away and the resource is two commits', async () => {
  const installation = await installationWith({ 'all.yaml': declaring({ ...ACME, 'User/acme/auditor': NEVER }) })
  await installation.apply([declared({ ...ACME, 'User/acme/auditor': {} })])
  assert.equal(changesOf(installation.plan([declared(ACME)])), ['delete User/acme/auditor'])
})

test('what is never pruned moves with a renamed organization, and keeps it from going', async () => {
  const installation = await installationWith({ 'all.yaml': declaring({ ...ACME, 'User/acme/auditor': NEVER }) })
  const result = await installation.apply([declared(standing('umbrella', { previousNames: ['acme'] }))])
  assert.equal(outcomesOf(result), ['applied organization/umbrella'])
  assert.equal([...result.state.resources.keys()].sort(), [
    'Organization//umbrella',
    'User/umbrella/auditor',
    'User/umbrella/root',
  ])
  const gone = await installation.apply([declared(standing('other'))])
  assert.equal(outcomesOf(gone), ['applied organization/other', 'invalid organization/umbrella DanglingReference'])
})

test('a Revocation is a unit of its own while it is declared, and its organization’s to take away', async () => {
  const revocation = { 'Revocation/acme/root-out': { user: 'root', reason: 'r' } }
  const two = { ...ACME, 'User/acme/second': { admin: true } }
  const installation = await installationWith({ 'all.yaml': declaring(two) })
  assert.equal(outcomesOf(await installation.apply([declared({ ...two, ...revocation })])), [
    'applied revocation/acme/root-out',
  ])
  const result = await installation.apply([declared(two)])
  assert.equal(
    [outcomesOf(result), changesOf(result.pass)],
    [['applied organization/acme'], ['delete Revocation/acme/root-out']],
  )
})

test('a Revocation stays in force while its file cannot be read', async () => {
  const revocation = { 'Revocation/acme/bob-out': { user: 'bob', reason: 'r' } }
  const acme = { ...ACME, 'User/acme/bob': {} }
  const installation = await installationWith({ 'acme.yaml': declaring(acme), 'incident.yaml': declaring(revocation) })
  const result = await installation.apply([textSnapshot({ 'acme.yaml': declaring(acme), 'incident.yaml': '{{ x' })])
  assert.equal(outcomesOf(result), ['invalid organization/acme Syntax'])
  assert.ok(result.state.resources.has('Revocation/acme/bob-out' as never))
})

test('an unreadable file holds the organizations whose resources it held, and no other', async () => {
  const files = {
    'a.yaml': declaring(ACME),
    'b.yaml': declaring(standing('beta')),
    'people.yaml': declaring({ 'User/acme/bob': {} }),
  }
  const installation = await installationWith(files)
  const changed = {
    'a.yaml': declaring(standing('acme', { tags: ['x'] })),
    'b.yaml': declaring(standing('beta', { tags: ['x'] })),
  }
  const result = await installation.apply([textSnapshot({ ...changed, 'people.yaml': 'a: [' })])
  assert.equal(outcomesOf(result), ['invalid organization/acme Syntax', 'applied organization/beta'])
})

test('an unreadable file that nobody knows keeps everything of its source, and of no other source', async () => {
  const installation = await openInstallation()
  const local = { ...ACME, 'User/acme/bob': {} }
  const team = { source: 'team' }
  await installation.apply([declared(local), declared({ 'User/acme/cyd': {}, 'User/acme/dan': {} }, team)])
  const broken = textSnapshot({ 'all.yaml': declaring(ACME), 'new.yaml': '- [' })
  const pass = installation.plan([broken, declared({ 'User/acme/cyd': {} }, team)])
  assert.equal(changesOf(pass), ['delete User/acme/dan'])
  const notes = pass.desired.problems.flatMap((problem) => problem.notes ?? [])
  assert.equal(notes, [
    'nobody knows what this file holds: until it can be read, nothing of the source `local` is removed',
  ])
})

test('what an unreadable text seems to speak of is held as well', async () => {
  const installation = await installationWith({ 'a.yaml': declaring({ ...ACME, 'User/acme/bob': {} }) })
  const moved = {
    'a.yaml': declaring(standing('acme', { tags: ['x'] })),
    'people.yaml': 'metadata: {namespace: acme, name: bob\n',
  }
  const result = await installation.apply([textSnapshot(moved)])
  assert.equal(outcomesOf(result), ['invalid organization/acme Syntax'])
})

test('an organization of which every declaration is wrong is told as invalid', async () => {
  const installation = await openInstallation()
  const result = await installation.apply([
    declared({ 'Organization//acme': { colour: 'red' }, 'User/acme/root': { emial: 'x' } }),
  ])
  assert.equal(outcomesOf(result), ['invalid organization/acme UnknownField UnknownField'])
  assert.equal(result.pass.desired.problems, [])
})

test('a wrong document of the installation refuses the installation, also where nothing of it is stored', async () => {
  const installation = await openInstallation()
  const result = await installation.apply([declared({ ...ACME, 'OrganizationGroup//edu': { colour: 'red' } })])
  assert.equal(outcomesOf(result), ['invalid installation UnknownField', 'applied organization/acme'])
})

test('a wrong declaration in a misspelt namespace keeps what it is meant for, and nothing else', async () => {
  const acme = { ...ACME, 'User/acme/bob': {}, 'User/acme/cyd': {} }
  const installation = await installationWith({
    'all.yaml': declaring({ ...acme, ...standing('beta'), 'User/beta/bob': {} }),
  })
  const pass = installation.plan([declared({ ...ACME, ...standing('beta'), 'User/Acme/bob': {} })])
  assert.equal(changesOf(pass), ['delete User/acme/cyd', 'delete User/beta/bob'])
})

test('a wrong declaration in one organization removes nothing there and delays no other one', async () => {
  const both = { ...ACME, 'User/acme/bob': {}, ...standing('beta'), 'User/beta/bob': {} }
  const installation = await installationWith({ 'all.yaml': declaring(both) })
  const result = await installation.apply([declared({ ...ACME, 'User/acme/bob': { emial: 'x' }, ...standing('beta') })])
  assert.equal(outcomesOf(result), ['invalid organization/acme UnknownField', 'applied organization/beta'])
  assert.equal(changesOf(result.pass), ['delete User/beta/bob'])
})

test('what names a wrong declaration is not told to dangle, what names nothing is', async () => {
  const installation = await openInstallation()
  const pass = installation.plan([
    declared({ ...ACME, 'User/acme/bob': { emial: 'x' }, 'UserGroup/acme/ops': { members: ['bob', 'cyd'] } }),
  ])
  assert.equal(problemLines(pass), ['UnknownField all.yaml:22', 'NotAMember all.yaml:32'])
})

test('an organization does not lean on a wrong declaration of the installation', async () => {
  const installation = await openInstallation()
  const wrong = { 'OrganizationGroup//edu': { colour: 'red' }, ...standing('acme', { organizationGroups: ['edu'] }) }
  const result = await installation.apply([declared(wrong)])
  assert.equal(outcomesOf(result), ['invalid installation UnknownField', 'invalid organization/acme DanglingReference'])
})

test('an organization leans on the last good state of the installation', async () => {
  const installation = await installationWith({ 'all.yaml': declaring({ 'OrganizationGroup//edu': {}, ...ACME }) })
  const wrong = { 'OrganizationGroup//edu': { colour: 'red' }, ...standing('acme', { organizationGroups: ['edu'] }) }
  assert.equal(outcomesOf(await installation.apply([declared(wrong)])), [
    'invalid installation UnknownField',
    'applied organization/acme',
  ])
})

test('the order of sources and files decides nothing but who is first', async () => {
  const installation = await openInstallation()
  const files = { 'b.yaml': { 'User/acme/bob': {} }, 'a.yaml': ACME }
  const turned = { 'a.yaml': ACME, 'b.yaml': { 'User/acme/bob': {} } }
  const digests = [files, turned].map((one) =>
    installation.plan([declaredIn(one)]).plans.map(({ plan }) => plan.digest),
  )
  assert.equal(digests[0], digests[1])
})

test.run()
