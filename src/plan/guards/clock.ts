import { instantOf } from '../../lib/instant.ts'
import type { Resource } from '../../model/resource.ts'
import { capped, type Guard, holdOf } from './guard.ts'

const TIMES = ['from', 'until', 'expiry', 'expiresAt', 'startDate', 'endDate'] as const
const KINDS = ['User', 'Permission', 'Revocation', 'Entitlement', 'AccessKey', 'Subscription'] as const

/**
 * `ClockSuspect`: the wall clock has jumped against the monotonic one, and something that is declared or stored begins or
 * ends in the span it jumped over, so that what is in force depends on which clock is right (model §4).
 */
export const clockSuspect: Guard = ({ plan, before, after, context: { clockJump } }) => {
  if (clockJump === undefined) return undefined
  const [start, end] = [clockJump.expected, clockJump.found].map((instant) => instantOf(instant) ?? 0).sort(ascending)
  const within = (resource: Resource): boolean =>
    TIMES.some((name) => {
      const value = resource.spec[name]
      const moment = typeof value === 'string' ? instantOf(value) : undefined
      return moment !== undefined && moment >= (start ?? 0) && moment <= (end ?? 0)
    })
  const found = [before, after].flatMap((view) =>
    view === undefined ? [] : KINDS.flatMap((kind) => view.of(kind).filter(within)),
  )
  if (found.length === 0) return undefined
  const names = [...new Set(found.map(({ kind, name }) => `${kind} ${name}`))].sort()
  return holdOf(plan, {
    code: 'ClockSuspect',
    message: `the clock jumped from ${clockJump.expected} to ${clockJump.found}, past times that are declared here`,
    evidence: { expected: clockJump.expected, found: clockJump.found, names: capped(names) },
    next: ['correct the clock, then restart the program'],
  })
}

function ascending(left: number, right: number): number {
  return left - right
}
