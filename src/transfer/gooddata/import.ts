import { byText } from '../../lib/compare.ts'
import type { SourceText } from '../../model/document.ts'
import type { Problem } from '../../model/problem.ts'
import type { ExportedFile } from '../export/pack.ts'
import { finished, type Reading } from '../reading/reading.ts'
import { textIn } from '../reading/text.ts'
import { type Checked, checkedLayout } from './check.ts'
import { type Credentials, credentialsIn, NO_CREDENTIALS } from './credentials.ts'
import { filesOf } from './files.ts'

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
 * Turns a layout as GoodData declares an organization (systems §3.2) into declarations, item by item: only its text is held whole.
 * Throws `ConfigError` where a file is not there.
 */
export async function importGooddata(path: string, options: GooddataOptions = {}): Promise<GooddataImport> {
  const decoded = await textIn(path, 'gooddata')
  const given = options.credentials === undefined ? undefined : await textIn(options.credentials, 'credentials')
  if ('problem' in decoded) return { files: [], counts: NOTHING, problems: [decoded.problem], sources: new Map() }
  const { file } = decoded
  const credentials = given === undefined ? { value: NO_CREDENTIALS, problems: [] } : finished(credentialsIn(given))
  const checked = finished(readingOf(file, credentials.value, options))
  const problems = [...credentials.problems, ...checked.problems].sort(byPlace)
  const isSound = problems.every(({ severity }) => severity !== 'error')
  const files = [file, credentials.value.file].flatMap((one) => (one === undefined ? [] : [[one.path, one] as const]))
  return {
    files: isSound && checked.value !== undefined ? filesOf(checked.value) : [],
    counts: checked.value === undefined ? NOTHING : countsOf(checked.value),
    problems,
    sources: new Map(files),
  }
}

function readingOf(
  file: SourceText,
  credentials: Credentials,
  { organization }: GooddataOptions,
): Reading<Checked | undefined> {
  return checkedLayout(file, { credentials, organization })
}

function byPlace({ origin: left }: Problem, { origin: right }: Problem): number {
  if (!('line' in left) || !('line' in right)) return 0
  return byText(left.source, right.source) || left.line - right.line || left.column - right.column
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
