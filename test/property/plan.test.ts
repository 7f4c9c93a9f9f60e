import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Key, type Kind, keyOf, type Resource } from '../../src/model/resource.ts'
import type { State } from '../../src/model/state.ts'
import type { PassPlan } from '../../src/plan/pass.ts'
import type { PassResult } from '../../src/reconciler.ts'
import { referencesOf } from '../../src/schemas/references.ts'
import { emptyState, fold, foldAll } from '../../src/store/fold.ts'
import {
  changesOf,
  type Installation,
  openInstallation,
  outcomesOf,
  problemLines,
  textSnapshot,
} from '../support/installation.ts'
import { layout, PLAIN, written } from '../support/layout.ts'
import { holds } from '../support/property.ts'
import { universe } from '../support/universe.ts'

/** Applies a valid installation: nothing is refused and nothing is held. */
async function all(installation: Installation, texts: Readonly<Record<string, string>>): Promise<PassResult> {
  const result = await installation.apply([textSnapshot(texts)])
  const left = outcomesOf(result).filter((line) => !line.startsWith('applied'))
  assert.equal([left, problemLines(result.pass)], [[], []])
  return result
}

/** What is stored, but for what differs from one history to another: uids, versions, times and places. */
function contentOf({ resources }: State): unknown {
  return [...resources]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, { digest, labels, annotations, spec, origin }]) => ({
      key,
      digest,
      labels,
      annotations,
      spec,
      by: origin.source,
    }))
}

function digestsOf({ plans }: PassPlan): readonly string[] {
  return plans.map(({ plan }) => plan.digest)
}

test('what was applied is not planned again, in whatever form it is written', async () => {
  await holds(
    fc.asyncProperty(universe, layout, layout, async (pieces, first, second) => {
      const installation = await openInstallation()
      await all(installation, written(pieces, first))
      assert.equal(changesOf(installation.plan([textSnapshot(written(pieces, first))])), [])
      assert.equal(changesOf(installation.plan([textSnapshot(written(pieces, second, 'moved/elsewhere'))])), [])
    }),
    40,
  )
})

test('one installation after another leaves the same as the last one alone', async () => {
  await holds(
    fc.asyncProperty(universe, universe, layout, async (before, after, how) => {
      const [both, alone] = [await openInstallation(), await openInstallation()]
      await all(both, written(before, PLAIN))
      await all(both, written(after, how))
      await all(alone, written(after, PLAIN))
      assert.equal(contentOf(both.state()), contentOf(alone.state()))
    }),
    40,
  )
})

test('plans and uids do not depend on files and their order', async () => {
  await holds(
    fc.asyncProperty(universe, universe, layout, async (before, after, how) => {
      const [one, other] = [await openInstallation(), await openInstallation()]
      await all(one, written(before, PLAIN))
      await all(other, written(before, how))
      const plain = one.plan([textSnapshot(written(after, PLAIN))])
      const shuffled = other.plan([textSnapshot(written(after, how))])
      assert.equal(digestsOf(shuffled), digestsOf(plain))
      assert.equal(changesOf(shuffled), changesOf(plain))
      assert.equal(uidsOf(one.state()), uidsOf(other.state()))
    }),
    40,
  )
})

function uidsOf({ resources }: State): unknown {
  return [...resources].map(([key, { uid }]) => `${key} ${uid}`).sort()
}

/** Freezes a value and everything in it. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if (value instanceof Map) for (const item of value.values()) frozen(item)
  else for (const item of Object.values(value)) frozen(item)
  return Object.freeze(value)
}

test('planning changes nothing that it is given, and says the same twice', async () => {
  await holds(
    fc.asyncProperty(universe, universe, layout, async (before, after, how) => {
      const installation = await openInstallation()
      await all(installation, written(before, how))
      for (const resource of installation.state().resources.values()) frozen(resource)
      const snapshots = frozen([textSnapshot(written(after, how))])
      const [once, again] = [installation.plan(snapshots), installation.plan(snapshots)]
      const saidBy = ({ plans }: PassPlan) => plans.map(({ plan, holds, isMeant }) => ({ plan, holds, isMeant }))
      assert.equal(saidBy(once), saidBy(again))
    }),
    40,
  )
})

/** References that name nothing among keys; of the installation those to organizations may wait (model §1, "Units"). */
function danglingIn(
  resources: Iterable<Resource>,
  has: (key: Key) => boolean,
  isAsked: (kind: Kind) => boolean,
): string[] {
  const found: string[] = []
  for (const resource of resources) {
    for (const { kind, name, weak } of referencesOf(resource)) {
      if (weak || !isAsked(kind) || (kind === 'UserGroup' && ['admin', 'users'].includes(name))) continue
      const global = kind === 'Organization' || kind === 'OrganizationGroup'
      const key = keyOf({ kind, namespace: global ? '' : resource.namespace, name })
      if (!has(key)) found.push(`${keyOf(resource)} names ${key}`)
    }
  }
  return found
}

test('every prefix of the ledger folds, and names nothing that is not there', async () => {
  await holds(
    fc.asyncProperty(universe, universe, universe, async (first, second, third) => {
      const installation = await openInstallation()
      for (const pieces of [first, second, third]) await all(installation, written(pieces, PLAIN))
      const start = emptyState(installation.state().installation)
      let state = start
      const entries = []
      for await (const entry of installation.store.entries()) {
        entries.push(entry)
        state = fold(state, entry)
        const { resources } = state
        assert.equal(
          danglingIn(
            resources.values(),
            (key) => resources.has(key),
            () => true,
          ),
          [],
        )
      }
      assert.equal(contentOf(state), contentOf(installation.state()))
      assert.equal([...foldAll(start, entries).resources.values()], [...state.resources.values()])
      assert.equal([state.head, state.removals], [installation.state().head, installation.state().removals])
    }),
    30,
  )
})

/** An Organization stands before its users, although it may name them; so does a User before its groups. */
const NAMED_LATER: ReadonlyMap<Kind, readonly Kind[]> = new Map([
  ['Organization', ['User', 'UserGroup', 'IdentityProvider']],
  ['User', ['UserGroup']],
])

test('changes stand in an order in which what is named is there before what names it', async () => {
  await holds(
    fc.asyncProperty(universe, universe, async (before, after) => {
      const installation = await openInstallation()
      await all(installation, written(before, PLAIN))
      const there = new Map<Key, Resource>(installation.state().resources)
      for (const { plan } of installation.plan([textSnapshot(written(after, PLAIN))]).plans) {
        const going = new Set(plan.changes.flatMap((change) => (change.action === 'delete' ? [change.key] : [])))
        for (const change of plan.changes) {
          if (change.action === 'delete') {
            there.delete(change.key)
            const kept = [...there].flatMap(([key, resource]) => (going.has(key) ? [] : [resource]))
            const names = danglingIn(
              kept,
              (key) => there.has(key),
              () => true,
            )
            assert.equal(names, [], `after ${change.action} ${change.key}`)
          } else {
            const { kind } = change.after
            const isAsked = (named: Kind): boolean => !(NAMED_LATER.get(kind) ?? []).includes(named)
            const names = danglingIn([change.after], (key) => there.has(key), isAsked)
            assert.equal(names, [], `before ${change.action} ${change.key}`)
            there.set(change.key, change.after)
          }
        }
      }
    }),
    40,
  )
})

test.run()
