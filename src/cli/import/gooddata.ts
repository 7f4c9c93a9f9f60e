import { importGooddata as readGooddata } from '../../transfer/gooddata/import.ts'
import type { Terminal } from '../terminal.ts'
import { finishImport, importForm } from './finish.ts'
import { mustBeEmpty } from './folder.ts'

/** The options of `import gooddata`. */
export interface GooddataOptions {
  readonly out: string
  readonly output: string
  readonly credentials?: string
  readonly organization?: string
}

/**
 * Turns a layout as GoodData declares an organization into declarations below `--out`. Nothing is written where anything is
 * wrong, or where the folder holds something already.
 */
export async function importGooddata(path: string, options: GooddataOptions, terminal: Terminal): Promise<number> {
  importForm(options.output)
  mustBeEmpty(options.out)
  const { credentials, organization } = options
  const found = await readGooddata(path, { credentials, organization })
  const { counts } = found
  const rows = [
    [counts.organizations, 'organization'],
    [counts.users, 'user'],
    [counts.userGroups, 'user group'],
    [counts.workspaces, 'workspace'],
    [counts.identityProviders, 'identity provider'],
    [counts.dataSources, 'data source'],
    [counts.permissions, 'permission'],
  ] as const
  const paths = new Map([['credentials', credentials ?? '']])
  return finishImport({ ...found, counts: { ...counts }, rows }, { ...options, path, paths }, terminal)
}
