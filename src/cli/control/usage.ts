import { plural, visible } from '../../lib/text.ts'
import type { Refused, UsageSourceStatus, UsageStatus } from '../../model/status.ts'
import { table } from '../table.ts'
import { ago } from './ago.ts'

const COLUMNS = [
  { header: 'USAGE SOURCE', most: 40 },
  { header: 'METRIC', most: 40 },
  { header: 'LAST READ' },
  { header: 'NEXT' },
  { header: 'SAMPLES', align: 'right' },
  { header: 'STATE' },
] as const

/** How usage is measured, for a person; nothing where there is neither a usage source nor trouble. */
export function usageText(usage: UsageStatus | undefined, nowMs: number): string {
  if (usage === undefined) return ''
  const { sources, trouble } = usage
  const failing = trouble === undefined ? '' : `usage cannot be counted: ${trouble.code}: ${visible(trouble.message)}\n`
  if (sources.length === 0) return failing
  const rows = sources.map((source) => [
    source.name,
    source.metric,
    source.readAt === undefined ? '-' : `${ago(source.readAt, nowMs)} ago`,
    source.nextAt === undefined ? '-' : `in ${ago(new Date(nowMs).toISOString(), Date.parse(source.nextAt))}`,
    source.samples === undefined ? '-' : `${source.samples}`,
    stateText(source),
  ])
  return `${failing}${table(COLUMNS, rows)}`
}

function stateText({ trouble, unknown, faults, readAt }: UsageSourceStatus): string {
  if (trouble !== undefined) {
    const { code, message, attempts, since } = trouble
    return `${code}: ${message}${attempts > 1 ? ` (${attempts} tries since ${since})` : ''}`
  }
  const told = [
    refusedText(unknown, 'organization is not stored', 'organizations are not stored'),
    refusedText(faults, 'record is not taken', 'records are not taken'),
  ].filter((text) => text !== '')
  return told.join('; ') || (readAt === undefined ? 'not read yet' : 'Ready')
}

function refusedText({ count, first }: Refused, one: string, several: string): string {
  if (count === 0) return ''
  return `${plural(count, one, several)} (${first.join(', ')}${count > first.length ? ', …' : ''})`
}
