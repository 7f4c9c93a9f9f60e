import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Entry } from '../../src/model/ledger.ts'
import { createPublication } from '../../src/run/publication.ts'
import { beginStatus } from '../../src/status/status.ts'
import { openInstallation, textSnapshot } from '../support/installation.ts'
import { NOTHING_KEPT } from '../support/publication.ts'

const acme = (users: string): string => `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec: {displayName: Acme, users: [{name: ada, email: ada@acme.example, admin: true}${users}]}
`

const installation = await openInstallation()
await installation.apply([textSnapshot({ 'acme.yaml': acme('') })])
await installation.apply([textSnapshot({ 'acme.yaml': acme(', {name: grace, email: grace@acme.example}') })])

const NOW = '2026-11-22T12:00:00.000Z'
const entries: Entry[] = []
for await (const entry of installation.store.entries()) entries.push(entry)

/** A publication of the installation; `folded` counts how often the ledger was walked. */
function published() {
  let folded = 0
  const { store } = installation
  const ledger = () => ({
    base: () => store.base(),
    entries(range?: Parameters<typeof store.entries>[0]) {
      folded += 1
      return store.entries(range)
    },
  })
  const status = beginStatus({ version: '0', startedAt: NOW, sources: [] }, installation.state())
  const turns = { state: () => installation.state(), status: () => status, ledger }
  return { publication: createPublication(turns, NOTHING_KEPT, { now: () => NOW }), folded: () => folded }
}

async function users(moment: { seq: number } | { at: number }, { publication } = published()) {
  const past = await publication.past(moment)
  if ('missing' in past) return past.missing
  const names = [...past.state.resources.values()].filter(({ kind }) => kind === 'User').map(({ name }) => name)
  return [past.instant, ...names.sort()]
}

test('a state of the past is that after an entry, or after the last one that is not younger than a time', async () => {
  const [first, second] = entries.map(({ time }) => time)
  assert.equal(await users({ seq: 1 }), [first, 'ada'])
  assert.equal(await users({ seq: 2 }), [second, 'ada', 'grace'])
  const before = Date.parse(second ?? '') - 1
  assert.equal(await users({ at: before }), [new Date(before).toISOString(), 'ada'])
  assert.is(await users({ seq: 3 }), 'unknown')
})

test('a time to come speaks of what is declared today', async () => {
  const { publication, folded } = published()
  assert.equal(await users({ at: Date.parse('2099-01-01T00:00:00Z') }, { publication, folded }), [
    '2099-01-01T00:00:00.000Z',
    'ada',
    'grace',
  ])
  assert.is(folded(), 0)
})

test('who asks again gets what was folded before', async () => {
  const all = published()
  await Promise.all([users({ seq: 1 }, all), users({ seq: 1 }, all)])
  await users({ seq: 1 }, all)
  assert.is(all.folded(), 1)
})

test('the steps after a state tell each entry with what is stored after it', async () => {
  const { recorded } = published().publication
  const from = await recorded.past({ seq: 1 })
  if ('missing' in from) throw new Error('entry 1 is there')
  const steps: [number, number][] = []
  for await (const { entry, resources } of recorded.steps(from.state, 2)) steps.push([entry.seq, resources().size])
  assert.equal(steps, [[2, 3]])
})

test('what reads much is done one after the other, also after one has failed', async () => {
  const { recorded } = published().publication
  const done: string[] = []
  const walk = (name: string, fails = false) =>
    recorded.inTurn(async () => {
      done.push(`${name} begins`)
      await Promise.resolve()
      done.push(`${name} ends`)
      if (fails) throw new Error(name)
    })
  await Promise.allSettled([walk('one', true), walk('two')])
  assert.equal(done, ['one begins', 'one ends', 'two begins', 'two ends'])
})

test.run()
