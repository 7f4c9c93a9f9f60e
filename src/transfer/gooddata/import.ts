import { stat } from 'node:fs/promises'
import { byText } from '../../lib/compare.ts'
import type { SourceText } from '../../model/document.ts'
import type { Problem } from '../../model/problem.ts'
import type { ExportedFile } from '../export/pack.ts'
import { finished } from '../reading/reading.ts'
import { textIn } from '../reading/text.ts'
import { type Checked, checkedLayout } from './check.ts'
import { credentialsIn, NO_CREDENTIALS } from './credentials.ts'
import { filesOf } from './files.ts'
import { type FoundLayout, layoutIn } from './folder.ts'
import { layoutOf } from './layout.ts'

/** What an import of a layout gives; `files` are made one after the other, and none are where a problem is an error. */
export interface GooddataImport {
  readonly files: Iterable<ExportedFile>
  readonly counts: {
    readonly organizations: number
    readonly users: number
    readonly userGroups: number
    readonly workspaces: number
    readonly identityProviders: number
    readonly dataSources: number
    readonly permissions: number
  }
  /** In the order of the file; those of the file of credentials first. */
  readonly problems: readonly Problem[]
  readonly sources: ReadonlyMap<string, SourceText>
}

/** The file that maps ids to references of secrets, and the organization's name where its id is not to be it. */
export interface GooddataOptions {
  readonly credentials?: string | undefined
  readonly organization?: string | undefined
}

/**
 * Turns a layout as GoodData declares an organization (systems §3.2), in one file of JSON or in a folder of YAML, into declarations.
 * Of a file only its text is held whole, item by item. Throws `ConfigError` where a file is not there, or a folder holds no layout.
 */
export async function importGooddata(path: string, options: GooddataOptions = {}): Promise<GooddataImport> {
  const { layout, problems: found, sources } = await layoutAt(path)
  const given = options.credentials === undefined ? undefined : await textIn(options.credentials, 'credentials')
  if (layout === undefined) return { files: [], counts: NOTHING, problems: found, sources }
  const credentials = given === undefined ? { value: NO_CREDENTIALS, problems: [] } : finished(credentialsIn(given))
  const { organization } = options
  const checked = finished(checkedLayout(layout, { credentials: credentials.value, organization }))
  const problems = [...credentials.problems, ...found, ...checked.problems].sort(byPlace)
  const isSound = problems.every(({ severity }) => severity !== 'error')
  const { file } = credentials.value
  return {
    files: isSound && checked.value !== undefined ? filesOf(checked.value) : [],
    counts: checked.value === undefined ? NOTHING : countsOf(checked.value),
    problems,
    sources: file === undefined ? sources : new Map([...sources, [file.path, file]]),
  }
}

async function layoutAt(path: string): Promise<FoundLayout> {
  const kind = await stat(path).catch(() => undefined)
  if (kind?.isDirectory() === true) return layoutIn(path)
  const decoded = await textIn(path, 'gooddata')
  if ('problem' in decoded) return { layout: undefined, problems: [decoded.problem], sources: new Map() }
  const { file } = decoded
  const { value, problems } = finished(layoutOf(file))
  return { layout: value, problems, sources: new Map([[file.path, file]]) }
}

function byPlace({ origin: left }: Problem, { origin: right }: Problem): number {
  if (!('line' in left) || !('line' in right)) return 0
  return (
    byText(left.source, right.source) ||
    byText(left.path, right.path) ||
    left.line - right.line ||
    left.column - right.column
  )
}

const NOTHING = {
  organizations: 0,
  users: 0,
  userGroups: 0,
  workspaces: 0,
  identityProviders: 0,
  dataSources: 0,
  permissions: 0,
}

function countsOf({ ground: { names }, isOldForm, permissions }: Checked): GooddataImport['counts'] {
  return {
    organizations: 1,
    users: names.User.size,
    userGroups: names.UserGroup.size,
    workspaces: names.Workspace.size,
    identityProviders: names.IdentityProvider.size + (isOldForm ? 1 : 0),
    dataSources: names.DataSource.size,
    permissions,
  }
}
