import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Sample } from '../../src/model/usage.ts'
import { decimalOf, decimalText, isGreater, sumOf } from '../../src/usage/policies/decimal.ts'
import { evaluatePolicies } from '../../src/usage/policies/evaluate.ts'
import { storedState } from '../support/holdings.ts'
import type { Literal, Literals } from '../support/organization.ts'
import { sample } from '../support/samples.ts'

const GROUPS = ['a', 'b', 'c', 'd'] as const
const NAMES = ['o1', 'o2', 'o3', 'o4', 'o5'] as const
const NOW = '2026-11-22T12:00:00Z'

interface World {
  /** The group above each group; a group stands before those below it, so that there is no circle. */
  readonly parents: readonly (number | undefined)[]
  readonly members: readonly (readonly string[])[]
  readonly archived: readonly boolean[]
  readonly samples: readonly Sample[]
  readonly named: readonly string[]
  readonly includeSubgroups: boolean
  readonly period: 'total' | 'month' | 'quarter' | 'year'
}

const day = fc.date({
  min: new Date('2025-10-01T00:00:00Z'),
  max: new Date('2026-11-30T00:00:00Z'),
  noInvalidDate: true,
})

const world: fc.Arbitrary<World> = fc.record({
  parents: fc.tuple(
    ...GROUPS.map((_, index) => fc.option(fc.nat({ max: Math.max(0, index - 1) }), { nil: undefined })),
  ),
  members: fc.tuple(...NAMES.map(() => fc.subarray([...GROUPS]))),
  archived: fc.tuple(...NAMES.map(() => fc.boolean())),
  samples: fc.array(
    fc
      .record({
        at: day,
        organization: fc.constantFrom(...NAMES),
        value: fc.double({ min: 0, max: 100, noNaN: true }),
        kind: fc.constantFrom('delta', 'gauge'),
      })
      .map(({ at, ...more }) => sample(at.toISOString(), more.value, { ...more, metric: more.kind })),
    { maxLength: 30 },
  ),
  named: fc.subarray([...GROUPS], { minLength: 1 }),
  includeSubgroups: fc.boolean(),
  period: fc.constantFrom('total', 'month', 'quarter', 'year'),
})

/** Whether an organization belongs to what is named, found by going up from each of its groups. */
function isMember({ parents, members, named, includeSubgroups }: World, index: number): boolean {
  return (members[index] ?? []).some((group) => {
    for (let at: number | undefined = GROUPS.indexOf(group as 'a'); at !== undefined; ) {
      if (named.includes(GROUPS[at] ?? '')) return true
      const above: number | undefined = parents[at]
      at = includeSubgroups && above !== undefined && above < at ? above : undefined
    }
    return false
  })
}

function stateOf({ parents, members, archived, named, includeSubgroups, period }: World) {
  const limits = {
    type: 'usage',
    period,
    componentLimits: [{ component: 'cpu', limit: 100 }],
    actions: ['notify_organization_owners'],
  }
  const own = NAMES.map((name): [string, Literal] => [name, { ...limits, scope: { organization: name } }])
  const together = { ...limits, scope: { offering: 'compute' }, organizationGroups: named, includeSubgroups }
  const groups = GROUPS.map((name, index): [string, Literal] => {
    const above = parents[index]
    const parent = above === undefined || above >= index ? {} : { parent: GROUPS[above] ?? '' }
    return [name, { displayName: name, ...parent }]
  })
  const organizations = NAMES.map((name, index) => {
    const organization = {
      organizationGroups: members[index] ?? [],
      ...(archived[index] === true ? { archived: true } : {}),
    }
    return [
      name,
      { organization, subscriptions: { main: { plan: 'basic', startDate: '2020-01-01', endDate: 'never' } } },
    ]
  })
  return storedState({
    organizations: Object.fromEntries(organizations),
    offerings: { compute: { displayName: 'Compute', components: [{ type: 'cpu' }] } },
    plans: { basic: { displayName: 'Basic', offering: 'compute' } },
    groups: Object.fromEntries(groups) as Literals,
    policies: { ...Object.fromEntries(own), together },
  })
}

const inOrder = (samples: readonly Sample[]) =>
  [...samples].sort((left, right) => Date.parse(left.start) - Date.parse(right.start))

test('what a policy on groups counts is the exact sum of what its organizations use, each once', () => {
  fc.assert(
    fc.property(world, (one) => {
      const found = evaluatePolicies({ state: stateOf(one), samples: inOrder(one.samples), instant: NOW })
      const currentOf = (name: string) => found.find(({ policy }) => policy.name === name)?.measures[0]?.current ?? ''
      const members = NAMES.filter((_, index) => isMember(one, index) && one.archived[index] !== true)
      const together = found.find(({ policy }) => policy.name === 'together')
      assert.equal(together?.organizations, members)
      assert.is(currentOf('together'), decimalText(sumOf(members.map((name) => decimalOf(currentOf(name))))))
      for (const { measures, isFired } of found) {
        assert.is(isFired, isGreater(decimalOf(measures[0]?.current ?? ''), decimalOf(100)))
      }
    }),
    { numRuns: 200, includeErrorInReport: true },
  )
})

test('a longer window never counts less of what adds up', () => {
  fc.assert(
    fc.property(world, (one) => {
      const samples = inOrder(one.samples.filter(({ kind }) => kind === 'delta'))
      const counts = (['month', 'quarter', 'year', 'total'] as const).map((period) => {
        const found = evaluatePolicies({ state: stateOf({ ...one, period }), samples, instant: NOW })
        return found.map(({ measures }) => Number(measures[0]?.current))
      })
      for (const [index, longer] of counts.slice(1).entries()) {
        for (const [at, count] of longer.entries()) assert.ok(count >= (counts[index]?.[at] ?? 0))
      }
    }),
    { numRuns: 200, includeErrorInReport: true },
  )
})

test.run()
