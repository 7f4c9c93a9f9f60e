import { dirname, relative, resolve } from 'node:path'
import type { Snapshot } from '../model/document.ts'
import { ConfigError, SourceError } from '../model/errors.ts'
import type { Problem } from '../model/problem.ts'
import type { PassPlan } from '../plan/pass.ts'
import type { ProblemGroup } from '../plan/render/report.ts'
import { problemsOf } from '../plan/report.ts'
import { isDeclaration } from '../sources/path.ts'
import type { StagedSource } from '../sources/staged.ts'
import { repositoryAround, type SourceOptions } from './inputs.ts'
import type { Terminal } from './terminal.ts'

/** What `validate --staged` looks at: what the next commit will hold, and what the last one held. */
export interface Staged {
  readonly source: StagedSource
  /** The declarations of the last commit; `undefined` where there is none. */
  committed(): Promise<Snapshot | undefined>
}

/** Opens the index of the repository around the folder or file that is named. Throws `ConfigError` on what does not go with it. */
export async function openIndex(
  paths: readonly string[],
  options: SourceOptions,
  { environment }: Pick<Terminal, 'environment'>,
): Promise<Staged> {
  const [path = '.', ...more] = paths
  const { git, kubernetes = false, kubeconfig, context } = options
  if (
    more.length > 0 ||
    path === '-' ||
    git !== undefined ||
    kubernetes ||
    kubeconfig !== undefined ||
    context !== undefined
  )
    throw new ConfigError(
      '--staged reads one folder of the repository that it lies in',
      'name that folder alone, or none',
    )
  const repository = repositoryAround(path)
  if (repository === undefined)
    throw new ConfigError('--staged reads what is staged in Git, and there is no repository here', 'call it inside one')
  const folder = relative(repository, resolve(path))
  const root = isDeclaration(path) ? dirname(path) : path
  const index = environment.GIT_INDEX_FILE
  const { openStaged } = await import('../sources/staged.ts')
  const named = { path: repository, folder, name: options.source }
  return {
    source: openStaged({ ...named, root, index: index === undefined ? undefined : resolve(index) }),
    async committed() {
      const { openGit } = await import('../sources/git.ts')
      try {
        return await openGit({ url: repository, folder, name: options.source, privileged: true }).fetch()
      } catch (error) {
        if (error instanceof SourceError && NOTHING.includes(error.code)) return undefined
        throw error
      }
    },
  }
}

const NOTHING = ['WaitingForFirstCommit', 'RevisionNotFound', 'BranchMissing', 'FolderNotFound']

/** What of the problems a commit has to answer for, and how many others there are. */
export interface Answerable {
  readonly groups: readonly ProblemGroup[]
  readonly others: number
}

/**
 * The problems in the files that are staged, and those elsewhere that were not there before (`before` is asked only for
 * these): what is staged may leave a reference of another file dangling.
 */
export async function answerable(
  pass: PassPlan,
  staged: ReadonlySet<string>,
  before: () => Promise<PassPlan | undefined>,
): Promise<Answerable> {
  const groups = problemsOf(pass.desired)
  const isStaged = ({ origin }: Problem): boolean => 'path' in origin && staged.has(origin.path)
  const elsewhere = groups.flatMap(({ problems }) => problems).filter((problem) => !isStaged(problem))
  if (elsewhere.length === 0) return { groups, others: 0 }
  const stood = await before()
  const known = new Set(
    stood === undefined ? [] : problemsOf(stood.desired).flatMap(({ problems }) => problems.map(breach)),
  )
  const counts = (problem: Problem): boolean => isStaged(problem) || !known.has(breach(problem))
  return {
    groups: groups.flatMap((group) => {
      const problems = group.problems.filter(counts)
      return problems.length === 0 ? [] : [{ ...group, problems }]
    }),
    others: elsewhere.filter((problem) => !counts(problem)).length,
  }
}

/** What a problem is known by when lines move. */
function breach({ code, origin, pointer, message }: Problem): string {
  return [code, 'path' in origin ? origin.path : origin.uid, pointer, message].join('\n')
}
