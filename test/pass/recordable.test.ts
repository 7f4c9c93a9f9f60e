import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Entry, NewEntry } from '../../src/model/ledger.ts'
import type { State } from '../../src/model/state.ts'
import { unitName } from '../../src/model/unit.ts'
import { recordedAccess } from '../../src/pass/access.ts'
import { planPass } from '../../src/plan/pass.ts'
import { type PassResult, runPass } from '../../src/reconciler.ts'
import { sealAll } from '../../src/store/entry.ts'
import { createMemoryStore } from '../../src/store/memory.ts'
import { coveredLength, coveredText } from '../../src/store/text.ts'
import { textSnapshot } from '../support/installation.ts'
import { clockAt, contextAt, NOON } from '../support/planning.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: Organization\n'
const organization = (name: string, more = '') =>
  `${HEAD}metadata: {name: ${name}}\nspec:\n  displayName: The ${name}\n${more}  users:\n    - {name: ada, admin: true}\n`
const PEOPLE = [1, 2, 3, 4, 5, 6, 7, 8]
/** Everybody has rights that nobody else has. */
const LARGE =
  organization('acme') +
  PEOPLE.map((one) => `    - {name: user-${one}}\n`).join('') +
  '  workspaces:\n' +
  PEOPLE.map((one) => `    - {name: lab-${one}, type: workspace, displayName: Lab}\n`).join('') +
  '  permissions:\n' +
  PEOPLE.map(
    (one) =>
      `    - {name: view-${one}, permission: VIEW, assignee: {user: user-${one}}, scope: {workspace: lab-${one}}}\n`,
  ).join('')

const SMALL = { 'acme.yaml': organization('acme'), 'solo.yaml': organization('solo') }
const MORE = {
  'acme.yaml': LARGE,
  'child.yaml': organization('child', '  parent: acme\n'),
  'solo.yaml': organization('solo', '  description: alone\n'),
}

/** A store to which texts are applied, whose entries may have so many characters. */
function installation(mostLength?: number) {
  const store = createMemoryStore()
  let state: State | undefined
  return {
    async apply(texts: Readonly<Record<string, string>>): Promise<PassResult> {
      state ??= await store.open()
      const actor = { type: 'operator', name: 'test' } as const
      const around = { store, clock: clockAt(NOON), actor, context: contextAt() }
      const limited = mostLength === undefined ? around : { ...around, mostLength }
      const result = await runPass([textSnapshot(texts)], state, limited)
      state = result.state
      return result
    },
    async entries(): Promise<readonly Entry[]> {
      const all: Entry[] = []
      for await (const entry of store.entries()) all.push(entry)
      return all
    },
  }
}

const told = ({ outcomes }: PassResult) =>
  outcomes
    .filter(({ unit }) => unit.type === 'organization')
    .map(({ type, unit }) => `${unit.type === 'organization' ? unit.organization : ''} ${type}`)
    .sort()

test('an organization whose entry would be too long is refused at its place, and the others are applied', async () => {
  const { apply, entries } = installation(3_000)
  await apply(SMALL)
  const { child: _child, ...texts } = { ...MORE, child: '' }
  const result = await apply(texts)
  assert.equal(told(result), ['acme invalid', 'child applied', 'solo applied'])
  const acme = result.outcomes.find(({ type }) => type === 'invalid')
  assert.equal(acme?.type === 'invalid' ? acme.problems : undefined, [
    {
      code: 'TooLarge',
      severity: 'error',
      message: 'what changes in acme does not fit into one entry of the ledger, which has at most 3,000 characters',
      help: 'split the change: apply a part of its permissions, members or people first, then the others',
      origin: { source: 'local', path: 'acme.yaml', line: 1, column: 1 },
      pointer: '',
    },
  ])
  assert.is(result.pass.desired.units.get(unitName({ type: 'organization', organization: 'acme' }))?.valid, false)
  assert.not.ok(result.state.resources.has('Workspace/acme/lab-1' as never))
  const last = (await entries()).at(-1)
  assert.equal([last?.type, last?.organization, last?.evidence?.problems], ['invalid', 'acme', { TooLarge: 1 }])
})

test('the refusal is told once, and what is split goes through', async () => {
  const { apply, entries } = installation(3_000)
  await apply(SMALL)
  await apply({ ...SMALL, 'acme.yaml': LARGE })
  const { length } = await entries()
  await apply({ ...SMALL, 'acme.yaml': LARGE })
  assert.is((await entries()).length, length)
  const [people = ''] = LARGE.split('  workspaces:')
  assert.equal(told(await apply({ ...SMALL, 'acme.yaml': people })), ['acme applied', 'solo unchanged'])
})

test('what leans on an organization that is refused waits with it', async () => {
  const { apply } = installation(3_000)
  assert.equal(told(await apply(MORE)), ['acme invalid', 'child invalid', 'solo applied'])
  const whole = installation()
  assert.equal(told(await whole.apply(MORE)), ['acme applied', 'child applied', 'solo applied'])
})

test('the length of an entry is known before it is written, to the character', async () => {
  const store = createMemoryStore()
  const stored = await store.open()
  const pass = planPass([textSnapshot(MORE)], stored, contextAt())
  for (const [judged, impact] of pass.impacts()) {
    const access = recordedAccess(judged, impact, { stored, most: 1_000_000 })
    if (access === undefined || access === 'long') throw new Error('everybody here gains something')
    const written = JSON.stringify(access.gained).length + JSON.stringify(access.lost).length
    assert.is(recordedAccess(judged, impact, { stored, most: written + 20 }) === 'long', false)
    assert.is(recordedAccess(judged, impact, { stored, most: written - 20 }), 'long')
  }
  const change = { uid: 'u'.repeat(36), kind: 'User', commit: 'c'.repeat(40), action: 'create', body: {} }
  const entry = { time: NOON, type: 'applied', changes: [] } as const
  const lengthOf = (changes: readonly unknown[]): number => {
    const given = { ...entry, changes } as unknown as NewEntry
    return (
      sealAll([given], stored.head, (size) => Buffer.alloc(size)).map(({ text }) => coveredText(text).length)[0] ?? 0
    )
  }
  assert.is(coveredLength([change, change] as never), lengthOf([change, change, change]) - lengthOf([change]))
})

test.run()
