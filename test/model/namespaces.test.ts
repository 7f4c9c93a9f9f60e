import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Trie, trieOf } from '../../src/lib/trie.ts'
import { namespacesOf } from '../../src/model/namespaces.ts'
import { type Key, type Kind, keyOf, type StoredResource } from '../../src/model/resource.ts'
import type { StoredResources } from '../../src/model/state.ts'
import { stored } from '../support/holdings.ts'

const KINDS = ['Organization', 'User', 'Workspace', 'Revocation'] as const satisfies readonly Kind[]
const place = fc.record({
  kind: fc.constantFrom(...KINDS),
  namespace: fc.constantFrom('', 'acme', 'globex'),
  name: fc.integer({ min: 0, max: 9 }).map((number) => `name-${number}`),
})
const write = fc.record({ place, isGone: fc.boolean() })
const steps = fc.array(fc.array(write, { maxLength: 6 }), { maxLength: 12 })

type Told = Readonly<Record<string, Readonly<Record<string, readonly StoredResource[]>>>>

/** What is in a state, found anew. */
function found(resources: StoredResources): Told {
  const told: Record<string, Record<string, StoredResource[]>> = {}
  for (const one of [...resources.values()].sort((left, right) => (left.name < right.name ? -1 : 1))) {
    told[one.namespace] ??= {}
    const kinds = told[one.namespace] as Record<string, StoredResource[]>
    kinds[one.kind] = [...(kinds[one.kind] ?? []), one]
  }
  return told
}

function told(resources: StoredResources): Told {
  return Object.fromEntries([...namespacesOf(resources)].map(([name, kinds]) => [name, Object.fromEntries(kinds)]))
}

test('whatever is written and deleted, what follows from the last state is what is found anew', () => {
  fc.assert(
    fc.property(steps, (all) => {
      let resources: StoredResources = trieOf(new Map<Key, StoredResource>())
      const past: { readonly resources: StoredResources; readonly told: Told }[] = []
      for (const writes of all) {
        const draft = (resources as Trie<Key, StoredResource>).edit()
        for (const { place, isGone } of writes) {
          if (isGone) draft.delete(keyOf(place))
          else draft.set(keyOf(place), stored(place.kind, place.namespace, place.name))
        }
        resources = draft.finish()
        assert.equal(told(resources), found(resources))
        past.push({ resources, told: told(resources) })
      }
      for (const before of past) assert.equal(told(before.resources), before.told)
    }),
  )
})

test('what did not change is the same list, and a state that is no trie is looked through', () => {
  const all = ['ada', 'bob'].flatMap((name) => ['acme', 'globex'].map((place) => stored('User', place, name)))
  const before = trieOf(new Map(all.map((one) => [keyOf(one), one])))
  const draft = before.edit()
  draft.delete(keyOf({ kind: 'User', namespace: 'acme', name: 'bob' }))
  const after = draft.finish()
  const [first, second] = [namespacesOf(before), namespacesOf(after)]
  assert.is(second.get('globex'), first.get('globex'))
  assert.equal(
    second
      .get('acme')
      ?.get('User')
      ?.map(({ name }) => name),
    ['ada'],
  )
  assert.is(namespacesOf(after), second)
  assert.equal(told(new Map(after)), told(after))
})

test.run()
