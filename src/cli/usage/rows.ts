import { useText } from '../entitlements/bar.ts'
import type { TableColumn } from '../table.ts'
import type { Bounded, UsageFacts } from './facts.ts'

/** What of the columns is shown: of a group, and by project. */
export interface Shown {
  readonly isGroup: boolean
  readonly isByProject: boolean
}

/** The columns of `charter usage`. */
export function columnsOf({ isGroup, isByProject }: Shown): readonly TableColumn[] {
  return [
    { header: isGroup ? 'GROUP' : 'ORGANIZATION' },
    { header: 'OBJECT TYPE', most: 40 },
    { header: 'METRIC', most: 60 },
    ...(isByProject ? [{ header: 'PROJECT', most: 40 }] : []),
    { header: 'FROM' },
    { header: 'TO' },
    { header: 'VALUE', align: 'right' },
    { header: 'LIMIT', align: 'right' },
    { header: 'USE' },
  ]
}

/** A row for each bucket of each series; with bars for a terminal, with percentages alone elsewhere. */
export function rowsOf(
  { subject, series }: UsageFacts,
  { isByProject }: Shown,
  isDrawn: boolean,
): readonly (readonly string[])[] {
  return series.flatMap((one) =>
    one.usage.map(({ start, end, value }) => [
      subject.name,
      one.objectType,
      one.metric,
      ...(isByProject ? [one.project ?? ''] : []),
      dateText(start),
      dateText(end),
      numberText(value),
      ...limitCells(one, value, isDrawn),
    ]),
  )
}

function limitCells({ limit }: Bounded, value: number, isDrawn: boolean): readonly string[] {
  return limit === undefined ? ['', ''] : [numberText(limit), useText(value, limit, isDrawn)]
}

/** A day where it is one, else the time. */
function dateText(time: string): string {
  return time.replace(/T00:00:00Z$/, '')
}

/** A number without the dust of binary fractions: 0.1 + 0.2 is 0.3. */
export function numberText(value: number): string {
  return `${Number(value.toPrecision(15))}`
}
