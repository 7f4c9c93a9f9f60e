import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { statusValue } from '../../../src/api/status.ts'
import { statusText, type Told } from '../../../src/cli/control/status.ts'
import type { SourceStatus, Status, UnitStatus } from '../../../src/model/status.ts'
import { plainStyle } from '../../../src/plan/render/style.ts'
import { sourceAfterReading, sourceStatus } from '../../../src/status/sources.ts'
import { emptyState } from '../../../src/store/fold.ts'

const NOW = '2026-05-01T12:00:00.000Z'
const at = (minutesAgo: number): string => new Date(Date.parse(NOW) - minutesAgo * 60_000).toISOString()
const PASS = {
  id: 4,
  at: at(1),
  durationMs: 12,
  reason: 'schedule',
  revisions: { people: 'bbbbbbb' },
  changes: { add: 0, change: 0, remove: 0, rename: 0 },
  seq: 7,
}
const RESULTS = { unchanged: 0, applied: 0, held: 0, invalid: 0, failed: 0 }

function status(more: Partial<Status>): Status {
  return {
    version: '1.2.3',
    startedAt: at(180),
    isReady: true,
    seq: 7,
    hash: 'a',
    sources: [],
    units: [],
    problems: [],
    passes: [],
    objects: {},
    ...more,
  }
}

/** A source as a pass over these units leaves it. */
function source(more: Partial<SourceStatus>, units: readonly UnitStatus[] = []): SourceStatus {
  const own: SourceStatus = {
    name: 'people',
    place: 'https://git.example/people',
    attempted: 'b'.repeat(40),
    readAt: at(1),
    nextAt: at(-4),
    holds: [],
    conditions: [],
    ...more,
  }
  if (own.holds.length > 0) return sourceAfterReading(own, units, NOW)
  return sourceStatus(own, { units, holds: [], state: emptyState('x'), now: NOW })
}

function unit(more: Partial<UnitStatus> = {}): UnitStatus {
  const revisions = { people: 'b'.repeat(40) }
  return {
    unit: 'organization/acme' as UnitStatus['unit'],
    result: 'unchanged',
    attempted: revisions,
    applied: revisions,
    holds: [],
    problems: [],
    problemCount: 0,
    conditions: [],
    ...more,
  }
}

const HOLD = {
  code: 'RemovalBudget',
  message: '15 of 20 users would go, at most 5 may',
  digest: 'd'.repeat(64),
  since: at(90),
  until: at(90 - 24 * 60),
  evidence: {},
  next: ['put them back', 'charter approve dddddddddddd --state <folder>'],
} as const

const shown = (of: Status): string =>
  statusText(statusValue(of) as unknown as Told, { nowMs: Date.parse(NOW), style: plainStyle, state: 'state' })
const isShown = (of: Status, lines: readonly string[]): void => assert.fixture(shown(of), `${lines.join('\n')}\n`)

test('a fresh start tells that nothing was read yet', () => {
  const fresh = sourceAfterReading({ name: 'people', place: '', holds: [], conditions: [] }, [], NOW)
  isShown(status({ isReady: false, seq: 0, startedAt: at(0.1), sources: [fresh] }), [
    'charter 1.2.3: not ready, up 6 s, ledger at entry 0',
    '',
    'SOURCE   READ   IN FORCE   LAST READ   NEXT   STATE',
    'people   -      -          -           -      Progressing: not read yet',
    '',
    '0 of 0 units in force as declared',
  ])
})

test('a pass over sources that declare nothing says so', () => {
  assert.match(shown(status({ passes: [{ ...PASS, units: RESULTS }] })), / took 12 ms: nothing is declared\n/)
})

test('what is in force needs five lines', () => {
  const passes = [{ ...PASS, units: { ...RESULTS, unchanged: 2, applied: 1 } }]
  const units = [unit(), unit(), unit({ result: 'applied' })]
  isShown(status({ installation: 'production', sources: [source({})], units, passes }), [
    'charter 1.2.3, installation production: ready, up 3 h, ledger at entry 7',
    'pass 4 60 s ago (schedule) took 12 ms: 2 unchanged, 1 applied',
    '',
    'SOURCE   READ      IN FORCE   LAST READ   NEXT       STATE',
    'people   bbbbbbb   bbbbbbb    60 s ago    in 4 min   Ready',
    '',
    '3 of 3 units in force as declared',
  ])
})

test('a unit that is held tells since when, why, what to do next, and what to approve until when', () => {
  const held = unit({ result: 'held', lateSince: at(90), applied: { people: 'a'.repeat(40) }, holds: [HOLD] })
  const sources = [source({ applied: 'a'.repeat(40) }, [held])]
  isShown(
    status({ sources, units: [held, unit()], passes: [{ ...PASS, units: { ...RESULTS, unchanged: 1, held: 1 } }] }),
    [
      'charter 1.2.3: ready, up 3 h, ledger at entry 7',
      'pass 4 60 s ago (schedule) took 12 ms: 1 unchanged, 1 held',
      '',
      'SOURCE   READ      IN FORCE   LAST READ   NEXT       STATE',
      'people   bbbbbbb   aaaaaaa    60 s ago    in 4 min   PartlyApplied: 1 unit not in force at bbbbbbb',
      '',
      'organization/acme: held for 90 min',
      '  held[RemovalBudget]: 15 of 20 users would go, at most 5 may',
      '    next : put them back',
      '    next : charter approve dddddddddddd --state state',
      '    can be approved until 2026-05-02T10:30:00.000Z',
      '',
      '1 of 2 units in force as declared',
    ],
  )
})

test('what is invalid tells the first places, and how many more there are', () => {
  const problem = (line: number, help?: string) =>
    ({
      code: 'UnknownField',
      severity: 'error',
      message: `unknown field \`x${line}\``,
      ...(help === undefined ? {} : { help }),
      source: 'people',
      place: `orgs/acme.yaml:${line}:3`,
    }) as const
  const warning = { ...problem(1), severity: 'warning' } as const
  const problems = [warning, problem(2, 'did you mean `y`?'), problem(3), problem(4), problem(5)]
  const broken = unit({ result: 'invalid', lateSince: at(3000), problems, problemCount: 9 })
  const text = shown(status({ units: [broken], sources: [] }))
  assert.is(
    text.slice(text.indexOf('organization/acme')),
    [
      'organization/acme: invalid for 2 d',
      '  orgs/acme.yaml:2:3: error[UnknownField]: unknown field `x2`',
      '    did you mean `y`?',
      '  orgs/acme.yaml:3:3: error[UnknownField]: unknown field `x3`',
      '  orgs/acme.yaml:4:3: error[UnknownField]: unknown field `x4`',
      '  … and 6 more errors',
      '',
      '0 of 1 unit in force as declared',
      '',
    ].join('\n'),
  )
})

test('a source that is down tells how often and since when it was tried, and what to do', () => {
  const trouble = {
    code: 'SourceUnavailable',
    message: 'git.example does not answer',
    help: 'check the network',
    since: at(30),
    attempts: 3,
  }
  const down = source({ trouble, readAt: at(60) })
  const text = shown(
    status({
      sources: [{ ...down, conditions: down.conditions.map((one) => ({ ...one, since: at(30) })) }],
      units: [unit()],
    }),
  )
  assert.match(
    text,
    /people {3}bbbbbbb {3}bbbbbbb {4}60 min ago {2,4}in 4 min {3}SourceUnavailable: git\.example does not answer \(3 tries since 2026-05-01T11:30:00\.000Z\)\n/,
  )
  assert.match(text, /\n1 of 1 unit in force as declared\n$/)
})

test('a source that is paused tells who paused it, why and until when', () => {
  const paused = { reason: 'move to another server', owner: 'ada', until: '2026-05-02T00:00:00.000Z' }
  assert.match(
    shown(status({ sources: [source({ paused })] })),
    / Suspended: move to another server \(ada, until 2026-05-02T00:00:00\.000Z\)\n/,
  )
})

test('a store that fails is told above everything else', () => {
  const trouble = {
    code: 'StoreFull',
    message: 'cannot write state/ledger: the disk is full',
    help: 'make room',
    since: at(10),
    attempts: 4,
  }
  assert.is(
    shown(status({ trouble })).split('\n').slice(0, 3).join('\n'),
    [
      'charter 1.2.3: ready, up 3 h, ledger at entry 7',
      'failing[StoreFull]: cannot write state/ledger: the disk is full (4 passes in 10 min); what was in force still is',
      '  make room',
    ].join('\n'),
  )
})

test('twenty units that are late are told, the others counted', () => {
  const units = Array.from({ length: 23 }, (_, index) =>
    unit({ unit: `organization/o${index}` as UnitStatus['unit'], result: 'failed' }),
  )
  const text = shown(status({ units }))
  assert.is(text.split('\n').filter((line) => line.endsWith(': failed')).length, 20)
  assert.match(text, /… and 3 more: charter status -o json/)
})

test('what is in force though a law says otherwise is told, and cut where it is much', () => {
  const fact = { status: 'True', reason: 'OverLimit', message: 'it has 3 users', since: at(60 * 24 * 5) } as const
  const conditions = [
    { ...fact, type: 'Ready' as const },
    { ...fact, type: 'OverLimit' as const },
  ]
  const passes = [{ ...PASS, units: { ...RESULTS, unchanged: 1 } }]
  isShown(status({ sources: [source({})], units: [unit({ conditions })], passes }), [
    'charter 1.2.3: ready, up 3 h, ledger at entry 7',
    'pass 4 60 s ago (schedule) took 12 ms: 1 unchanged',
    '',
    'SOURCE   READ      IN FORCE   LAST READ   NEXT       STATE',
    'people   bbbbbbb   bbbbbbb    60 s ago    in 4 min   Ready',
    '',
    'in force, though a law says otherwise',
    '  organization/acme: condition[OverLimit]: it has 3 users (for 5 d)',
    '',
    '1 of 1 unit in force as declared',
  ])
  const many = Array.from({ length: 22 }, () => unit({ conditions }))
  assert.match(shown(status({ units: many, passes })), /\n {2}… and 2 more: charter status -o json\n/)
})

test.run()
