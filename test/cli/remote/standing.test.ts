import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createServer } from '../../../src/cli/remote/client.ts'
import { stateToCompare } from '../../../src/cli/remote/compared.ts'
import { standingOn } from '../../../src/cli/remote/standing.ts'
import { startListening } from '../../support/issuer.ts'

const FIRST = Date.parse('2026-11-20T00:00:00.000Z')
const timeOf = (seq: number): string => new Date(FIRST + seq * 10 * 60_000).toISOString()
const ACME = { unit: { type: 'organization', organization: 'acme' }, organization: 'acme' }
const OLD = { User: 3, Admin: 0, Membership: 0, Permission: 0, Resource: 0 }

/** What happened at some entries; at all others nothing that stands. One is made every ten minutes. */
const EVENTS: Readonly<Record<number, object>> = {
  5: {
    type: 'suspended',
    ...ACME,
    actor: { type: 'operator', name: 'ada' },
    evidence: { reason: 'audit', until: '2099-01-01' },
  },
  6: { type: 'suspended', organization: 'globex', evidence: { reason: 'audit', until: '2099-01-01' } },
  7: { type: 'resumed', organization: 'globex' },
  20: { type: 'applied', ...ACME, plan: 'old', evidence: { removals: OLD } },
  110: { type: 'held', ...ACME, plan: 'digest', evidence: { codes: ['RemovalBudget'] } },
  112: { type: 'approved', ...ACME, plan: 'digest' },
  115: { type: 'applied', organization: 'globex', plan: 'recent', evidence: { removals: { ...OLD, User: 1 } } },
}
const ENTRIES = Array.from({ length: 260 }, (_, index) => {
  const seq = index + 1
  return { format: 1, seq, time: timeOf(seq), type: 'recovered', changes: [], ...EVENTS[seq] }
})

/** A ledger of 260 entries, in parts of 100 as the API gives them. */
const ledger = () =>
  startListening((request, response) => {
    const query = new URL(request.url ?? '', 'http://x').searchParams
    const from = Number(query.get('from'))
    const fitting = ENTRIES.filter(({ seq, type }) => seq >= from && (query.get('type') ?? type) === type)
    const [part, rest] = [fitting.slice(0, 100), fitting.slice(100)]
    const link = rest[0] === undefined ? {} : { link: `</api/v1/ledger?from=${rest[0].seq}>; rel="next"` }
    response.writeHead(200, { 'content-type': 'application/json', ...link }).end(JSON.stringify(part))
  })

test('what lasts is found however long ago it was, and of the rest one day', async () => {
  const server = await ledger()
  const client = createServer({ base: server.url, token: undefined })
  // A part of the ledger that is newer than what is compared is not looked at.
  const standing = await standingOn(client, { seq: 250, instant: timeOf(250) })
  assert.equal([...standing.suspensions.keys()], ['organization/acme'])
  assert.equal(
    [...standing.approvals.values()].map(({ digest, since, isUsed }) => [digest, since, isUsed]),
    [['digest', timeOf(110), false]],
  )
  assert.equal(
    standing.removals.map(({ organization, counts }) => [organization, counts.User]),
    [['globex', 1]],
  )
  const [lasting, recent] = [
    server.asked.filter((path) => path.includes('type=')),
    server.asked.filter((path) => !path.includes('type=')),
  ]
  assert.is(lasting.length, 3)
  assert.equal(
    recent.map((path) => path.split('?')[1]),
    ['from=151', 'from=51'],
  )
  await server.stop()
})

test('of an empty ledger nothing stands, and nothing is asked', async () => {
  const server = await ledger()
  const standing = await standingOn(createServer({ base: server.url, token: undefined }), {
    seq: 0,
    instant: timeOf(1),
  })
  assert.equal([standing.suspensions.size, standing.removals, server.asked], [0, [], []])
  await server.stop()
})

test('of what was applied before a seal the status says what is in force, and what it cannot say well is left out', async () => {
  const entry = (seq: number, unit: string, revision: string) => {
    const about = { unit: { type: 'organization', organization: unit }, organization: unit }
    return { format: 1, seq, time: timeOf(seq), type: 'applied', ...about, revisions: { git: revision }, changes: [] }
  }
  const unit = (name: string, applied: unknown) => ({ unit: `organization/${name}`, applied })
  const answers: Readonly<Record<string, (isSealed: boolean) => unknown>> = {
    '/api/v1/declarations': () => '',
    '/api/v1/status': () => ({
      units: [unit('acme', { git: 'a3' }), unit('globex', { git: 'a9' }), unit('odd', 7), 'no unit', null],
      sources: [{ name: 'git', applied: 'a8' }, { name: 'other', applied: 'b1' }, { name: 'new' }],
    }),
    '/api/v1/ledger': (isSealed) => [...(isSealed ? [] : [entry(1, 'acme', 'a1')]), entry(2, 'globex', 'a2')],
    '/api/v1/ledger/1': () => ({ installation: 'i' }),
  }
  const told = async (isSealed: boolean) => {
    const server = await startListening((request, response) => {
      const path = (request.url ?? '').split('?')[0] ?? ''
      const value = answers[path]?.(isSealed)
      const type = value === '' ? 'application/x-ndjson' : 'application/json'
      response.writeHead(200, { 'content-type': type, 'charter-revision': '2', 'charter-instant': timeOf(3) })
      response.end(value === '' ? '' : JSON.stringify(value))
    })
    try {
      const { applied, revisions } = await stateToCompare(createServer({ base: server.url, token: undefined }), true)
      return [Object.fromEntries(applied), revisions]
    } finally {
      await server.stop()
    }
  }
  const globex = { 'organization/globex': { git: 'a2' } }
  assert.equal(await told(false), [{ 'organization/acme': { git: 'a1' }, ...globex }, { git: 'a2' }])
  assert.equal(await told(true), [
    { 'organization/acme': { git: 'a3' }, ...globex, 'organization/odd': {} },
    { git: 'a2', other: 'b1' },
  ])
})

test.run()
