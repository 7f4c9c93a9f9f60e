import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openApi, person } from '../support/api.ts'

const api = await openApi({
  'acme.yaml': `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme Research
  tags: [research, eu]
  customizations: {theme: dark, logoUrl: "https://acme.example/logo.svg", fonts: {title: Inter, sizes: [1, 2]}}
  users: [{name: ada, email: ada@acme.example, admin: true}]
  dataSources:
    - name: warehouse
      id: wh-1
      displayName: Warehouse
      type: POSTGRESQL
      schema: public
      url: "jdbc:postgresql://db.acme.example/warehouse"
      authenticationType: USERNAME_PASSWORD
      username: reader
      passwordRef: {env: CANARY_PASSWORD}
      parameters: [{name: ssl, value: "true"}]
      cacheRetention: {type: VALIDITY_PERIOD, period: P1D}
    - {name: files, displayName: Files, type: SNOWFLAKE, schema: raw, authenticationType: TOKEN, tokenRef: {file: canary/token}}
  identityProviders:
    - {name: corporate, type: oidc, issuerLocation: "https://id.acme.example", clientId: charter, clientSecretRef: {env: CANARY_CLIENT}, customClaimMapping: {groups: roles}}
    - {name: legacy, type: saml, identifiers: [acme.example]}
`,
  'plain.yaml': `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: plain}
spec: {displayName: Plain, minAdmins: 0}
`,
})
test.after(() => api.close())
const ACME = '/organizations/acme'

test('data sources are told with flags in place of their secrets', async () => {
  const { body, text } = await api.read(`${ACME}/data-sources`)
  assert.not.match(text, /canary|Ref"/i)
  const [files, warehouse] = body
  assert.equal([files.hasToken, files.hasPassword, files.id], [true, false, 'files'])
  const { uid, createdAt, updatedAt, ...rest } = warehouse
  assert.equal(rest, {
    id: 'wh-1',
    name: 'warehouse',
    version: 1,
    labels: {},
    displayName: 'Warehouse',
    type: 'POSTGRESQL',
    schema: 'public',
    url: 'jdbc:postgresql://db.acme.example/warehouse',
    authenticationType: 'USERNAME_PASSWORD',
    username: 'reader',
    parameters: [{ name: 'ssl', value: 'true' }],
    cacheRetention: { type: 'VALIDITY_PERIOD', period: 'P1D' },
    hasPassword: true,
    hasToken: false,
    hasClientSecret: false,
    hasPrivateKey: false,
    hasPrivateKeyPassphrase: false,
  })
})

test('identity providers are told with flags in place of their secrets', async () => {
  const { body, text } = await api.read(`${ACME}/identity-providers?o=-name`)
  assert.not.match(text, /canary|Ref"/i)
  const [legacy, corporate] = body
  assert.equal([legacy.type, legacy.hasClientSecret, legacy.hasSamlMetadata], ['saml', false, false])
  assert.equal(
    [corporate.clientId, corporate.hasClientSecret, corporate.customClaimMapping],
    ['charter', true, { groups: 'roles' }],
  )
})

test('customizations are told as they are declared, also names that nobody knows', async () => {
  const { body } = await api.read(`${ACME}/customizations`)
  assert.equal(body, {
    theme: 'dark',
    logoUrl: 'https://acme.example/logo.svg',
    fonts: { title: 'Inter', sizes: [1, 2] },
  })
  assert.equal((await api.read(ACME)).body.customizations, body)
  assert.equal((await api.read('/organizations/plain/customizations')).body, {})
})

test('tags are a list of texts', async () => {
  const { body, headers } = await api.read(`${ACME}/tags`)
  assert.equal([body, headers.get('x-result-count')], [['eu', 'research'], '2'])
  assert.equal((await api.read(`${ACME}/tags?o=-name&page_size=1`)).body, ['research'])
  assert.equal((await api.read('/organizations/plain/tags')).body, [])
  assert.is((await api.read(`${ACME}/tags?fields=name`)).status, 400)
})

test('what an organization has is there for those who see it', async () => {
  for (const path of ['tags', 'customizations', 'data-sources', 'identity-providers']) {
    assert.is((await api.read(`${ACME}/${path}`, person('eve@evil.example'))).status, 404, path)
  }
})

test.run()
