import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Asked } from '../../src/api/endpoint.ts'
import { removedSubscriptions } from '../../src/api/routes/removed.ts'
import { StoreError } from '../../src/model/errors.ts'
import type { Entry } from '../../src/model/ledger.ts'
import { openInstallation, storedAt, textSnapshot } from '../support/installation.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: '
const texts = (...subscriptions: readonly string[]) => ({
  'plans.yaml': `${HEAD}SubscriptionPlan\nmetadata: {name: large}\nspec: {displayName: Large}\n`,
  'acme.yaml': `${HEAD}Organization
metadata: {name: acme}
spec:
  displayName: Acme
  users: [{name: ada, email: ada@acme.example, admin: true}]
  subscriptions: [${subscriptions.map((name, at) => `{name: ${name}, plan: large, startDate: "20${30 + at}-01-01", endDate: "20${30 + at}-06-01"}`).join(', ')}]
`,
})

const installation = await openInstallation()
const states: ReturnType<typeof installation.state>[] = []
for (const subscriptions of [['one', 'two'], ['two'], ['two', 'three'], ['two']]) {
  await installation.apply([textSnapshot(texts(...subscriptions))])
  states.push(installation.state())
}

/** A ledger whose readings are told: from which entry to which. */
function ledger(change: (entry: Entry) => Entry = (entry) => entry) {
  const read: string[] = []
  const told = { sealed: 0, isBroken: false }
  const recorded = {
    sealed: async () => told.sealed,
    async *entries({ from = 1, to = 0 }: { readonly from?: number; readonly to?: number }) {
      read.push(`${from}-${to}`)
      for await (const entry of installation.store.entries({ from, to })) {
        if (told.isBroken && entry.seq === to) throw new StoreError('StoreFailed', 'no', 'no')
        yield change(entry)
      }
    },
  } as unknown as Asked['recorded']
  const removed = async (at: number) => {
    const state = states.at(at) ?? installation.state()
    const found = await removedSubscriptions(
      { recorded, view: { state } } as Asked,
      storedAt(state, 'Organization//acme'),
    )
    return found.map(({ resource }) => resource.name)
  }
  return { read, removed, told, head: (at: number) => states.at(at)?.head.seq ?? 0 }
}

test('the ledger is read once, and then what was added to it', async () => {
  const { read, removed, head } = ledger()
  assert.equal(await removed(1), ['one'])
  assert.equal(await removed(1), ['one'])
  assert.equal(await removed(3), ['one', 'three'])
  assert.equal(await removed(3), ['one', 'three'])
  assert.equal(read, [
    `1-${head(1)}`,
    `${head(1) + 1}-${head(1)}`,
    `${head(1) + 1}-${head(3)}`,
    `${head(3) + 1}-${head(3)}`,
  ])
})

test('a state of the past is told by itself, and what was read is not forgotten for it', async () => {
  const { read, removed, head } = ledger()
  await removed(3)
  assert.equal(await removed(0), [])
  assert.equal(await removed(2), ['one'])
  assert.equal(await removed(3), ['one', 'three'])
  assert.is(read.at(-1), `${head(3) + 1}-${head(3)}`)
})

test("readers at once do not stand in each other's way", async () => {
  const { removed } = ledger()
  assert.equal(await Promise.all([3, 0, 2, 3].map(removed)), [['one', 'three'], [], ['one'], ['one', 'three']])
})

test('what is sealed, erased or could not be read makes it begin again', async () => {
  const sealed = ledger()
  await sealed.removed(1)
  sealed.told.sealed = sealed.head(0)
  assert.equal(await sealed.removed(3), ['three'])
  const erased = ledger((entry) => (entry.seq === states.at(3)?.head.seq ? { ...entry, type: 'erased' } : entry))
  await erased.removed(1)
  await erased.removed(3)
  assert.is(erased.read.at(-1), `1-${erased.head(3)}`)
  const broken = ledger()
  await broken.removed(0)
  broken.told.isBroken = true
  await broken.removed(3).then(
    () => assert.unreachable(),
    () => undefined,
  )
  broken.told.isBroken = false
  assert.equal(await broken.removed(3), ['one', 'three'])
})

test.run()
