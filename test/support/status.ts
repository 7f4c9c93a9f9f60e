import type { HoldCode } from '../../src/model/hold.ts'
import type {
  HoldStatus,
  PassStatus,
  PolicyStatus,
  ProblemStatus,
  SourceStatus,
  Status,
  Trouble,
  UnitStatus,
} from '../../src/model/status.ts'
import type { UnitName } from '../../src/model/unit.ts'

export const HEAD = 'a'.repeat(40)
export const DIGEST = 'd'.repeat(64)

/** A status after a first pass over the source `people`. */
export function statusOf(units: readonly UnitStatus[], more: Partial<Status> = {}): Status {
  return {
    version: '1.0.0',
    installation: 'example',
    startedAt: '2026-11-22T08:00:00.000Z',
    isReady: true,
    seq: 7,
    hash: 'h',
    sources: [sourceOf()],
    units,
    problems: [],
    passes: [passAt()],
    objects: {},
    ...more,
  }
}

/** A source that was read at `HEAD`. */
export function sourceOf(more: Partial<SourceStatus> = {}): SourceStatus {
  return {
    name: 'people',
    place: 'https://git.example/people.git',
    attempted: HEAD,
    holds: [],
    conditions: [],
    ...more,
  }
}

/** A unit of an organization that was looked at, at `HEAD`; it is in force unless it is said otherwise. */
export function unitOf(organization: string, more: Partial<UnitStatus> = {}): UnitStatus {
  return {
    unit: `organization/${organization}` as UnitName,
    organization,
    result: 'unchanged',
    attempted: { people: HEAD },
    applied: { people: HEAD },
    holds: [],
    problems: [],
    problemCount: 0,
    conditions: [],
    ...more,
  }
}

/** A hold that was recorded at ten. */
export function holdOf(code: HoldCode, more: Partial<HoldStatus> = {}): HoldStatus {
  return {
    code,
    message: '9 users would go, more than the 3 that may: a, b, c',
    digest: DIGEST,
    since: '2026-11-22T10:00:00.000Z',
    until: '2026-11-23T10:00:00.000Z',
    evidence: {},
    next: ['put them back', `charter approve ${DIGEST.slice(0, 12)} --state <folder>`],
    ...more,
  }
}

/** A unit that is held since ten. */
export function heldUnit(organization: string, code: HoldCode = 'RemovalBudget'): UnitStatus {
  const since = '2026-11-22T10:00:00.000Z'
  return unitOf(organization, { result: 'held', lateSince: since, holds: [holdOf(code)] })
}

/** A unit that is invalid since ten, at a line. */
export function invalidUnit(organization: string, line = 14): UnitStatus {
  const problem = {
    code: 'LastAdmin',
    severity: 'error',
    message: `organization \`${organization}\` would have no effective admin, ask owner@acme.example`,
    source: 'people',
    place: `orgs/${organization}.yaml:${line}:3`,
  } as const
  const since = '2026-11-22T10:00:00.000Z'
  return unitOf(organization, { result: 'invalid', lateSince: since, problems: [problem], problemCount: 1 })
}

/** An error of a file of which nobody knows what it declares. */
export function looseError(): ProblemStatus {
  return {
    code: 'Syntax',
    severity: 'error',
    message: 'a list is not closed',
    source: 'people',
    place: 'orgs/new.yaml:3:1',
  }
}

/** A usage policy that has fired for organizations since ten. */
export function policyOf(
  name: string,
  organizations: readonly string[],
  more: Partial<PolicyStatus> = {},
): PolicyStatus {
  return {
    name,
    source: 'people',
    since: '2026-11-22T10:00:00.000Z',
    exceeded: [{ component: 'cpu', period: 'month', current: '1200.5', limit: '1000' }],
    actions: ['notify_organization_owners', 'request_downscaling'],
    organizations,
    ...more,
  }
}

/** The pass that began at eleven. */
export function passAt(): PassStatus {
  const units = { unchanged: 1, applied: 0, held: 0, invalid: 0, failed: 0 }
  const changes = { add: 0, change: 0, remove: 0, rename: 0 }
  return { id: 1, at: '2026-11-22T11:00:00.000Z', durationMs: 1, reason: 'time', revisions: {}, units, changes, seq: 7 }
}

/** Why something cannot be done, for the how many-th time. */
export function troubleOf(attempts: number): Trouble {
  return {
    code: 'RemoteUnreachable',
    message: 'the host cannot be reached',
    since: '2026-11-22T09:00:00.000Z',
    attempts,
  }
}
