import { quoted } from '../../desired/laws/words.ts'
import { by, groupBy } from '../../lib/compare.ts'
import type { SourceText } from '../../model/document.ts'
import type { Problem } from '../../model/problem.ts'
import { namespaceOf } from '../export/document.ts'
import { type ExportedFile, packed } from '../export/pack.ts'
import { mistakesIn } from '../reading/mistake.ts'
import { finished, type Reading } from '../reading/reading.ts'
import { textIn } from '../reading/text.ts'
import { documentOf, isAdmin, isMaintainer, type Maintainers } from './document.ts'
import { kindOf, type LockteraNode } from './node.ts'
import { problemOfLine } from './problem.ts'
import { rowsOf } from './rows.ts'
import { treeOf } from './tree.ts'
import { twinsIn } from './twins.ts'

/** What an import of CSV gives; `files` are made one after the other, and none are where a problem is an error. */
export interface LockteraImport {
  readonly files: Iterable<ExportedFile>
  readonly counts: {
    readonly organizations: number
    readonly userGroups: number
    readonly users: number
    readonly admins: number
    readonly memberships: number
  }
  /** In the order of the lines. */
  readonly problems: readonly Problem[]
  readonly sources: ReadonlyMap<string, SourceText>
}

/** Turns the CSV that Locktera imports (systems §2.1) into declarations. Throws `ConfigError` where there is no such file. */
export async function importLocktera(path: string): Promise<LockteraImport> {
  const decoded = await textIn(path, 'locktera')
  if ('problem' in decoded) {
    return { files: [], counts: countsOf([]), problems: [decoded.problem], sources: new Map() }
  }
  const { file } = decoded
  const { value: nodes, problems } = finished(nodesIn(file))
  const isSound = problems.every(({ severity }) => severity !== 'error')
  return {
    files: isSound ? filesOf(nodes) : [],
    counts: countsOf(nodes),
    problems: [...problems].sort((left, right) => lineIn(left) - lineIn(right)),
    sources: new Map([[file.path, file]]),
  }
}

function lineIn({ origin }: Problem): number {
  return 'line' in origin ? origin.line : 0
}

function* nodesIn(file: SourceText): Reading<readonly LockteraNode[]> {
  const nodes = yield* treeOf(file, yield* rowsOf(file))
  yield* twinsIn(file, nodes)
  const maintainers = maintainersIn(nodes)
  const governed = new Set(nodes.filter(isAdmin).map(({ organization }) => organization))
  for (const node of nodes) {
    for (const { pointer: _pointer, ...mistake } of mistakesIn(documentOf(node, maintainers))) {
      yield problemOfLine(file, node.line, mistake)
    }
    const warning = warningOf(node, governed)
    if (warning !== undefined) yield problemOfLine(file, node.line, { severity: 'warning', ...warning })
  }
  return nodes
}

function warningOf(node: LockteraNode, governed: ReadonlySet<string>) {
  const id = quoted(node.id)
  if (node.role === 'org' && !governed.has(node.name)) {
    return {
      code: 'LastAdmin',
      message: `organization ${id} has no org_admin right below it`,
      help: 'declare an admin before you apply it, or set minAdmins to 0',
    } as const
  }
  if (node.role === 'group' && node.email !== '') {
    const message = `group ${id} has an e-mail address, for which there is no place, and it is left out`
    return { code: 'IgnoredField', message } as const
  }
  if (!isMaintainer(node)) return undefined
  return {
    code: 'IgnoredField',
    message: `${id} is ${node.role} of the group ${node.group} alone, and becomes its maintainer`,
    help: 'to make an admin of the whole organization, name that as org_id',
  } as const
}

function maintainersIn(nodes: readonly LockteraNode[]): Maintainers {
  const own = groupBy(nodes.filter(isMaintainer), ({ above }) => above)
  return new Map([...own].map(([id, people]) => [id, people.map(({ name }) => name).sort()]))
}

const FILES = { Organization: 'organization', UserGroup: 'user-groups', User: 'users' } as const

function* filesOf(nodes: readonly LockteraNode[]): Generator<ExportedFile, void> {
  const maintainers = maintainersIn(nodes)
  for (const [organization, own] of [...groupBy(nodes, (node) => node.organization)].sort(by(([name]) => name))) {
    const byKind = groupBy(own, ({ role }) => kindOf(role))
    for (const kind of ['Organization', 'UserGroup', 'User'] as const) {
      const same = [...(byKind.get(kind) ?? [])].sort(by(({ name }) => name))
      const path = `${organization}/${FILES[kind]}.yaml`
      yield* packed(path, documentsOf(same, maintainers))
    }
  }
}

function* documentsOf(nodes: readonly LockteraNode[], maintainers: Maintainers) {
  for (const node of nodes) {
    if (node.role === 'org') yield namespaceOf(node.name)
    yield documentOf(node, maintainers)
  }
}

function countsOf(nodes: readonly LockteraNode[]): LockteraImport['counts'] {
  const of = (kind: ReturnType<typeof kindOf>) => nodes.filter(({ role }) => kindOf(role) === kind)
  const users = of('User')
  return {
    organizations: of('Organization').length,
    userGroups: of('UserGroup').length,
    users: users.length,
    admins: users.filter(isAdmin).length,
    memberships: users.filter(({ group }) => group !== undefined).length,
  }
}
