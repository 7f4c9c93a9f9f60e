import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { intentsOf } from '../../src/cli/inputs.ts'
import { unitName } from '../../src/model/unit.ts'
import { planPass } from '../../src/plan/pass.ts'
import { countsOf } from '../../src/plan/render/counts.ts'
import { testOnData } from '../support/data.ts'
import { contextAt } from '../support/planning.ts'
import { held, ORGANIZATIONS, transitionsOf } from '../support/replay.ts'
import { importedTree, snapshotOfFiles, stateOfFiles, type TreeFile, withOldNames } from '../support/trees.ts'

for (const [index, percent, expected] of [
  [0, 1, 10],
  [1, 5, 6],
  [2, 10, 5],
  [3, 25, 1],
] as const) {
  testOnData(test, `a budget of ${percent} % of the users alone holds ${expected} of 1,939 real changes`, (folder) => {
    assert.is(ORGANIZATIONS.flatMap((organization) => held(folder, organization)[index] ?? []).length, expected)
  })
}

testOnData(test, 'the real history has 1,939 changes of member lists', (folder) => {
  const transitions = ORGANIZATIONS.flatMap((organization) => transitionsOf(folder, organization))
  assert.is(transitions.filter(({ initial }) => initial === undefined).length, 1939)
})

testOnData(test, 'the default budget holds six of 1,939 real changes', (folder) => {
  assert.equal(held(folder, 'kubernetes')[4], ['2020-07-20', '2021-01-30', '2024-02-15', '2025-07-24'])
  assert.equal(held(folder, 'kubernetes-sigs')[4], ['2024-02-15', '2025-07-24'])
})

const LEFT = '2024-02-15-mass-removal-36pct'

testOnData(
  test,
  'the trees of 2024-02-15 hold four organizations, and 649 declared removals free kubernetes alone',
  async (folder) => {
    const [before, after] = await Promise.all(
      ['before', 'after'].map((side) => importedTree(join(folder, 'kubernetes-org/history', LEFT, side, 'config'))),
    )
    const stored = await stateOfFiles(before ?? [])
    const held = (removes: readonly string[]) =>
      planPass([snapshotOfFiles(after ?? [])], stored, contextAt({ intents: intentsOf({ removes }) }))
        .plans.filter(({ holds }) => holds.length > 0)
        .map(({ plan, holds }) => `${unitName(plan.unit)} ${holds.map(({ code }) => code).join(' ')}`)
    assert.equal(held([]), [
      'organization/kubernetes RemovalBudget',
      'organization/kubernetes-client RemovalBudget',
      'organization/kubernetes-csi RemovalBudget',
      'organization/kubernetes-sigs RemovalBudget',
    ])
    assert.equal(held(['User=649']), [
      'organization/kubernetes-client RemovalBudget',
      'organization/kubernetes-csi RemovalBudget',
      'organization/kubernetes-sigs RemovalBudget',
    ])
  },
)

testOnData(test, '44 previous names of 40 teams are renames, and nothing else', async (folder) => {
  const now = await importedTree(join(folder, 'kubernetes-org/config'))
  const [oldest, latest] = [withOldNames(now, 0), withOldNames(now, -1)]
  const renamesOf = async (before: readonly TreeFile[], after: readonly TreeFile[]) => {
    const { plans, desired } = planPass([snapshotOfFiles(after)], await stateOfFiles(before), contextAt())
    assert.equal(
      [...desired.units.values()].flatMap(({ problems }) => problems),
      [],
    )
    assert.equal(
      plans.flatMap(({ holds }) => holds),
      [],
    )
    return countsOf(plans.map(({ plan }) => plan))
  }
  assert.equal(await renamesOf(oldest, now), { add: 0, change: 0, remove: 0, rename: 40 })
  // Four teams were renamed twice: one rename more each for who follows every step.
  assert.equal(await renamesOf(oldest, latest), { add: 0, change: 0, remove: 0, rename: 4 })
  assert.equal(await renamesOf(latest, now), { add: 0, change: 0, remove: 0, rename: 40 })
})

test.run()
