import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Outcome } from '../../src/model/outcome.ts'
import type { State } from '../../src/model/state.ts'
import { appliedIn, createCounting } from '../../src/run/counting.ts'
import { storedState } from '../support/holdings.ts'
import { createMemorySamples } from '../support/samples.ts'

const stateOf = (users: number) =>
  storedState({
    organizations: {
      acme: { users: Object.fromEntries(Array.from({ length: users }, (_, index) => [`u${index}`, {}])) },
      globex: { workspaces: { web: { type: 'project' } } },
    },
  }) as State

test('an organization is written where its numbers changed, and once a day', async () => {
  const samples = createMemorySamples()
  const counting = createCounting(samples)
  const all = ['acme', 'globex', 'nobody']
  assert.is(await counting.count(all, stateOf(2), '2026-11-22T10:00:00.000Z'), 12)
  assert.is(await counting.count(all, stateOf(2), '2026-11-22T11:00:00.000Z'), 0)
  assert.is(await counting.count(all, stateOf(3), '2026-11-22T12:00:00.000Z'), 6)
  assert.is(await counting.count(all, stateOf(3), '2026-11-23T00:00:00.000Z'), 12)
  const users = (await samples.read({ organizations: new Set(['acme']) })).filter(({ metric }) => metric === 'users')
  assert.equal(
    users.map(({ source, kind, start, value }) => [source, kind, start, value]),
    [
      ['charter', 'gauge', '2026-11-22T10:00:00.000Z', 2],
      ['charter', 'gauge', '2026-11-22T12:00:00.000Z', 3],
      ['charter', 'gauge', '2026-11-23T00:00:00.000Z', 3],
    ],
  )
})

test('what could not be written is written the next time', async () => {
  const kept = createMemorySamples()
  let isFull = true
  const samples = {
    ...kept,
    add: async (more: Parameters<typeof kept.add>[0]) => {
      if (isFull) throw new Error('full')
      await kept.add(more)
    },
  }
  const counting = createCounting(samples)
  const count = () => counting.count(['acme'], stateOf(1), '2026-11-22T10:00:00.000Z')
  await count().then(
    () => assert.unreachable(),
    () => undefined,
  )
  isFull = false
  assert.is(await count(), 6)
})

test('what was applied is counted by organization, also where a revocation was', () => {
  const outcome = (type: string, unit: Outcome['unit']) => ({ type, unit }) as Outcome
  assert.equal(
    appliedIn([
      outcome('applied', { type: 'organization', organization: 'globex' }),
      outcome('applied', { type: 'revocation', organization: 'acme', name: 'leaver' }),
      outcome('applied', { type: 'organization', organization: 'acme' }),
      outcome('applied', { type: 'installation' }),
      outcome('held', { type: 'organization', organization: 'initech' }),
    ]),
    ['acme', 'globex'],
  )
})

test.run()
