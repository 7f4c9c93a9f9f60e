import type { ProblemStatus, SourceStatus, Status } from '../model/status.ts'
import { policySubject } from './policies.ts'
import { isLate } from './status.ts'

/** The name under which events tell of the program itself. */
export const PROGRAM = 'charter'

/** What is not in force or cannot be read, and which usage policies have fired, by the subject of its events, with since when (RFC 3339 UTC). */
export type Standing = ReadonlyMap<string, string>

/** How often in a row something is tried before people are told that it fails. */
const TRIED = 3

/**
 * What stands in the way after a pass or a reading. What stood before keeps its time, and goes only when every source has
 * been read or is paused: a start must not look like a recovery.
 */
export function standingOf(status: Status, before: Standing): Standing {
  const fired = (status.policies ?? []).map((policy) => [policySubject(policy), policy.since] as const)
  const now = new Map([...units(status), ...sources(status, before), ...program(status, before), ...fired])
  const isKnown = status.isReady && status.sources.every(isRead)
  const kept = [...before].filter(([subject]) => now.has(subject) || !isKnown)
  return new Map([...now, ...kept])
}

/** The subject of a source's events. */
export function sourceSubject({ name }: Pick<SourceStatus, 'name'>): string {
  return `source/${name}`
}

/** The errors of a source that concern no unit: a file of which nobody knows what it declares, or what the source may not declare. */
export function looseErrors({ problems }: Status, { name }: Pick<SourceStatus, 'name'>): readonly ProblemStatus[] {
  return problems.filter(({ severity, source }) => severity === 'error' && source === name)
}

/** Whether people are told of a trouble: it was tried several times, or they were told already. */
export function isTold(subject: string, attempts: number, standing: Standing): boolean {
  return attempts >= TRIED || standing.has(subject)
}

function isRead({ attempted, paused }: SourceStatus): boolean {
  return attempted !== undefined || paused !== undefined
}

function units({ units }: Status): readonly (readonly [string, string])[] {
  return units.flatMap((unit) => (isLate(unit) ? [[unit.unit, unit.lateSince ?? ''] as const] : []))
}

function sources(status: Status, before: Standing): readonly (readonly [string, string])[] {
  const [pass] = status.passes
  return status.sources.flatMap((source) => {
    const subject = sourceSubject(source)
    const [hold] = source.holds
    if (hold !== undefined) return [[subject, hold.since] as const]
    const { trouble } = source
    if (trouble !== undefined && isTold(subject, trouble.attempts, before)) return [[subject, trouble.since] as const]
    return pass !== undefined && looseErrors(status, source).length > 0 ? [[subject, pass.at] as const] : []
  })
}

function program({ trouble }: Status, before: Standing): readonly (readonly [string, string])[] {
  return trouble !== undefined && isTold(PROGRAM, trouble.attempts, before) ? [[PROGRAM, trouble.since]] : []
}
