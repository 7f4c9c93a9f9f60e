import type { Counts } from '../../transfer/peribolos/count.ts'
import { importPeribolos as readPeribolos } from '../../transfer/peribolos/import.ts'
import type { Terminal } from '../terminal.ts'
import { type CountRow, finishImport, importForm } from './finish.ts'
import { mustBeEmpty } from './folder.ts'

/**
 * Turns Peribolos files into declarations below `--out`, and says what was found and normalised. Nothing is written where
 * anything is wrong, or where the folder holds something already.
 */
export async function importPeribolos(
  path: string,
  options: { readonly out: string; readonly organization?: string; readonly output: string },
  terminal: Terminal,
): Promise<number> {
  importForm(options.output)
  mustBeEmpty(options.out)
  const { counts, ...imported } = await readPeribolos(path, { organization: options.organization })
  const found = { ...imported, counts: { ...counts }, rows: rowsOf(counts) }
  return finishImport(found, { ...options, path }, terminal)
}

function rowsOf(counts: Counts): readonly CountRow[] {
  return [
    [counts.organizations, 'organization'],
    [counts.users, 'user'],
    [counts.admins, 'of them admin', 'of them admins'],
    [counts.userGroups, 'user group'],
    [counts.memberships, 'membership'],
    [counts.workspaces, 'workspace'],
    [counts.grants, 'grant'],
    [counts.permissions, 'permission'],
    [counts.renames, 'previous name'],
    [counts.otherCase, 'membership in another letter case', 'memberships in another letter case'],
    [counts.slashes, 'name with `/`', 'names with `/`'],
    [counts.otherNames, 'other name with characters that became `-`', 'other names with characters that became `-`'],
    [counts.settings, 'field without a home, kept as setting', 'fields without a home, kept as settings'],
    [
      counts.leftOut,
      'membership of somebody outside the organization, left out',
      'memberships of people outside the organization, left out',
    ],
  ]
}
