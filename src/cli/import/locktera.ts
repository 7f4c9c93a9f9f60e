import { importLocktera as readLocktera } from '../../transfer/locktera/import.ts'
import type { Terminal } from '../terminal.ts'
import { finishImport, importForm } from './finish.ts'
import { mustBeEmpty } from './folder.ts'

/**
 * Turns the CSV that Locktera imports into declarations below `--out`. Nothing is written where anything is wrong, or where
 * the folder holds something already.
 */
export async function importLocktera(
  path: string,
  options: { readonly out: string; readonly output: string },
  terminal: Terminal,
): Promise<number> {
  importForm(options.output)
  mustBeEmpty(options.out)
  const found = await readLocktera(path)
  const { counts } = found
  const rows = [
    [counts.organizations, 'organization'],
    [counts.userGroups, 'user group'],
    [counts.users, 'user'],
    [counts.admins, 'of them admin', 'of them admins'],
    [counts.memberships, 'membership'],
  ] as const
  return finishImport({ ...found, counts: { ...counts }, rows }, { ...options, path }, terminal)
}
