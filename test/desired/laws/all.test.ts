import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { INSTALLATION_LAWS, ORGANIZATION_LAWS, REVOCATION_LAWS } from '../../../src/desired/laws/all.ts'
import { told, toldOfInstallation } from '../../support/laws.ts'
import { installationView, view } from '../../support/organization.ts'

test('every law stands once, under a name of its own', () => {
  for (const laws of [ORGANIZATION_LAWS, INSTALLATION_LAWS, REVOCATION_LAWS]) {
    assert.is(new Set(laws.map(({ name }) => name)).size, laws.length)
    assert.is(new Set(laws.map(({ law }) => law)).size, laws.length)
  }
})

test('an organization that is going, with nothing left in it, breaks no law', () => {
  assert.equal(told(view({ organization: null })), [])
  assert.equal(toldOfInstallation(installationView()), [])
})

test('laws leave what they judge as it was', () => {
  const acme = view({
    users: { ada: { admin: true, email: 'a@acme.example' } },
    groups: { ops: { members: ['ada', 'ghost'] } },
  })
  const before = JSON.stringify(acme.of('UserGroup'))
  assert.equal(told(acme), told(acme))
  assert.is(JSON.stringify(acme.of('UserGroup')), before)
})

test.run()
