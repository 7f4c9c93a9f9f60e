import { randomUUID } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ENDPOINTS } from '../../src/api/endpoints.ts'
import type { UnitStatus } from '../../src/model/status.ts'
import type { UnitName } from '../../src/model/unit.ts'
import { openApi } from '../support/api.ts'
import {
  BELOW,
  BELOW_ELSEWHERE,
  BESIDE,
  BESIDE_ELSEWHERE,
  BLIND,
  INSIDE,
  INSIDE_INITECH,
  MATRIX_TEXTS,
  pathOf,
  SEEING,
  seen,
  uidsIn,
} from '../support/matrix.ts'

const api = await openApi(MATRIX_TEXTS)
test.after(() => api.close())
const uids = uidsIn(api)
const GLOBEX = uids.get('Organization//globex') ?? ''

/** What globex is called, each with what nothing is called that looks like it. */
const WORDS = [
  [GLOBEX, randomUUID()],
  ['globex', 'nobody'],
  ['globex-1', 'nobody-1'],
] as const

const isFirst = (name: string): boolean => name === Object.keys(BLIND)[0]

test('everything below an organization is there for who may see it, and who manages it sees all', async () => {
  const refused: Record<string, readonly string[]> = {}
  for (const [name, identity] of Object.entries(SEEING)) {
    const statuses = await Promise.all(
      BELOW.map(
        async (path) =>
          [path.split('}').slice(1).join('}'), (await api.read(pathOf(path, 'globex'), identity)).status] as const,
      ),
    )
    assert.equal(
      statuses.filter(([, status]) => status !== 200 && status !== 403),
      [],
      name,
    )
    refused[name] = statuses.flatMap(([path, status]) => (status === 403 ? [path] : []))
  }
  assert.equal(refused, {
    operator: [],
    auditor: ['/settings', '/settings/{key}', '/layout'],
    manager: [],
    member: [
      '/layout',
      '/platform-usage',
      '/usage',
      '/consumption',
      '/access-log',
      '/audit',
      '/children-audit',
      '/policies',
      '/access-report',
    ],
  })
})

test('H14: whoever does not see an organization gets for everything in it what they get where there is none, byte for byte', async () => {
  for (const [name, identity] of Object.entries(BLIND)) {
    for (const path of BELOW) {
      for (const [word, none] of isFirst(name) ? WORDS : WORDS.slice(1, 2)) {
        const hidden = await api.read(pathOf(path, word), identity)
        const missing = await api.read(pathOf(path, none), identity)
        assert.is(`${name} ${path} ${hidden.status}`, `${name} ${path} 404`)
        assert.is(seen(hidden), seen(missing), `${name} ${path}`)
      }
    }
  }
})

test('H14: nor does any other way of asking tell the one from the other', async () => {
  const identity = Object.values(BLIND)[0]
  const { seq } = api.state().head
  const queries = [
    '?fields=name',
    '?fields=nothing',
    '?include=secrets',
    '?page=2&page_size=1',
    `?seq=${seq}`,
    '?at=2099-01-01',
  ]
  const accepts = ['text/csv', 'application/x-ndjson', 'application/yaml', 'text/html']
  for (const path of BELOW) {
    for (const [word, none] of WORDS.slice(0, 1)) {
      const both = async (query: string, init: RequestInit = {}): Promise<number> => {
        const hidden = await api.read(`${pathOf(path, word)}${query}`, identity, init)
        const missing = await api.read(`${pathOf(path, none)}${query}`, identity, init)
        assert.is(seen(hidden), seen(missing), `${path}${query} ${JSON.stringify(init)}`)
        assert.not(hidden.headers.has('x-result-count') || hidden.headers.has('etag'))
        return hidden.status
      }
      for (const query of queries) assert.ok([400, 404].includes(await both(query)))
      for (const accept of accepts) assert.ok([404, 406].includes(await both('', { headers: { accept } })))
      assert.is(await both('', { method: 'HEAD' }), 404)
      assert.is(await both('', { headers: { 'if-none-match': '*' } }), 404)
      assert.is(await both('', { method: 'DELETE' }), 405)
    }
  }
})

test('H14: nor is an organization there in the words of another system', async () => {
  const called = [...WORDS, ['Globex%20Corporation', 'Nobody%20Corporation']] as const
  for (const [name, identity] of Object.entries(BLIND)) {
    for (const path of BELOW_ELSEWHERE) {
      for (const [word, none] of isFirst(name) ? called : called.slice(1, 2)) {
        const hidden = await api.compat(pathOf(path, word), identity)
        const missing = await api.compat(pathOf(path, none), identity)
        assert.is(`${name} ${path} ${hidden.status}`, `${name} ${path} 404`)
        // What was asked for may stand in the answer as it was asked.
        const alike = (text: string): string => text.replaceAll(word, none).replaceAll(decodeURI(word), decodeURI(none))
        assert.is(
          alike(seen(hidden, 'etag', 'content-length')),
          seen(missing, 'etag', 'content-length'),
          `${name} ${path}`,
        )
      }
    }
  }
  for (const path of BELOW_ELSEWHERE) {
    const inside = [INSIDE, { ...INSIDE, user: uids.get('User/globex/homer') ?? '' }]
    const paths = called.flatMap(([word]) => inside.map((one) => pathOf(path, word, one)))
    const found = await Promise.all(paths.map((one) => api.compat(one, SEEING.manager)))
    assert.ok(
      found.some(({ status }) => status === 200),
      `${path} tells its manager something`,
    )
  }
})

test('H14: nothing of an organization stands in what others are told, no count and no digest changes with it', async () => {
  const own = await openApi(MATRIX_TEXTS)
  const answers = async (): Promise<ReadonlyMap<string, string>> => {
    const found = new Map<string, string>()
    for (const [name, identity] of Object.entries(BLIND).filter(([one]) => !one.startsWith('somebody'))) {
      for (const path of [...BESIDE, ...BELOW.map((one) => pathOf(one, 'initech', INSIDE_INITECH))]) {
        found.set(`${name} ${path}`, seen(await own.read(path, identity), 'charter-revision'))
      }
      for (const path of [
        ...BESIDE_ELSEWHERE,
        ...BELOW_ELSEWHERE.map((one) => pathOf(one, 'initech', INSIDE_INITECH)),
      ]) {
        found.set(`${name} ${path}`, seen(await own.compat(path, identity), 'charter-revision'))
      }
    }
    return found
  }
  const told = async (): Promise<ReadonlyMap<string, string>> => {
    const all = await answers()
    const secret = [...own.state().resources].flatMap(([key, { uid, namespace }]) =>
      namespace === 'globex' || key === 'Organization//globex' ? [uid] : [],
    )
    for (const [where, text] of all) {
      for (const part of [...secret, 'Globex Corporation', 'homer', 'hank'])
        assert.not(text.includes(part), `${part} in ${where}`)
    }
    return all
  }
  try {
    await own.apply(MATRIX_TEXTS)
    const before = await told()
    await own.apply({ ...MATRIX_TEXTS, 'globex/crowd.yaml': CROWD })
    const { size } = own.state().resources
    assert.ok(size > api.state().resources.size + 10)
    assert.equal([...(await told())], [...before])
    const without = Object.entries(MATRIX_TEXTS).filter(([path]) => path !== 'globex/people.yaml')
    await own.apply({ ...Object.fromEntries(without), 'globex/crowd.yaml': CROWD })
    const { text } = await own.read('/plan', SEEING.operator)
    assert.match(text, /"code":"\w+"[^}]*globex/)
    own.publish(own.state(), { units: [TROUBLED] })
    assert.equal([...(await told())], [...before])
  } finally {
    await own.close()
  }
})

test('H15: `fields` leaves out and adds nothing, for anybody, and what is no field of an answer is refused', async () => {
  for (const endpoint of ENDPOINTS.filter(({ path }) => BELOW.includes(path) || BESIDE.includes(path))) {
    const path = pathOf(endpoint.path, 'globex')
    const isNeeded = endpoint.body?.isNeeded === true
    const names = Object.keys(endpoint.response.properties ?? {})
    for (const unknown of [
      'fields=secretRef',
      'fields=constructor',
      'fields=__proto__',
      'include=all',
      'expand=users',
      'embed=x',
    ]) {
      if (names.includes(unknown.slice('fields='.length))) continue
      const { status } = await api.read(`${path}?${unknown}`, SEEING.operator)
      assert.is(`${path} ${unknown} ${status}`, `${path} ${unknown} ${isNeeded ? 405 : 400}`)
    }
    for (const identity of Object.values(SEEING)) {
      const whole = await api.read(path, identity)
      if (names.length === 0 || whole.status !== 200) continue
      const isAlone = identity === SEEING.operator || identity === SEEING.member
      for (const chosen of [...(isAlone ? names : []), names.join()]) {
        const { body } = await api.read(`${path}?fields=${chosen}`, identity)
        const left = (one: object) =>
          Object.fromEntries(Object.entries(one).filter(([name]) => chosen.split(',').includes(name)))
        assert.equal(body, Array.isArray(whole.body) ? whole.body.map(left) : left(whole.body), `${path} ${chosen}`)
      }
    }
  }
})

/** What a pass says of globex where its declarations are wrong. */
const TROUBLED: UnitStatus = {
  unit: 'organization/globex' as UnitName,
  organization: 'globex',
  result: 'invalid',
  attempted: {},
  applied: {},
  holds: [],
  problems: [
    {
      source: 'local',
      code: 'UnknownField',
      severity: 'error',
      message: 'of Globex Corporation',
      place: 'globex/people.yaml:1:1',
    },
  ],
  problemCount: 1,
  conditions: [],
}

/** More of everything that may be counted. */
const CROWD = Array.from(
  { length: 5 },
  (_, index) => `apiVersion: charter.sh/v1alpha1
kind: User
metadata: {namespace: globex, name: u${index}}
spec: {email: u${index}@globex.example, admin: true}
---
apiVersion: charter.sh/v1alpha1
kind: Workspace
metadata: {namespace: globex, name: w${index}}
spec: {type: environment, displayName: W${index}}
---
apiVersion: charter.sh/v1alpha1
kind: Host
metadata: {namespace: globex, name: h${index}}
spec: {workspace: w${index}, displayName: H${index}}
`,
).join('---\n')

test.run()
