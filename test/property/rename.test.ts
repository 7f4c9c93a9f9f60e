import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { keyOf } from '../../src/model/resource.ts'
import type { State } from '../../src/model/state.ts'
import { countsOf } from '../../src/plan/render/counts.ts'
import { openInstallation, outcomesOf, problemLines, storedAt, textSnapshot } from '../support/installation.ts'
import { layout, PLAIN, written } from '../support/layout.ts'
import { holds } from '../support/property.ts'
import { renamed } from '../support/renaming.ts'
import { type Piece, universe } from '../support/universe.ts'

/** An installation, one of its resources of some kinds, and the name that it gets. */
function renaming(kinds: readonly string[]) {
  return universe
    .map((pieces) => ({ pieces, candidates: pieces.filter(({ kind }) => kinds.includes(kind)) }))
    .filter(({ candidates }) => candidates.length > 0)
    .chain(({ pieces, candidates }) => fc.record({ pieces: fc.constant(pieces), old: fc.constantFrom(...candidates) }))
}

/** What the installation is after it was applied, another one was applied, and both as they were told. */
async function through(before: readonly Piece[], after: readonly Piece[], how = PLAIN) {
  const installation = await openInstallation()
  await installation.apply([textSnapshot(written(before, PLAIN))])
  const old = installation.state()
  const result = await installation.apply([textSnapshot(written(after, how))])
  const left = outcomesOf(result).filter((line) => !line.startsWith('applied'))
  assert.equal([left, problemLines(result.pass)], [[], []])
  return { old, now: installation.state(), pass: result.pass, installation }
}

function uidsOf({ resources }: State): readonly string[] {
  return [...resources.values()].map(({ uid }) => uid).sort()
}

function contentOf({ resources }: State): readonly string[] {
  return [...resources].map(([key, { uid, digest, origin }]) => `${key} ${uid} ${digest} ${origin.source}`).sort()
}

test('a rename is one change, and what names the renamed follows uncounted', async () => {
  await holds(
    fc.asyncProperty(renaming(['User', 'UserGroup', 'Workspace']), layout, async ({ pieces, old }, how) => {
      const name = `${old.name}-anew`
      const { old: before, now, pass } = await through(pieces, renamed(pieces, old, name), how)
      assert.equal(countsOf(pass.plans.map(({ plan }) => plan)), { add: 0, change: 0, remove: 0, rename: 1 })
      const uid = storedAt(before, keyOf(old)).uid
      const after = storedAt(now, keyOf({ ...old, name }))
      assert.equal([after.uid, after.version], [uid, 2])
      assert.equal(uidsOf(now), uidsOf(before))
    }),
    35,
  )
})

test('the rename of an organization is one change, moves what lies in it, and is followed in other units', async () => {
  await holds(
    fc.asyncProperty(renaming(['Organization']), layout, async ({ pieces, old }, how) => {
      const name = `${old.name}-anew`
      const { old: before, now, pass } = await through(pieces, renamed(pieces, old, name), how)
      assert.equal(countsOf(pass.plans.map(({ plan }) => plan)), { add: 0, change: 0, remove: 0, rename: 1 })
      assert.equal(uidsOf(now), uidsOf(before))
      for (const { kind, namespace, name: own } of pieces.filter((piece) => piece.namespace === old.name)) {
        const moved = storedAt(now, keyOf({ kind, namespace: name, name: own }))
        const stood = storedAt(before, keyOf({ kind, namespace, name: own }))
        assert.equal([moved.uid, moved.version, moved.updatedAt], [stood.uid, stood.version, stood.updatedAt])
      }
    }),
    35,
  )
})

test('an organization and somebody in it may be renamed at once', async () => {
  await holds(
    fc.asyncProperty(renaming(['User', 'UserGroup', 'Workspace']), async ({ pieces, old }) => {
      const inner = renamed(pieces, old, `${old.name}-anew`)
      const organization = inner.find(({ kind, name }) => kind === 'Organization' && name === old.namespace)
      if (organization === undefined) throw new Error('every resource lies in an organization')
      const both = renamed(inner, organization, `${organization.name}-anew`)
      const { old: before, now, pass } = await through(pieces, both)
      assert.equal(countsOf(pass.plans.map(({ plan }) => plan)), { add: 0, change: 0, remove: 0, rename: 2 })
      assert.equal(uidsOf(now), uidsOf(before))
    }),
    25,
  )
})

test('what was renamed is the same as if it had been declared with both names from the start', async () => {
  await holds(
    fc.asyncProperty(renaming(['Organization', 'User', 'UserGroup', 'Workspace']), async ({ pieces, old }) => {
      const after = renamed(pieces, old, `${old.name}-anew`)
      const { now, installation } = await through(pieces, after)
      const rebuilt = await openInstallation()
      await rebuilt.apply([textSnapshot(written(after, PLAIN))])
      assert.equal(contentOf(now), contentOf(rebuilt.state()))
      assert.equal(installation.plan([textSnapshot(written(after, PLAIN))]).plans, [])
    }),
    25,
  )
})

test.run()
