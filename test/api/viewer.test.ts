import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createCatalogs } from '../../src/api/catalog.ts'
import type { Identity } from '../../src/api/identity.ts'
import { viewerOf } from '../../src/api/viewer.ts'
import { installationWith } from '../support/installation.ts'

const NOW = Date.parse('2026-11-22T12:00:00.000Z')
const acme = (name: string) => `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: ${name}}
spec:
  displayName: ${name}
  users:
    - {name: ada, email: ada@example.org, admin: true}
    - {name: grace, email: grace@example.org, until: 2026-11-22T12:00:00Z}
    - {name: linus, email: linus@example.org, active: ${name === 'acme'}}
`
const installation = await installationWith({ 'acme.yaml': acme('acme'), 'globex.yaml': acme('globex') })
const catalog = createCatalogs()(installation.state().resources)

function seen(identity: Identity, moment = NOW): readonly string[] {
  const viewer = viewerOf(identity, catalog, moment)
  return ['acme', 'globex'].map((name) => `${viewer.sees(name) ? 's' : '-'}${viewer.manages(name) ? 'm' : '-'}`)
}

test('a person sees where the address belongs to somebody who has access, and manages by the stored permissions', () => {
  const person = (email: string): Identity => ({ type: 'person', name: email, email })
  assert.equal(seen(person('ADA@example.org')), ['sm', 'sm'])
  assert.equal(seen(person('linus@example.org')), ['s-', '--'])
  assert.equal(seen(person('grace@example.org')), ['--', '--'])
  assert.equal(seen(person('grace@example.org'), NOW - 1), ['s-', 's-'])
  assert.equal(seen(person('nobody@example.org')), ['--', '--'])
})

test('an access key sees one organization, and no more than the permissions that it has itself', () => {
  const key = (permissions?: readonly string[]): Identity => ({
    type: 'user',
    name: 'ci',
    organization: 'acme',
    user: 'ada',
    ...(permissions === undefined ? {} : { permissions }),
  })
  assert.equal(seen(key()), ['sm', '--'])
  assert.equal(seen(key(['MANAGE'])), ['sm', '--'])
  assert.equal(seen(key([])), ['s-', '--'])
})

test('somebody of a cluster sees and manages what RBAC says, and neither settings nor what tells of all organizations', () => {
  const of = (sees?: readonly string[], manages?: readonly string[]): Identity => ({
    type: 'kubernetes',
    name: 'system:serviceaccount:acme:ci',
    sees: sees && new Set(sees),
    manages: manages && new Set(manages),
  })
  assert.equal(seen(of(['acme'], [])), ['s-', '--'])
  assert.equal(seen(of(undefined, ['globex'])), ['s-', 'sm'])
  assert.equal(seen(of([], [])), ['--', '--'])
  const { isOperator, isAuditor, seesSettings, seesSecrets, userOf } = viewerOf(of(), catalog, NOW)
  assert.equal(
    [isOperator, isAuditor, seesSettings, seesSecrets('acme'), userOf('acme')],
    [false, false, false, false, undefined],
  )
})

test('a token sees what its role and its organizations let it see', () => {
  const token = (role: 'operator' | 'auditor' | 'metrics', organizations?: readonly string[]): Identity => ({
    type: 'token',
    name: role,
    role,
    organizations: organizations === undefined ? undefined : new Set(organizations),
  })
  assert.equal(seen(token('operator')), ['sm', 'sm'])
  assert.equal(seen(token('auditor', ['globex'])), ['--', 'sm'])
  assert.equal(seen(token('metrics')), ['--', '--'])
  const viewer = (identity: Identity) => viewerOf(identity, catalog, NOW)
  assert.equal([viewer(token('operator')).isOperator, viewer(token('operator', ['acme'])).isOperator], [true, false])
  assert.equal([viewer(token('auditor')).isAuditor, viewer(token('auditor')).seesSettings], [true, false])
})

test.run()
