import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { canonical } from '../../src/lib/canonical.ts'
import { sha256 } from '../../src/lib/digest.ts'
import { unitName } from '../../src/model/unit.ts'
import { AUDITOR, INSTANT, openApi, person } from '../support/api.ts'

const TEXTS = {
  'acme.yaml': `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme
  users: [{name: ada, email: canary-address@acme.example, admin: true}]
`,
  'initech.yaml': `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: initech}
spec: {displayName: Initech, users: [{name: bill, email: bill@initech.example, admin: true}]}
`,
}

const api = await openApi(TEXTS)
test.after(() => api.close())

test('entries are told without what their changes say, so that the chain can be followed', async () => {
  const { body, text } = await api.read('/ledger')
  assert.equal(
    body.map(({ seq, type, organization }: Record<string, unknown>) => [seq, type, organization]),
    [
      [1, 'applied', 'acme'],
      [2, 'applied', 'initech'],
    ],
  )
  assert.not.match(text, /canary-address|"salt"|"body"/)
  for (const entry of body) {
    const { hash, previous } = entry
    assert.is(sha256(previous + canonical({ ...entry, hash: undefined })), hash)
  }
  assert.is(body[1].previous, body[0].hash)
  assert.equal((await api.read('/ledger/head')).body, { seq: 2, hash: body[1].hash })
  assert.equal((await api.read('/ledger/2', AUDITOR)).body, body[1])
})

test('entries are found by number, organization and type, and the next ones are linked', async () => {
  const seqs = async (query: string) => (await api.read(`/ledger?${query}`)).body.map(({ seq }: { seq: number }) => seq)
  assert.equal(await seqs('from=2'), [2])
  assert.equal(await seqs('organization=acme'), [1])
  assert.equal(await seqs('type=held'), [])
  const first = await api.read('/ledger?limit=1')
  assert.is(first.headers.get('link'), '</api/v1/ledger?limit=1&from=2>; rel="next"')
  const last = await api.read('/ledger?limit=1&from=2')
  assert.equal([last.body.length, last.headers.get('link')], [1, null])
})

test('what is no entry, and who is no operator or auditor, gets nothing', async () => {
  for (const path of ['/ledger/3', '/ledger/0', '/ledger/x']) assert.is((await api.read(path)).status, 404)
  for (const path of ['/ledger', '/ledger/1', '/ledger/head', '/sources', '/reconciliations']) {
    assert.is((await api.read(path, person('bill@initech.example'))).status, 404, path)
  }
})

const READY = {
  type: 'Ready',
  status: 'True',
  reason: 'Applied',
  message: '',
  since: '2026-11-20T08:00:00.000Z',
} as const

test('passes and problems are told to whom they concern', async () => {
  const place = { source: 'people', place: 'initech.yaml:3:5' }
  const problem = { code: 'UnknownField', severity: 'error', message: 'unknown field `nmae`', ...place } as const
  const unit = { attempted: {}, applied: {}, holds: [], problemCount: 1, conditions: [] }
  const pass = {
    id: 7,
    at: '2026-11-22T11:00:00.000Z',
    durationMs: 12,
    reason: 'hook',
    revisions: { people: 'a1' },
    seq: 2,
  }
  const errors = [{ reason: 'Syntax', message: 'broken.yaml:1:1: not YAML' }]
  const units = { unchanged: 1, applied: 0, held: 0, invalid: 1, failed: 0 }
  api.publish(api.state(), {
    passes: [{ ...pass, units, errors, changes: { add: 0, change: 0, remove: 0, rename: 0 } }],
    units: [
      {
        ...unit,
        unit: unitName({ type: 'organization', organization: 'initech' }),
        organization: 'initech',
        result: 'invalid',
        lateSince: '2026-11-21T10:00:00.000Z',
        problems: [problem],
      },
      {
        ...unit,
        unit: unitName({ type: 'organization', organization: 'acme' }),
        organization: 'acme',
        result: 'unchanged',
        problems: [{ ...problem, severity: 'warning', place: 'acme.yaml:9:1' }],
        conditions: [READY],
      },
    ],
    problems: [{ ...problem, place: 'broken.yaml:1:1' }],
  })
  const paths = async (query: string, as?: Parameters<typeof api.read>[1]) =>
    (await api.read(`/errors${query}`, as)).body.map(({ path, line }: Record<string, unknown>) => `${path}:${line}`)
  assert.equal(await paths(''), ['initech.yaml:3', 'acme.yaml:9', 'broken.yaml:1'])
  assert.equal(await paths('?organization=initech'), ['initech.yaml:3'])
  assert.equal(await paths('', person('bill@initech.example')), ['initech.yaml:3'])
  assert.equal(await paths('', person('canary-address@acme.example')), ['acme.yaml:9'])
  assert.equal(
    (await api.read('/errors?o=timestamp')).body.map(({ timestamp }: { timestamp: string }) => timestamp),
    [READY.since, '2026-11-21T10:00:00.000Z', INSTANT],
  )
  assert.equal(await paths('?start=2026-11-21T10:00:00Z'), ['initech.yaml:3', 'broken.yaml:1'])
  assert.equal(await paths('?start=2026-11-20&end=2026-11-21T10:00:00Z'), ['acme.yaml:9'])
  const ids = async (query: string) =>
    (await api.read(`/reconciliations?${query}`)).body.map(({ id }: { id: number }) => id)
  assert.equal([await ids('result=invalid'), await ids('result=held'), await ids('source=people')], [[7], [], [7]])
  const { reason, errors: wrong } = (await api.read('/reconciliations/7')).body
  assert.equal([reason, wrong], ['hook', errors])
  assert.is((await api.read('/reconciliations/8')).status, 404)
})

test.run()
