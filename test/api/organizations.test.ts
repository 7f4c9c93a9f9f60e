import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AUDITOR, OPERATOR, openApi, person } from '../support/api.ts'
import { ask } from '../support/http.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: '
const TEXTS = {
  'installation.yaml': [
    `${HEAD}OrganizationGroup\nmetadata: {name: science}\nspec: {displayName: Science}\n`,
    `${HEAD}SubscriptionPlan\nmetadata: {name: free}\nspec: {displayName: Free, fixedTerm: P1Y}\n`,
  ].join('---\n'),
  'acme.yaml': `${HEAD}Organization
metadata: {name: acme, labels: {tier: gold}}
spec:
  displayName: Acme Research
  id: acme-1
  hostname: acme.example
  organizationGroups: [science]
  twoFactorRequired: true
  settings: [{key: region, value: eu}, {key: token, secret: true, secretRef: {env: TOKEN}}]
  users:
    - {name: ada, email: ada@acme.example, admin: true, firstName: Ada}
    - {name: grace, email: grace@acme.example, userGroups: [operators]}
    - {name: linus, email: Linus@acme.example, active: false}
  userGroups: [{name: operators}]
  workspaces: [{name: lab, type: environment, displayName: Lab}]
  subscriptions: [{name: main, plan: free, startDate: "2026-01-31"}]
`,
  'initech.yaml': `${HEAD}Organization
metadata: {name: initech}
spec:
  displayName: Initech
  parent: acme
  archived: true
  users: [{name: bill, email: bill@initech.example, admin: true}]
`,
}

const api = await openApi(TEXTS)
test.after(() => api.close())

test('the list of organizations has those that the reader sees, sorted by name', async () => {
  const { body, headers } = await api.read('/organizations')
  assert.equal(
    body.map(({ uid, createdAt, ...rest }: Record<string, string>) => rest),
    [
      { id: 'acme-1', name: 'acme', displayName: 'Acme Research', state: 'active', twoFactorRequired: true },
      { id: 'initech', name: 'initech', displayName: 'Initech', state: 'archived', twoFactorRequired: false },
    ],
  )
  assert.is(headers.get('x-result-count'), '2')
  assert.is(headers.get('charter-revision'), String(api.state().head.seq))
  assert.is(headers.get('charter-instant'), '2026-11-22T12:00:00.000Z')
  const seen = await api.read('/organizations', person('BILL@initech.example'))
  assert.equal(
    seen.body.map(({ name }: { name: string }) => name),
    ['initech'],
  )
})

test('lists are filtered, ordered and cut to pages', async () => {
  const names = async (query: string) =>
    (await api.read(`/organizations?${query}`)).body.map(({ name }: { name: string }) => name)
  assert.equal(await names('name=ACM'), ['acme'])
  assert.equal(await names('name_exact=acm'), [])
  assert.equal(await names('label=tier%3Dgold'), ['acme'])
  assert.equal(await names('o=-name'), ['initech', 'acme'])
  assert.equal(await names('o=user_count'), ['initech', 'acme'])
  assert.equal(await names('group=science'), ['acme'])
  assert.equal(await names('group_name=scien'), ['acme'])
  assert.equal(await names('parent=acme-1'), ['initech'])
  assert.equal(await names('plan=free'), ['acme'])
  assert.equal(await names('state=archived'), ['initech'])
  assert.equal(await names('page_size=1&page=2'), ['initech'])
  const { headers, body } = await api.read('/organizations?page_size=1&name=i')
  assert.is(body.length, 1)
  assert.is(
    headers.get('link'),
    '</api/v1/organizations?page_size=1&name=i&page=1>; rel="first", </api/v1/organizations?page_size=1&name=i&page=1>; rel="last"',
  )
  const cut = await api.read('/organizations?fields=name,state')
  assert.equal(cut.body[0], { name: 'acme', state: 'active' })
})

test('HEAD has the count and no body', async () => {
  const { status, headers, text } = await api.read('/organizations?name=acme', undefined, { method: 'HEAD' })
  assert.equal([status, headers.get('x-result-count'), text], [200, '1', ''])
})

test('an organization is found by uid, name and id, and tells what is declared and what follows', async () => {
  const { body } = await api.read('/organizations/acme')
  for (const word of [body.uid, 'acme-1']) assert.equal((await api.read(`/organizations/${word}`)).body, body)
  assert.is(body.displayName, 'Acme Research')
  assert.equal(body.settings, [
    { key: 'region', value: 'eu' },
    { key: 'token', secret: true, secretRef: { env: 'TOKEN' } },
  ])
  assert.equal(body.status, {
    rootOrganization: 'acme',
    path: 'Acme Research',
    childrenCount: 1,
    environments: ['lab'],
    groups: ['admin', 'operators', 'users'],
    userCount: 3,
    adminCount: 1,
    hostCount: 0,
    subscription: {
      plan: 'free',
      state: 'active',
      selfService: false,
      periodStart: '2026-10-31',
      periodEnd: '2026-11-30',
    },
    firedPolicies: [],
    holds: [],
  })
  const child = (await api.read('/organizations/initech')).body
  assert.is(child.status.path, 'Acme Research -> Initech')
  assert.is((await api.read('/organizations/acme', AUDITOR)).body.settings, undefined)
})

test('the own organization is that of the host name, else the only one that the reader belongs to', async () => {
  const { port } = new URL(api.address)
  const own = async (as: Parameters<typeof api.read>[1], host: string) => {
    // By whom the next request is.
    await api.read('/organizations', as)
    const { status, body } = await ask(Number(port), { path: '/api/v1/organization', headers: { host } })
    return `${status} ${JSON.parse(body).name ?? ''}`
  }
  const token = (organization: string) =>
    ({ type: 'token', name: 'ci', role: 'operator', organizations: new Set([organization]) }) as const
  assert.is(await own(OPERATOR, 'acme.EXAMPLE:8080'), '200 acme')
  assert.is(await own(OPERATOR, 'elsewhere.example'), '404 ')
  assert.is(await own(token('initech'), 'elsewhere.example'), '200 initech')
  assert.is(await own(token('initech'), 'acme.example'), '200 initech')
  assert.is(await own(person('grace@acme.example'), 'elsewhere.example'), '200 acme')
  assert.is(await own(person('nobody@acme.example'), 'acme.example'), '404 ')
})

test('what is not there and what may not be seen are the same, byte for byte', async () => {
  const answers = [
    await api.read('/organizations/nobody'),
    await api.read('/organizations/acme', person('bill@initech.example')),
    await api.read('/organizations/acme', person('linus@acme.example')),
    await api.read('/organizations/acme/users', person('bill@initech.example')),
    await api.read('/organizations/acme/users/nobody'),
  ]
  for (const { status, text } of answers) {
    assert.equal([status, text], [404, '{"type":"about:blank","status":404,"title":"Not Found"}'])
  }
})

test('users tell whether they are admins and have access, and lists of them are filtered by that', async () => {
  const { body } = await api.read('/organizations/acme/users')
  assert.equal(
    body.map(({ name, admin, state, groups }: Record<string, unknown>) => [name, admin, state, groups]),
    [
      ['ada', true, 'active', []],
      ['grace', false, 'active', ['operators']],
      ['linus', false, 'inactive', []],
    ],
  )
  const names = async (query: string) =>
    (await api.read(`/organizations/acme/users?${query}`)).body.map(({ name }: { name: string }) => name)
  assert.equal(await names('admin=true'), ['ada'])
  assert.equal(await names('state=inactive'), ['linus'])
  assert.equal(await names('group=operators'), ['grace'])
  assert.equal(await names('email=linus@ACME.example'), ['linus'])
  assert.equal(await names('o=-email'), ['linus', 'grace', 'ada'])
  const everybody = await api.read('/users?o=-organization,name')
  assert.equal(
    everybody.body.map(({ organization, name }: Record<string, string>) => `${organization}/${name}`),
    ['initech/bill', 'acme/ada', 'acme/grace', 'acme/linus'],
  )
  assert.is((await api.read('/users', person('bill@initech.example'))).body.length, 1)
})

test('one user is found among all whom the reader sees, by whatever they are called where that is one alone', async () => {
  const [ada] = (await api.read('/users?email=ada@acme.example')).body
  for (const word of [ada.uid, 'ada', 'ADA@acme.example']) {
    assert.equal((await api.read(`/users/${word}`)).body, ada, word)
  }
  const BILL = person('bill@initech.example')
  const unseen = await api.read(`/users/${ada.uid}`, BILL)
  assert.equal([unseen.status, unseen.text], [404, (await api.read('/users/nobody', BILL)).text])
  const twice = await openApi({
    ...TEXTS,
    'initech.yaml': TEXTS['initech.yaml'].replace('name: bill', 'name: ada'),
  })
  try {
    const { status, body } = await twice.read('/users/ada')
    assert.equal([status, body.errors[0].pointer], [400, 'query/organization'])
    assert.is((await twice.read('/users/ada?organization=initech')).body.organization, 'initech')
    // Whoever sees one of them alone learns nothing of the other.
    assert.is((await twice.read('/users/ada', BILL)).body.organization, 'initech')
  } finally {
    await twice.close()
  }
})

test('what is wrong with a request is said by the parameter', async () => {
  const detail = async (query: string) => {
    const { status, body } = await api.read(`/organizations?${query}`)
    assert.is(status, 400, query)
    return body.detail
  }
  assert.match(await detail('nmae=acme'), /^the parameter nmae is not known here: /)
  assert.is(await detail('page=0'), 'the parameter page is a whole number from 1 to 1000000')
  assert.is(await detail('page_size=301'), 'the parameter page_size is a whole number from 1 to 300')
  assert.is(await detail('page=1&page=2'), 'the parameter page may stand only once')
  assert.is(await detail('at=yesterday'), 'the parameter at is a date, or a time with its offset: 2026-11-22T15:04:05Z')
  assert.is(await detail('at=2026-01-01&seq=1'), 'the parameter at and `seq` both name a moment: give one of them')
  assert.match(await detail('o=colour'), /^the parameter o names what lists are sorted by: name, /)
  assert.match(await detail('fields=secret'), /^the parameter fields names what there is: uid, /)
  assert.is(await detail('label=tier'), 'the parameter label is a key and a value: `team=platform`')
  assert.is(await detail('state=odd'), 'the parameter state is one of active, suspended, archived')
  assert.match(await detail(Array.from({ length: 51 }, () => 'label=a%3Db').join('&')), /at most 50 parameters/)
})

test('a reader who knows what is there gets 304, and one who wants something else than JSON 406', async () => {
  const { headers } = await api.read('/organizations/acme')
  const etag = headers.get('etag') ?? ''
  const again = await api.read('/organizations/acme', undefined, { headers: { 'if-none-match': etag } })
  assert.equal([again.status, again.text, again.headers.get('etag')], [304, '', etag])
  const changed = await api.read('/organizations/acme', undefined, { headers: { 'if-none-match': '"other"' } })
  assert.is(changed.status, 200)
  const html = await api.read('/organizations/acme', undefined, { headers: { accept: 'text/html' } })
  assert.is(html.status, 406)
})

test('only reading is allowed, and another verb is told what is', async () => {
  const { status, headers } = await api.read('/organizations/acme', undefined, { method: 'DELETE' })
  assert.equal([status, headers.get('allow')], [405, 'GET, HEAD, OPTIONS'])
})

test.run()
