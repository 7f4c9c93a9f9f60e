import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createCatalogs } from '../../src/api/catalog.ts'
import { lastingRows } from '../../src/api/lasting.ts'
import { installationWith } from '../support/installation.ts'

const { state } = await installationWith({
  'acme.yaml': `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme
  users:
    - {name: ada, email: ada@acme.example, admin: true}
    - {name: grace, email: grace@acme.example, until: "2026-12-01"}
`,
})

/** Asks of a fresh catalog at instants, and counts how often rows were made. */
function asking(rows: () => readonly number[] = () => [1]) {
  const catalog = createCatalogs()(state().resources)
  let made = 0
  return {
    made: () => made,
    at: (instant: string, question = 'q', organization = 'acme') =>
      lastingRows({ catalog, view: { instant } as never }, { organization, question }, async () => {
        made++
        return rows()
      }),
  }
}

test('rows are made once, until a window of the organization opens or closes, and for each question', async () => {
  const { at, made } = asking()
  assert.equal(await at('2026-11-22T12:00:00Z'), [1])
  await at('2026-11-22T12:00:00Z')
  await at('2026-11-30T23:59:59Z')
  assert.is(made(), 1)
  await at('2026-12-01T00:00:00Z')
  await at('2027-06-01T00:00:00Z')
  assert.is(made(), 2)
  // What was before is another time, of which nothing is kept.
  await at('2026-11-22T12:00:00Z')
  assert.is(made(), 3)
  await at('2026-11-22T12:00:00Z', 'other')
  await at('2026-11-22T12:00:00Z', 'q', 'globex')
  assert.is(made(), 5)
  await at('2026-11-22T12:00:01Z', 'other')
  assert.is(made(), 5)
})

test('too many rows are not kept, nor is what failed', async () => {
  const many = asking(() => Array(50_001).fill(0))
  await many.at('2026-11-22T12:00:00Z')
  await pause(5)
  await many.at('2026-11-22T12:00:00Z')
  assert.is(many.made(), 2)
  let isBroken = true
  const broken = asking(() => {
    if (isBroken) throw new Error('not now')
    return [1]
  })
  await broken.at('2026-11-22T12:00:00Z').then(
    () => assert.unreachable(),
    (error: Error) => assert.is(error.message, 'not now'),
  )
  isBroken = false
  await pause(5)
  assert.equal(await broken.at('2026-11-22T12:00:00Z'), [1])
})

test('of many questions those are kept that were asked last', async () => {
  const { at, made } = asking()
  for (let question = 0; question < 17; question++) await at('2026-11-22T12:00:00Z', String(question))
  await pause(5)
  await at('2026-11-22T12:00:00Z', '16')
  await at('2026-11-22T12:00:00Z', '1')
  assert.is(made(), 17)
  await at('2026-11-22T12:00:00Z', '0')
  assert.is(made(), 18)
})

test.run()
