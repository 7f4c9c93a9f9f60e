import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Problem } from '../../../src/model/problem.ts'
import { unitName } from '../../../src/model/unit.ts'
import { mostSevere, problemJson, sortedProblems } from '../../../src/plan/render/problem.ts'
import { file, problem } from './support.ts'

const acme = { type: 'organization', organization: 'acme' } as const
const beta = { type: 'organization', organization: 'beta' } as const

function places(problems: readonly { readonly problem: Problem }[]): readonly string[] {
  return problems.map(({ problem: { origin, severity } }) =>
    'path' in origin ? `${severity} ${origin.path}:${origin.line}:${origin.column}` : `${severity} ${origin.uid}`,
  )
}

test('errors come before warnings, then path, line and column decide, objects of a cluster come last', () => {
  const problems = [
    problem({ origin: { source: 'cluster', uid: 'b', generation: 1 } }),
    problem({ severity: 'warning', origin: file('a.yaml', 1) }),
    problem({ origin: file('b.yaml', 10) }),
    problem({ origin: file('b.yaml', 9, 20) }),
    problem({ origin: file('b.yaml', 9, 3) }),
    problem({ origin: { source: 'cluster', uid: 'a', generation: 1 } }),
  ]
  const sorted = [
    'error b.yaml:9:3',
    'error b.yaml:9:20',
    'error b.yaml:10:1',
    'error a',
    'error b',
    'warning a.yaml:1:1',
  ]
  assert.equal(places(sortedProblems([{ problems }])), sorted)
  assert.equal(places(sortedProblems([{ problems: problems.toReversed() }])), sorted)
})

test('a problem that is told twice is one; its unit is the one that is known', () => {
  assert.equal(sortedProblems([{ problems: [problem()] }, { unit: acme, problems: [problem()] }]), [
    { unit: acme, problem: problem() },
  ])
})

test('a problem of two units belongs to neither and comes first', () => {
  const shared = problem({ origin: file('z.yaml', 1) })
  const sorted = sortedProblems([
    { unit: beta, problems: [problem(), shared] },
    { unit: acme, problems: [problem({ code: 'NotUnique' }), shared] },
  ])
  assert.equal(
    sorted.map(({ unit, problem: { code } }) => [unit === undefined ? undefined : unitName(unit), code]),
    [
      [undefined, 'UnknownField'],
      ['organization/acme', 'NotUnique'],
      ['organization/beta', 'UnknownField'],
    ],
  )
})

test('the arguments are left as they were', () => {
  const problems = [problem({ origin: file('b.yaml', 1) }), problem({ origin: file('a.yaml', 1) })]
  sortedProblems([{ problems }])
  assert.equal(places(problems.map((each) => ({ problem: each }))), ['error b.yaml:1:1', 'error a.yaml:1:1'])
})

test('where not all fit, every error is kept before any warning', () => {
  const placed = sortedProblems([
    { unit: acme, problems: [problem({ severity: 'warning' }), problem()] },
    { unit: beta, problems: [problem({ code: 'Cycle' })] },
  ])
  assert.equal(
    mostSevere(placed, 2).map(({ problem: { code, severity } }) => `${severity} ${code}`),
    ['error UnknownField', 'error Cycle'],
  )
  assert.is(mostSevere(placed, 3), placed)
})

test('optional parts of a problem are in the JSON only where there are any', () => {
  assert.equal(Object.keys(problemJson({ unit: undefined, problem: problem() })), [
    'code',
    'severity',
    'message',
    'origin',
    'pointer',
    'related',
  ])
})

test.run()
