import { randomUUID } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Identity } from '../../src/api/identity.ts'
import type { AccessRecord } from '../../src/model/accesslog.ts'
import { unitName } from '../../src/model/unit.ts'
import { openAccessLog } from '../../src/store/access/log.ts'
import { type Api, AUDITOR, INSTANT, OPERATOR, openApi, person } from '../support/api.ts'
import { type MovedClock, movedClock } from '../support/asking.ts'
import { createFolder } from '../support/folder.ts'
import { BELOW, BELOW_ELSEWHERE, BESIDE_ELSEWHERE, MATRIX_TEXTS, pathOf, SEEING } from '../support/matrix.ts'

const acme = (name = 'acme', more = ''): string => `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: ${name}}
spec:
  displayName: Acme
  hostname: acme.example
${more}  users:
    - {name: ada, email: ada@acme.example, admin: true}
    - {name: bob, email: bob@acme.example}
`
const GLOBEX = `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: globex}
spec: {displayName: Globex, users: [{name: eve, email: eve@globex.example, admin: true}]}
`
const ADA = person('ada@acme.example')
const BOB = person('bob@acme.example')
const EVE = person('eve@globex.example')

/** The API with an access log in a folder, whose clock is moved by a minute before each request. */
async function onApi(work: (api: Api, log: string, clock: MovedClock) => Promise<void>): Promise<void> {
  const clock = movedClock(INSTANT)
  const accessLog = openAccessLog({ folder: createFolder(), onDropped: () => assert.unreachable('nothing is lost') })
  const api = await openApi({ 'acme.yaml': acme(), 'globex.yaml': GLOBEX }, { accessLog, clock })
  try {
    await work(api, '/organizations/acme/access-log', clock)
  } finally {
    await api.close()
    await accessLog.close()
  }
}

const told = ({ body }: { body: readonly AccessRecord[] }): readonly string[] =>
  body.map(({ action, status, user, statusCode, path }) => `${action} ${status} ${user} ${statusCode} ${path}`)

test('a read is told with who, when, from where and what came of it; the first of an hour is a login as well', async () => {
  await onApi(async (api, log, clock) => {
    await api.read('/organizations/acme/users?email=ada%40acme.example', ADA)
    const { body, headers } = await api.read(log, OPERATOR)
    const [read, login] = body
    const { ada, acme: own } = uidsIn(api)
    assert.equal(read, {
      id: read.id,
      timestamp: INSTANT,
      organization: 'acme',
      organizationUid: own,
      user: 'ada@acme.example',
      userId: ada,
      action: 'READ',
      status: 'SUCCESS',
      method: 'GET',
      path: '/api/v1/organizations/acme/users',
      ip: '127.0.0.1',
      statusCode: 200,
    })
    assert.equal(login, { ...read, id: login.id, action: 'LOGIN' })
    assert.not(login.id === read.id)
    assert.equal([body.length, headers.get('x-result-count')], [2, null])
    clock.pass(59 * 60 * 1000)
    await api.read('/organizations/acme', ADA)
    clock.pass(60 * 1000)
    await api.read('/organizations/acme', ADA)
    assert.equal(told(await api.read(`${log}?user=ADA@acme.example&limit=3`, OPERATOR)), [
      'READ SUCCESS ada@acme.example 200 /api/v1/organizations/acme',
      'LOGIN SUCCESS ada@acme.example 200 /api/v1/organizations/acme',
      'READ SUCCESS ada@acme.example 200 /api/v1/organizations/acme',
    ])
  })
})

function uidsIn(api: Api): Readonly<Record<string, string>> {
  return Object.fromEntries([...api.state().resources.values()].map(({ name, uid }) => [name, uid]))
}

test('an answer that was made before for the same reader is a read as well', async () => {
  await onApi(async (api, log) => {
    const path = '/organizations/acme/users'
    const [first, second] = [await api.read(path, ADA), await api.read(path, ADA)]
    assert.is(second.headers.get('charter-instant'), first.headers.get('charter-instant'))
    assert.equal(
      told(await api.read(`${log}?action=READ`, OPERATOR)),
      Array(2).fill('READ SUCCESS ada@acme.example 200 /api/v1/organizations/acme/users'),
    )
  })
})

test('who may not see an organization, or not that of it, is told as denied', async () => {
  await onApi(async (api, log) => {
    await api.read('/organizations/acme', EVE)
    await api.read('/organizations/acme/users/ada', {
      type: 'token',
      name: 'watch',
      role: 'metrics',
      organizations: undefined,
    })
    await api.read(log, BOB)
    await api.read('/organizations/acme/users/nobody', BOB)
    await api.read('/organizations/nowhere', EVE)
    assert.equal(told(await api.read(log, ADA)), [
      'READ FAILURE bob@acme.example 404 /api/v1/organizations/acme/users/nobody',
      'DENIED FAILURE bob@acme.example 403 /api/v1/organizations/acme/access-log',
      'LOGIN SUCCESS bob@acme.example 403 /api/v1/organizations/acme/access-log',
      'DENIED FAILURE watch 404 /api/v1/organizations/acme/users/ada',
      'DENIED FAILURE eve@globex.example 404 /api/v1/organizations/acme',
    ])
  })
})

test('a layout and a table are exports, whatever is asked of them', async () => {
  await onApi(async (api, log) => {
    const as = (accept: string) => ({ headers: { accept } })
    await api.read('/organizations/acme/layout', ADA)
    const { headers } = await api.read('/organizations/acme/layout', ADA, as('application/yaml'))
    const known = { headers: { accept: 'application/yaml', 'if-none-match': headers.get('etag') ?? '' } }
    assert.is((await api.read('/organizations/acme/layout', ADA, known)).status, 304)
    await api.read('/organizations/acme/effective-access', ADA, as('text/csv'))
    await api.read('/organizations/acme/effective-access', ADA, { method: 'HEAD', ...as('application/x-ndjson') })
    await api.read('/organizations/acme/effective-access', ADA)
    assert.equal(
      (await api.read(log, ADA)).body.map(
        ({ action, method, statusCode }: AccessRecord) => `${action} ${method} ${statusCode}`,
      ),
      [
        'READ GET 200',
        'EXPORT HEAD 200',
        'EXPORT GET 200',
        'EXPORT GET 304',
        'EXPORT GET 200',
        'EXPORT GET 200',
        'LOGIN GET 200',
      ],
    )
  })
})

test('whoever leaves in the middle of an answer is told all the same', async () => {
  await onApi(async (api, log) => {
    await api.apply({ 'acme.yaml': acme('acme').concat(...crowd(4000)), 'globex.yaml': GLOBEX })
    const leaving = new AbortController()
    await api.read('/organizations/globex', ADA)
    const answer = await fetch(`${api.address}/api/v1/organizations/acme/effective-access`, {
      headers: { accept: 'text/csv' },
      signal: leaving.signal,
    })
    leaving.abort()
    await answer.text().catch(() => undefined)
    assert.equal(told(await api.read(`${log}?limit=1`, OPERATOR)), [
      'EXPORT SUCCESS ada@acme.example 200 /api/v1/organizations/acme/effective-access',
    ])
  })
})

const crowd = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `    - {name: u${index}, email: u${index}@acme.example, admin: true}\n`)

test('a read through another address of the organization is one: its own host, a filter, a decision, another system', async () => {
  await onApi(async (api, log) => {
    const { acme: uid = '' } = uidsIn(api)
    const body = JSON.stringify({
      subject: { type: 'user', id: 'ada' },
      action: { name: 'MANAGE' },
      resource: { type: 'organization', id: 'acme' },
    })
    await api.read(`/organizations/${uid}`, AUDITOR)
    await api.read('/organization', ADA)
    await api.read('/users?organization=acme', EVE)
    await api.read('/offerings?organization=acme', ADA)
    await api.read('/errors?organization=acme', ADA)
    await api.read('/ledger?organization=acme', AUDITOR)
    await api.read('/declarations?organization=acme&kind=User', ADA)
    await api.read('/declarations?organization=acme', EVE)
    await api.apply({ 'acme.yaml': acme(), 'globex.yaml': GLOBEX })
    await api.read('/plan?organization=acme', ADA)
    await api.read('/access/v1/evaluation', EVE, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
    await api.compat('/ubiops/v2.1/organizations/acme/users', ADA)
    await api.compat('/ubiops/v2.1/organizations/acme', EVE)
    await api.compat('/comodit/organizations/Acme', EVE)
    await api.compat('/gooddata/api/v1/layout/organization', ADA)
    await api.compat('/gooddata/api/v1/layout/organization', BOB)
    await api.compat('/gooddata/api/v1/entities/admin/organizations/acme', EVE)
    const all = told(await api.read(log, ADA)).filter((one) => !one.startsWith('LOGIN'))
    assert.equal(all, [
      'DENIED FAILURE eve@globex.example 404 /compat/gooddata/api/v1/entities/admin/organizations/acme',
      'DENIED FAILURE bob@acme.example 403 /compat/gooddata/api/v1/layout/organization',
      'EXPORT SUCCESS ada@acme.example 200 /compat/gooddata/api/v1/layout/organization',
      'DENIED FAILURE eve@globex.example 404 /compat/comodit/organizations/Acme',
      'DENIED FAILURE eve@globex.example 404 /compat/ubiops/v2.1/organizations/acme',
      'READ SUCCESS ada@acme.example 200 /compat/ubiops/v2.1/organizations/acme/users',
      'DENIED FAILURE eve@globex.example 200 /api/v1/access/v1/evaluation',
      'READ SUCCESS ada@acme.example 200 /api/v1/plan',
      'DENIED FAILURE eve@globex.example 404 /api/v1/declarations',
      'EXPORT SUCCESS ada@acme.example 200 /api/v1/declarations',
      'READ SUCCESS auditor 200 /api/v1/ledger',
      'READ SUCCESS ada@acme.example 200 /api/v1/errors',
      'READ SUCCESS ada@acme.example 200 /api/v1/offerings',
      'DENIED FAILURE eve@globex.example 200 /api/v1/users',
      'READ SUCCESS ada@acme.example 200 /api/v1/organization',
      `READ SUCCESS auditor 200 /api/v1/organizations/${uid}`,
    ])
  })
})

test('records are filtered by time, by who, by what was done and by what came of it', async () => {
  await onApi(async (api, log, clock) => {
    await api.read('/organizations/acme', ADA)
    clock.pass(60_000)
    await api.read('/organizations/acme/access', BOB)
    clock.pass(60_000)
    await api.read('/organizations/acme', EVE)
    const { ada = '' } = uidsIn(api)
    const users = async (query: string) =>
      (await api.read(`${log}?${query}`, OPERATOR)).body.map(
        ({ action, user = '' }: AccessRecord) => `${action} ${user.slice(0, 3)}`,
      )
    const minute = (count: number) => new Date(Date.parse(INSTANT) + count * 60_000).toISOString()
    assert.equal(await users(`start=${minute(1)}&end=${minute(2)}`), ['READ bob', 'LOGIN bob'])
    for (const user of ['ada', ada, 'Ada@acme.example']) {
      assert.equal(await users(`user=${user}&end=${minute(1)}`), ['READ ada', 'LOGIN ada'])
    }
    assert.equal(await users(`user=${randomUUID()}`), [])
    assert.equal(await users('action=DENIED'), ['DENIED eve'])
    assert.equal(await users(`status=FAILURE&end=${minute(3)}`), ['DENIED eve', 'READ bob'])
    assert.equal((await api.read(`${log}?action=WRITE`, OPERATOR)).status, 400)
    assert.equal((await api.read(`${log}?at=${minute(1)}`, OPERATOR)).status, 400)
  })
})

test('parts follow each other while new records come, each of which is told once', async () => {
  await onApi(async (api, log) => {
    for (const name of ['ada', 'bob', 'cy']) await api.read(`/organizations/acme/users/${name}`, ADA)
    const ids: string[] = []
    for (let path: string | undefined = `${log}?limit=3&user=ada`; path !== undefined; ) {
      const { body, headers } = await api.read(path, OPERATOR)
      ids.push(...body.map(({ path: own }: AccessRecord) => own.split('/').at(-1)))
      await api.read('/organizations/acme/tags', ADA)
      path = /<\/api\/v1([^>]*)>; rel="next"/.exec(headers.get('link') ?? '')?.[1]
    }
    assert.equal(ids, ['cy', 'bob', 'ada', 'ada'])
    assert.match((await api.read(`${log}?cursor=forged`, OPERATOR)).text, /not of this question/)
  })
})

test('a rename loses nothing: records keep the name of their time and are found by the uid', async () => {
  await onApi(async (api) => {
    await api.read('/organizations/acme', ADA)
    await api.apply({ 'acme.yaml': acme('acme-two', '  previousNames: [acme]\n'), 'globex.yaml': GLOBEX })
    await api.read('/organizations/acme-two', ADA)
    const { body } = await api.read('/organizations/acme-two/access-log', ADA)
    assert.equal(
      body.map(({ action, organization }: AccessRecord) => `${action} ${organization}`),
      ['READ acme-two', 'READ acme', 'LOGIN acme'],
    )
  })
})

test('neither what stands behind the path nor a token is taken down, and an access key is its user', async () => {
  await onApi(async (api, log) => {
    const key: Identity = { type: 'user', name: 'ci', organization: 'acme', user: 'bob' }
    const headers = { authorization: 'Bearer CANARY-of-a-token-that-counts' }
    await api.read('/organizations/acme/users?name=CANARY', key, { headers })
    const { text, body } = await api.read(log, ADA)
    assert.not.match(text, /CANARY/)
    assert.equal(
      [body[0].user, body[0].userId, body[0].path],
      ['bob', uidsIn(api).bob, '/api/v1/organizations/acme/users'],
    )
    const csv = await api.read(log, ADA, { headers: { accept: 'text/csv' } })
    assert.match(
      csv.text,
      /^id,timestamp,organization,organizationUid,user,userId,action,status,method,path,ip,statusCode\r?\n/,
    )
  })
})

test('as a table it is whole, however many parts that are', async () => {
  await onApi(async (api, log) => {
    for (let read = 0; read < 320; read++) await api.read('/organizations/acme/tags', ADA)
    const { text } = await api.read(`${log}?action=READ`, OPERATOR, { headers: { accept: 'application/x-ndjson' } })
    const ids = text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).id]))
    assert.equal([ids.length, new Set(ids).size], [320, 320])
    assert.is((await api.read(`${log}?action=READ`, OPERATOR)).body.length, 50)
  })
})

test('what tells of several organizations is a read of each that is on the page, and of no other', async () => {
  await onApi(async (api) => {
    const taken = async (path: string, as: Identity) => {
      const isCompat = path.startsWith('/compat')
      await (isCompat ? api.compat(path.slice('/compat'.length), as) : api.read(path, as))
      const found: AccessRecord[] = []
      for (const name of ['acme', 'globex']) {
        found.push(...(await api.read(`/organizations/${name}/access-log`, OPERATOR)).body)
      }
      const [name] = path.split('?')
      return found
        .filter(
          (one) => one.path === `${isCompat ? '' : '/api/v1'}${name}` && one.user === as.name && one.action !== 'LOGIN',
        )
        .map((one) => one.organization)
    }
    assert.equal(await taken('/organizations?name=glo', OPERATOR), ['globex'])
    assert.equal(await taken('/organizations', ADA), ['acme'])
    assert.equal(await taken('/users?name=eve', OPERATOR), ['globex'])
    assert.equal(await taken('/users?page_size=2', ADA), ['acme'])
    assert.equal(await taken('/users/eve', OPERATOR), ['globex'])
    assert.equal(await taken('/users/eve', ADA), [])
    const policy = `apiVersion: charter.sh/v1alpha1
kind: UsagePolicy
metadata: {name: costs}
spec: {type: cost, scope: {organization: globex}, limitCost: "5", actions: [notify_organization_owners]}
`
    await api.apply({ 'acme.yaml': acme(), 'globex.yaml': GLOBEX, 'policy.yaml': policy })
    assert.equal(await taken('/policies', OPERATOR), ['globex'])
    assert.equal(await taken('/policies/costs', OPERATOR), ['globex'])
    const inWaldur = '/compat/waldur/api'
    assert.equal(await taken(`${inWaldur}/marketplace-customer-estimated-cost-policies/`, OPERATOR), ['globex'])
    assert.equal(await taken(`${inWaldur}/events/`, ADA), ['acme'])
    assert.equal(await taken(`${inWaldur}/events/?page_size=1&message=eve`, AUDITOR), ['globex'])
    const wrong = {
      code: 'Syntax',
      severity: 'error',
      message: 'wrong',
      source: 'people',
      place: 'globex.yaml:1:1',
    } as const
    const unit = { attempted: {}, applied: {}, holds: [], problems: [wrong], problemCount: 1, conditions: [] }
    const globex = { type: 'organization', organization: 'globex' } as const
    api.publish(api.state(), {
      units: [{ ...unit, unit: unitName(globex), organization: 'globex', result: 'invalid' }],
    })
    assert.equal(await taken('/errors', OPERATOR), ['globex'])
    // An export, as every whole tree is.
    assert.equal(await taken('/declarations?kind=User&page_size=1', OPERATOR), ['acme'])
    assert.equal(await taken('/ledger', OPERATOR), ['acme', 'globex'])
    assert.equal(await taken('/ledger/1', OPERATOR), ['acme'])
    assert.equal(await taken('/compat/waldur/api/customers/?page_size=1', OPERATOR), ['acme'])
    assert.equal(await taken('/compat/ubiops/v2.1/organizations', OPERATOR), ['acme', 'globex'])
    assert.equal(await taken('/compat/comodit/organizations', OPERATOR), ['acme', 'globex'])
  })
})

test('whatever is told of an organization leaves a record, at each of its addresses, in whosever words', async () => {
  const records: AccessRecord[] = []
  const add = (record: AccessRecord): void => void records.push(record)
  const accessLog = { add, read: async () => ({ found: [], next: undefined }), close: async () => undefined }
  const api = await openApi(MATRIX_TEXTS, { accessLog })
  const globex = uidsIn(api).globex
  const silent: string[] = []
  try {
    const asked = [
      ...BELOW.map((path) => [path, api.read] as const),
      ...BELOW_ELSEWHERE.map((path) => [path, api.compat] as const),
      ...BESIDE_ELSEWHERE.filter((path) => path.startsWith('/gooddata/')).map((path) => [path, api.compat] as const),
    ]
    for (const [path, ask] of asked) {
      for (const word of ['globex', 'Globex%20Corporation']) {
        records.length = 0
        const { status } = await ask(pathOf(path, word), SEEING.manager)
        const isTold = records.some(({ action, organizationUid }) => action !== 'LOGIN' && organizationUid === globex)
        if (status === 200 && !isTold) silent.push(path)
      }
    }
    assert.equal(silent, [])
  } finally {
    await api.close()
  }
})

test.run()
