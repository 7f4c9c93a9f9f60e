import { plural, shortened, visible } from '../../lib/text.ts'
import type { Condition, HoldStatus, ProblemStatus, SourceStatus, Status, UnitStatus } from '../../model/status.ts'
import { shortRevision } from '../../plan/render/place.ts'
import type { Style } from '../../plan/render/style.ts'
import { factsAmong } from '../../status/conditions.ts'
import { table } from '../table.ts'
import { ago } from './ago.ts'
import { type FiredTold, policiesText } from './policies.ts'
import { usageText } from './usage.ts'

/** A status as the control socket and the API give it. */
export type Told = Omit<Status, 'isReady' | 'seq' | 'hash' | 'policies'> & {
  readonly policies?: readonly FiredTold[]
  readonly ready: boolean
  readonly observedRevision: number
}

const MOST_LATE = 20
const MOST_PROBLEMS = 3

/** How a status is shown: as of when, and in the words of somebody who named the state folder so. */
export interface Showing {
  readonly nowMs: number
  readonly style: Style
  readonly state: string
}

/** A status on one screen: the program, its sources, what is not in force and why, and what to do about it. */
export function statusText(status: Told, showing: Showing): string {
  const { nowMs, style } = showing
  const late = status.units.filter(({ result }) => result !== 'unchanged' && result !== 'applied')
  const inForce = status.units.length - late.length
  return [
    head(status, nowMs, style),
    sourcesText(status.sources, nowMs),
    ...status.sources.flatMap((source) => heldText(source, showing)),
    ...late.slice(0, MOST_LATE).map((unit) => lateText(unit, showing)),
    late.length > MOST_LATE ? `… and ${late.length - MOST_LATE} more: charter status -o json\n` : '',
    factsText(status.units, showing),
    asideText(status.problems, style),
    usageText(status.usage, nowMs),
    policiesText(status.policies ?? [], showing),
    `${inForce} of ${plural(status.units.length, 'unit')} in force as declared\n`,
  ]
    .filter((part) => part !== '')
    .join('\n')
}

function head(
  { version, installation, ready, startedAt, trouble, passes, observedRevision }: Told,
  nowMs: number,
  style: Style,
): string {
  const name = installation === undefined ? '' : `, installation ${visible(installation)}`
  const state = ready ? style.added('ready') : style.warning('not ready')
  const lines = [
    `charter ${version}${name}: ${state}, up ${ago(startedAt, nowMs)}, ledger at entry ${observedRevision}`,
  ]
  const [last] = passes
  if (last !== undefined) {
    const { id, reason, durationMs, units } = last
    const results = Object.entries(units).flatMap(([result, count]) => (count > 0 ? [`${count} ${result}`] : []))
    lines.push(
      `pass ${id} ${ago(last.at, nowMs)} ago (${reason}) took ${durationMs} ms: ${results.join(', ') || 'nothing is declared'}`,
    )
  }
  if (trouble !== undefined) {
    const tries = `${plural(trouble.attempts, 'pass', 'passes')} in ${ago(trouble.since, nowMs)}`
    lines.push(
      style.error(`failing[${trouble.code}]: ${visible(trouble.message)} (${tries}); what was in force still is`),
    )
    if (trouble.help !== undefined) lines.push(`  ${visible(trouble.help)}`)
  }
  return `${lines.join('\n')}\n`
}

function sourcesText(sources: readonly SourceStatus[], nowMs: number): string {
  const columns = [
    { header: 'SOURCE' },
    { header: 'READ' },
    { header: 'IN FORCE' },
    { header: 'LAST READ' },
    { header: 'NEXT' },
    { header: 'STATE' },
  ]
  const revision = (text: string | undefined): string => (text === undefined ? '-' : shortened(shortRevision(text), 12))
  return table(
    columns,
    sources.map((source) => [
      source.name,
      revision(source.attempted),
      revision(source.applied),
      source.readAt === undefined ? '-' : `${ago(source.readAt, nowMs)} ago`,
      source.nextAt === undefined ? '-' : `in ${ago(new Date(nowMs).toISOString(), Date.parse(source.nextAt))}`,
      conditionText(source.conditions, source.trouble?.attempts),
    ]),
  )
}

function conditionText(conditions: readonly Condition[], attempts = 0): string {
  const ready = conditions.find(({ type }) => type === 'Ready')
  if (ready === undefined) return 'unknown'
  if (ready.status === 'True') return 'Ready'
  const tries = attempts > 1 ? ` (${attempts} tries since ${ready.since})` : ''
  return `${ready.reason}: ${ready.message}${tries}`
}

/** What holds a source as a whole: the digest to approve stands nowhere else on the screen. */
function heldText({ name, holds }: SourceStatus, showing: Showing): readonly string[] {
  if (holds.length === 0) return []
  return [
    `${[showing.style.heading(`source ${name}: held`), ...holds.flatMap((hold) => holdLines(hold, showing))].join('\n')}\n`,
  ]
}

function lateText(unit: UnitStatus, showing: Showing): string {
  const { nowMs, style } = showing
  const since = unit.lateSince === undefined ? '' : ` for ${ago(unit.lateSince, nowMs)}`
  const lines = [style.heading(`${visible(unit.unit)}: ${unit.result}${since}`)]
  for (const hold of unit.holds) lines.push(...holdLines(hold, showing))
  const errors = unit.problems.filter(isError)
  lines.push(...errors.slice(0, MOST_PROBLEMS).flatMap((problem) => problemLines(problem, style)))
  const hidden = unit.problemCount - Math.min(errors.length, MOST_PROBLEMS)
  if (hidden > 0) lines.push(`  … and ${plural(hidden, 'more error', 'more errors')}`)
  return `${lines.join('\n')}\n`
}

/** What is stored and breaks a law for a cause outside its changes; it refuses nothing. Nothing where nothing does. */
function factsText(units: readonly UnitStatus[], { nowMs, style }: Showing): string {
  const all = units.flatMap((unit) => factsAmong(unit.conditions).map((fact) => ({ unit, fact })))
  if (all.length === 0) return ''
  const lines = all.slice(0, MOST_LATE).map(({ unit, fact: { type, message, since } }) => {
    const label = `  ${visible(unit.unit)}: ${style.warning(`condition[${type}]`)}`
    return `${label}: ${visible(message)} (for ${ago(since, nowMs)})`
  })
  const more = all.length > MOST_LATE ? [`  … and ${all.length - MOST_LATE} more: charter status -o json`] : []
  return `${[style.heading('in force, though a law says otherwise'), ...lines, ...more].join('\n')}\n`
}

/** What is wrong and holds up no unit: documents that are set aside. Nothing where nothing is. */
function asideText(problems: readonly ProblemStatus[], style: Style): string {
  const errors = problems.filter(isError)
  if (errors.length === 0) return ''
  const lines = errors.slice(0, MOST_PROBLEMS).flatMap((problem) => problemLines(problem, style))
  const hidden = errors.length - MOST_PROBLEMS
  const more = hidden > 0 ? [`  … and ${plural(hidden, 'more error', 'more errors')}: charter status -o json`] : []
  return `${[style.heading('set aside: what stands here is not applied'), ...lines, ...more].join('\n')}\n`
}

function isError({ severity }: ProblemStatus): boolean {
  return severity === 'error'
}

function problemLines({ place, code, message, help }: ProblemStatus, style: Style): readonly string[] {
  const line = `  ${place}: ${style.error(`error[${code}]`)}: ${message}`
  return help === undefined ? [line] : [line, `    ${help}`]
}

function holdLines({ code, message, until, next }: HoldStatus, { style, state }: Showing): readonly string[] {
  return [
    `  ${style.warning(`held[${code}]`)}: ${message}`,
    ...next.map((step) => `    next : ${visible(step.replaceAll('<folder>', state))}`),
    `    can be approved until ${until}`,
  ]
}
