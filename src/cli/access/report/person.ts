import { text } from '../../../access/fields.ts'
import type { Absence } from '../../../access/presence.ts'
import { instantAt, type Window } from '../../../access/windows.ts'
import type { StoredResource } from '../../../model/resource.ts'
import type { Cell, Column } from './report.ts'

/** The columns that say who somebody is. */
export const PERSON_COLUMNS: readonly Column[] = [
  { name: 'organization' },
  { name: 'user' },
  { name: 'uid', isDetail: true },
  { name: 'name', isDetail: true },
  { name: 'email', isDetail: true },
]

/** The cells of those columns. */
export function personCells(organization: string, user: StoredResource): readonly Cell[] {
  const { spec, name, uid } = user
  const names = [text(spec, 'firstName'), text(spec, 'lastName')].filter((part) => part !== undefined)
  return [organization, name, uid, names.length === 0 ? undefined : names.join(' '), text(spec, 'email')]
}

/** Whether somebody has access at all: `active`, or why not. */
export function standingText(absence: Absence | undefined): string {
  return absence ?? 'active'
}

/** From and until of a window, where it has them. */
export function windowCells({ from, until }: Window): readonly Cell[] {
  return [from, until].map((moment) => (Number.isFinite(moment) ? instantAt(moment) : undefined))
}
