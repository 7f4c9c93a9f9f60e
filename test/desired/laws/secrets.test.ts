import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { secretsIn } from '../../../src/desired/laws/secrets.ts'
import { KINDS } from '../../../src/model/resource.ts'
import { loadKind } from '../../../src/schemas/load.ts'
import { acme, findingsIn, line, told, toldOfInstallation } from '../../support/laws.ts'
import { installationView, type Literal, resource } from '../../support/organization.ts'

const TOKEN = `ghp_${'Zq7'.repeat(12)}`

/** Where secrets are found in an Organization with this spec, as pointers. */
const places = (literal: Literal): readonly string[] =>
  secretsIn(resource('Organization', '', 'acme', literal)).map(({ pointer }) => pointer)

test('a setting that is named like a secret holds no value', () => {
  const settings = [
    { key: 'smtp.password', value: 'hunter2' },
    { key: 'smtp.host', value: 'mail.example' },
    { key: 'api.token', link: 'other', default: 'abc' },
    { key: 'db', value: { user: 'ada', password: 'hunter2', nested: [{ token: 'abc' }] } },
    { key: 'db.credentials', value: { text: 'hunter2', expires: 'soon' } },
    { key: 'smtp.secret', secret: true, secretRef: { kubernetes: { name: 'smtp-password', key: 'token' } } },
  ]
  assert.equal(places({ settings }), [
    '/spec/settings/0/value',
    '/spec/settings/2/default',
    '/spec/settings/3/value/password',
    '/spec/settings/3/value/nested/0/token',
    '/spec/settings/4/value/text',
  ])
})

test('a secret setting takes only secretRef', () => {
  const settings = [
    { key: 'a', secret: true, value: 3 },
    { key: 'b', secret: true, link: 'c' },
    { key: 'c', secret: true, property: 'spec.hostname' },
    { key: 'd', secret: true, secretRef: { env: 'D' } },
  ]
  assert.equal(
    secretsIn(resource('Organization', '', 'acme', { settings })).map(
      ({ pointer, message }) => `${pointer} ${message}`,
    ),
    ['value', 'link', 'property'].map(
      (field, index) =>
        `/spec/settings/${index}/${field} settings.${index}.${field} of Organization \`acme\` belongs to a secret setting, which takes only secretRef`,
    ),
  )
})

test('customizations, labels and annotations are read too', () => {
  assert.equal(
    places({
      customizations: { theme: 'dark', 'smtp.password': 'hunter2', note: `use ${TOKEN}` },
      labels: { team: 'platform', token: 'abc' },
      annotations: { 'vault.example/api-key': 'abc', note: TOKEN },
    }),
    [
      '/labels/token',
      '/annotations/vault.example~1api-key',
      '/annotations/note',
      '/spec/customizations/smtp.password',
      '/spec/customizations/note',
    ],
  )
})

test('a token is found in any text of any kind', () => {
  const organization = acme({
    organization: { displayName: 'Acme', description: `call with ${TOKEN}` },
    users: { ada: { firstName: TOKEN } },
    groups: { ops: { description: TOKEN } },
    permissions: { p: { permission: 'MANAGE', assignee: { user: 'ada' }, reason: TOKEN } },
  })
  assert.equal(told(organization), [
    'SecretInline Organization//acme/spec/description: description of Organization `acme` holds what looks like a GitHub token',
    'SecretInline User/acme/ada/spec/firstName: firstName of User `ada` holds what looks like a GitHub token',
    'SecretInline UserGroup/acme/ops/spec/description: description of UserGroup `ops` holds what looks like a GitHub token',
    'SecretInline Permission/acme/p/spec/reason: reason of Permission `p` holds what looks like a GitHub token',
  ])
})

test('data sources hold no password in URL or parameters', () => {
  const source = (url: string): Literal => ({ type: 'POSTGRESQL', schema: 's', url })
  const dataSources = {
    a: source('jdbc:postgresql://ada:hunter2@db.example'),
    b: source('jdbc:postgresql://db.example/main?password=hunter2'),
    c: source('jdbc:postgresql://ada@db.example/main'),
    d: {
      ...source('jdbc:postgresql://db.example/main'),
      parameters: [
        { name: 'password', value: 'x1' },
        { name: 'ssl', value: 'on' },
      ],
    },
  }
  assert.equal(told(acme({ dataSources })), [
    'SecretInline DataSource/acme/a/spec/url: url of DataSource `a` holds what looks like a URL with a password',
    'SecretInline DataSource/acme/b/spec/url: url of DataSource `b` holds what looks like a text with a password or token in it',
    'SecretInline DataSource/acme/c/spec/url: url of DataSource `c` names a user before its host',
    'SecretInline DataSource/acme/d/spec/parameters/0/value: parameters.0.value of DataSource `d` is named like a secret and holds a value',
  ])
})

test('a property that is itself a secret is told at what holds it', () => {
  const findings = secretsIn(resource('Organization', '', 'acme', { customizations: { [TOKEN]: { a: 1 } } }))
  assert.equal(findings.map(line), [
    'SecretInline Organization//acme/spec/customizations: customizations of Organization `acme` has a property that is called like a GitHub token',
  ])
})

test('the installation is read as well', () => {
  const policy = { type: 'cost', limitCost: '1', scope: { organization: 'acme' }, actions: ['restrict_members'] }
  const policies = { p: { ...policy, options: { restrict_members: { webhookToken: 'abc' } } } }
  assert.equal(toldOfInstallation(installationView({ policies })), [
    'SecretInline UsagePolicy//p/spec/options/restrict_members/webhookToken: options.restrict_members.webhookToken of UsagePolicy `p` is named like a secret and holds a value',
  ])
})

test('references, flags, numbers and fields of the schema pass', () => {
  const organization = acme({
    organization: {
      displayName: 'Acme',
      bootstrap: { user: 'root', userGroup: 'admin', tokenSecretRef: { env: 'BOOTSTRAP_TOKEN' } },
      customizations: {
        tokenLifetime: 3600,
        passwordPolicy: 'strong',
        hasToken: true,
        secret: true,
        token: '<token>',
      },
      settings: [
        { key: 'password.policy', value: 'strong' },
        { key: 'token', value: 3600 },
      ],
    },
    groups: { admin: { members: ['root'] }, token: { hideSecrets: true } },
    accessKeys: {
      token: { type: 'token', generate: { writeTo: { kubernetes: { name: 'acme-token', key: 'token' } } } },
    },
    permissions: {
      token: { permission: 'SELF_CREATE_TOKEN', assignee: { user: 'root' } },
      key: { permission: 'BASE_UI_ACCESS', assignee: { accessKey: 'token' } },
    },
    dataSources: {
      db: { type: 'POSTGRESQL', schema: 's', authenticationType: 'TOKEN', tokenRef: { file: 'db/token' } },
    },
    entitlements: {
      token: { entitlement: 'x-token', value: '5' },
      look: { entitlement: 'CustomTheming' },
    },
  })
  assert.equal(told(organization), [])
  const offerings = { llm: { components: [{ type: 'token' }] } }
  const plans = { gold: { offering: 'llm', prices: { token: '0.01' }, quotas: { token: 5 } } }
  assert.equal(toldOfInstallation(installationView({ offerings, plans })), [])
})

test('what seems to be made by chance is a warning, wherever people write what they like', () => {
  const chance = 'k3Jd8sLq0Zx7Vb2Nm5Tr9Pw4'
  const findings = secretsIn(
    resource('Organization', '', 'acme', {
      displayName: 'Acme',
      description: `ask with ${chance}`,
      customizations: { hook: `https://x.example/in?code=${chance}`, logo: chance, nested: { ca: { a: chance } } },
      settings: [
        { key: 'smtp.banner', value: chance },
        { key: 'client.id', value: chance },
      ],
      labels: { note: chance },
      annotations: { 'acme.example/commit': chance, note: chance },
    }),
  )
  assert.equal(
    findings.map(({ code, severity, pointer }) => `${code} ${severity} ${pointer}`),
    [
      '/labels/note',
      '/annotations/note',
      '/spec/description',
      '/spec/customizations/hook',
      '/spec/settings/0/value',
    ].map((pointer) => `SecretInline warning ${pointer}`),
  )
  assert.is(
    findings[2]?.message,
    'description of Organization `acme` holds letters and digits that seem to be made by chance, as secrets are',
  )
  assert.not.match(JSON.stringify(findings.map(({ subject: _, ...rest }) => rest)), chance)
})

test('the examples of all schemas pass', () => {
  for (const kind of KINDS) {
    const { 'x-example': example, 'x-example-name': name } = loadKind(kind)
    assert.equal(secretsIn(resource(kind, 'acme', name, example)), [], kind)
  }
})

test('the help says to rotate', () => {
  const [finding] = secretsIn(resource('Organization', '', 'acme', { customizations: { password: 'hunter2' } }))
  assert.match(finding?.help ?? '', 'rotate it')
})

test('no finding of any law holds the secret, its length or a digest of it', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9]{12,40}$/)
  fc.assert(
    fc.property(secret, (value) => {
      const canary = `ghp_${value}`
      const organization = acme({
        organization: {
          displayName: canary,
          customizations: { password: value, [canary]: 1, deep: [{ url: `https://a:${value}@x.example` }] },
          settings: [
            { key: 'a', secret: true, value },
            { key: canary, link: canary },
          ],
        },
        organizations: { other: { displayName: canary } },
        users: { ada: { email: canary }, bob: { email: canary } },
        groups: { ops: { members: [canary], parents: ['ops'] } },
        dataSources: { db: { url: `jdbc:x://h?password=${value}`, parameters: [{ name: 'token', value }] } },
        entitlements: { e: { entitlement: canary } },
      })
      const findings = findingsIn(organization)
      assert.ok(findings.filter(({ code }) => code === 'SecretInline').length >= 9)
      const shown = JSON.stringify(findings.map(({ subject: _, ...rest }) => rest))
      assert.not.match(shown, value)
    }),
    { numRuns: 50 },
  )
})

test.run()
