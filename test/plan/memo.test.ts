import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Snapshot } from '../../src/model/document.ts'
import { type Key, keyOf } from '../../src/model/resource.ts'
import { createPassMemo, type PassMemo } from '../../src/plan/memo.ts'
import { type PassPlan, planPass } from '../../src/plan/pass.ts'
import { declared, standing } from '../support/declared.ts'
import { changesOf, openInstallation, problemLines, type Texts, textSnapshot } from '../support/installation.ts'
import { contextAt } from '../support/planning.ts'

const MANAGED = {
  ...standing('acme'),
  'Entitlement/acme/oidc': { entitlement: 'ManagedOIDC', expiry: '2026-12-01' },
  'IdentityProvider/acme/own': { type: 'oidc' },
}

function conditionsOf({ desired }: PassPlan): readonly string[] {
  return [...desired.units.values()].flatMap(({ conditions }) => conditions.map(({ code }) => code))
}

async function passes() {
  const installation = await openInstallation()
  const snapshot = declared({ ...MANAGED, ...standing('beta') })
  await installation.apply([snapshot], { instant: '2026-11-22T12:00:00.000Z' })
  const memo: PassMemo = createPassMemo()
  const at = (instant: string) => planPass([snapshot], installation.state(), contextAt({ instant }), memo)
  return { memo, at }
}

test('a pass in which nothing has changed is that of before, until a declared date begins to count', async () => {
  const { memo, at } = await passes()
  const first = at('2026-11-22T13:00:00.000Z')
  assert.equal(conditionsOf(first), [])
  const again = at('2026-11-30T13:00:00.000Z')
  assert.is([...again.desired.units.values()].at(-1), [...first.desired.units.values()].at(-1))
  assert.equal(conditionsOf(at('2026-12-02T00:00:00.000Z')), ['InvalidIdentityProvider'])
  assert.ok(memo.last !== undefined)
})

test('a clock that goes back makes the pass anew', async () => {
  const { at } = await passes()
  assert.equal(conditionsOf(at('2026-12-02T00:00:00.000Z')), ['InvalidIdentityProvider'])
  assert.equal(conditionsOf(at('2026-11-22T13:00:00.000Z')), [])
})

const user = (namespace: string, name: string, more = 'admin: true'): string =>
  `apiVersion: charter.sh/v1alpha1\nkind: User\nmetadata: {namespace: ${namespace}, name: ${name}}\nspec: {email: ${name}@x.example, ${more}}\n`
const organization = (name: string): string =>
  `apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: ${name}}\nspec: {displayName: ${name}}\n`
const SOUND: Texts = {
  'acme.yaml': organization('acme'),
  'acme/ada.yaml': user('acme', 'ada'),
  'acme/bob.yaml': user('acme', 'bob'),
  'beta.yaml': organization('beta'),
  'beta/eve.yaml': user('beta', 'eve'),
}

/** Reads texts as a source that lives on: what has not changed is the same document as before. */
function createReader(): (texts: Texts, held?: Readonly<Record<string, readonly Key[]>>) => Snapshot {
  const known = new Map<string, Snapshot>()
  return (texts, held = {}) => {
    const parts = Object.entries(texts).map(([path, text]) => {
      const part = known.get(`${path} ${text}`) ?? textSnapshot({ [path]: text })
      known.set(`${path} ${text}`, part)
      return part
    })
    return {
      ...textSnapshot(texts),
      documents: parts.flatMap(({ documents }) => documents),
      unreadable: parts.flatMap(({ unreadable }) => unreadable).map((one) => ({ ...one, held: held[one.path] ?? [] })),
    }
  }
}

/** What two passes after each other say of texts, where what is in force is sound, and whether the second was made of the first. */
async function after(
  first: Texts,
  second: Texts,
  { held = {}, days = 0 }: { readonly held?: Readonly<Record<string, readonly Key[]>>; readonly days?: number } = {},
) {
  const installation = await openInstallation()
  const read = createReader()
  await installation.apply([read(SOUND)])
  const memo = createPassMemo()
  const at = (count: number) =>
    contextAt({ instant: new Date(Date.parse('2026-11-22T12:00:00.000Z') + count * 86_400_000).toISOString() })
  planPass([read(first, held)], installation.state(), at(0), memo)
  const { last } = memo
  const pass = planPass([read(second, held)], installation.state(), at(days), memo)
  const whole = planPass([read(second, held)], installation.state(), at(days))
  assert.equal(changesOf(pass), changesOf(whole))
  assert.equal(problemLines(pass), problemLines(whole))
  const isReused = last !== undefined && memo.last?.built.pass.wanted === last.built.pass.wanted
  return { isReused, changes: changesOf(pass), problems: problemLines(pass) }
}

const EVE = { 'beta/eve.yaml': user('beta', 'eve', 'admin: true, firstName: Eve') }
const CHANGED = ['update User/beta/eve /spec/firstName']

test('what is wrong in one organization does not have another one judged as a whole', async () => {
  for (const wrong of [user('acme', 'bob', 'colour: red'), user('acme', 'bob', 'managedBy: nobody'), '{ nothing']) {
    const texts = { ...SOUND, 'acme/bob.yaml': wrong }
    const held = { 'acme/bob.yaml': [keyOf({ kind: 'User', namespace: 'acme', name: 'bob' })] }
    const { isReused, changes, problems } = await after(texts, { ...texts, ...EVE }, { held })
    assert.equal([isReused, changes, problems.length > 0], [true, CHANGED, true], wrong)
  }
})

test('what is wrong is judged again when it is touched', async () => {
  const texts = { ...SOUND, 'acme/bob.yaml': user('acme', 'bob', 'colour: red') }
  assert.equal(await after(texts, { ...SOUND, ...EVE }), { isReused: false, changes: CHANGED, problems: [] })
})

test('a file that cannot be read any more has nothing removed that it held', async () => {
  const held = { 'acme/bob.yaml': [keyOf({ kind: 'User', namespace: 'acme', name: 'bob' })] }
  const { isReused, changes, problems } = await after(SOUND, { ...SOUND, 'acme/bob.yaml': '{ nothing' }, { held })
  assert.equal([isReused, changes, problems.length], [false, [], 1])
})

test('what may be meant for another organization keeps what that one has', async () => {
  const { 'acme/bob.yaml': _, ...others } = SOUND
  const texts = { ...others, 'wrong.yaml': user('Acme', 'bob', 'colour: red') }
  const ada = { 'acme/ada.yaml': user('acme', 'ada', 'admin: true, firstName: Ada') }
  const { isReused, changes } = await after(texts, { ...texts, ...ada })
  assert.equal([isReused, changes], [false, ['update User/acme/ada /spec/firstName']])
})

test('a date in what is wrong has it judged again', async () => {
  const texts = {
    ...SOUND,
    'acme/ada.yaml': user('acme', 'ada', 'admin: true, until: 2026-12-01'),
    'acme/bob.yaml': user('acme', 'bob', 'admin: false, managedBy: nobody'),
  }
  const { isReused } = await after(texts, { ...texts, ...EVE }, { days: 20 })
  assert.is(isReused, false)
})

test('a source of which nothing may be removed has everything judged', async () => {
  const { 'acme/bob.yaml': _, ...others } = SOUND
  const texts = { ...others, 'wrong.yaml': 'a: 1\n' }
  const { isReused, changes } = await after(texts, { ...texts, ...EVE })
  assert.equal([isReused, changes], [false, CHANGED])
})

test('what another source has set aside is told as long as it declares it', async () => {
  const installation = await openInstallation()
  const [read, readOther] = [createReader(), createReader()]
  const own = read(SOUND)
  const other = (texts: Texts): Snapshot => {
    const { documents, ...snapshot } = readOther(texts)
    const files = documents.map((one) => ({ ...one, file: { ...one.file, source: 'other' } }))
    return { ...snapshot, source: 'other', documents: files }
  }
  await installation.apply([own, other({})])
  const memo = createPassMemo()
  const context = contextAt({ instant: '2026-11-22T12:00:00.000Z', sources: ['local', 'other'] })
  const passed = (texts: Texts) => problemLines(planPass([own, other(texts)], installation.state(), context, memo))
  assert.is(passed({ 'mine.yaml': user('acme', 'bob') }).length, 1)
  assert.equal(passed({}), [])
})

test.run()
