import { existsSync, statSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import type { ClusterChoice } from '../kubernetes/credentials.ts'
import { account } from '../lib/account.ts'
import { systemClock } from '../lib/clock.ts'
import { groupBy } from '../lib/compare.ts'
import { listed, visible } from '../lib/text.ts'
import type { Intent } from '../model/context.ts'
import type { Snapshot } from '../model/document.ts'
import { ConfigError } from '../model/errors.ts'
import type { Actor } from '../model/ledger.ts'
import type { Since, Source } from '../model/ports.ts'
import { REMOVAL_CLASSES, type RemovalClass, type State } from '../model/state.ts'
import { type Gathered, type Given, gatherContext } from '../pass/gather.ts'
import { openDirectory } from '../sources/directory.ts'
import { isInstallationName } from '../sources/marker.ts'
import { joined } from './join.ts'

/** The options by which a command is told where the declarations are (`withSource`). */
export interface SourceOptions {
  readonly git?: string
  readonly revision: string
  readonly path: string
  readonly source: string
  readonly kubernetes?: boolean
  readonly kubeconfig?: string
  readonly context?: string
}

/** The options by which a command is told what to compare with, and what removals are meant (`withStored`). */
export interface StoredOptions {
  readonly state?: string
  readonly against?: string
  readonly removes?: readonly string[]
  readonly approve?: readonly string[]
  readonly organization?: string
  readonly installation?: string
}

/**
 * The sources of a command line: folders and files as named, one Git repository at a revision, or a cluster. What is named on a
 * command line is privileged (model §3, `NotPrivileged`). Throws `ConfigError` where several of them or none is named.
 */
export function sourcesOf(paths: readonly string[], options: SourceOptions): readonly Source[] {
  const choice = clusterChoice(options)
  if (choice !== undefined) {
    if (paths.length > 0 || options.git !== undefined)
      throw new ConfigError('a cluster and a folder or repository are both named', 'name one of them')
    return [clusterSource(options.source, choice)]
  }
  if (options.git !== undefined) {
    if (paths.length > 0)
      throw new ConfigError(
        'a folder and --git are both named',
        'name one of them; --path is the folder inside the repository',
      )
    return [gitSource(options.git, options.revision, options)]
  }
  if (paths.length === 0)
    throw new ConfigError('no declarations are named', 'name a folder, a repository with --git, or --kubernetes')
  return paths.map((path) => openDirectory({ path, name: options.source, privileged: true }))
}

/** The same declarations at another revision, or another folder (`--against`): what a pull request is compared with. */
export function sourceAgainst(paths: readonly string[], options: SourceOptions, against: string): Source {
  if (options.git !== undefined) return gitSource(options.git, against, options)
  if (existsSync(against)) return openDirectory({ path: against, name: options.source, privileged: true })
  const [folder = '.'] = paths
  const repository = repositoryAround(folder)
  if (repository === undefined) {
    throw new ConfigError(
      `\`${against}\` is no folder, and \`${folder}\` lies in no Git repository`,
      'name a folder, or a revision of the repository that holds the declarations',
    )
  }
  return gitSource(repository, against, { ...options, path: relative(repository, resolve(folder)) || '.' })
}

/** Reads sources, those with a history with what lies between; several of one name become one snapshot. */
export async function readSources(sources: readonly Source[], since?: Since): Promise<readonly Snapshot[]> {
  const snapshots: Snapshot[] = []
  for (const source of sources) snapshots.push(await source.fetch(undefined, since))
  return [...groupBy(snapshots, ({ source }) => source).values()].flatMap((same) => joined(same) ?? [])
}

/** The person who runs the program, by the account of the operating system. */
export function operator(): Actor {
  return { type: 'operator', name: account().name }
}

/** The context of a command line: now, the sources in the order named, what is meant and approved, here and in commits. */
export function contextOf(snapshots: readonly Snapshot[], stored: State, options: GivenOptions): Gathered {
  return gatherContext(snapshots, stored, givenBy(stored, options))
}

type GivenOptions = Pick<StoredOptions, 'removes' | 'organization' | 'approve' | 'installation'>

/** What a command line says of a pass; throws `ConfigError` where it names another installation than the state's. */
export function givenBy({ installationName }: State, options: GivenOptions): Given {
  const { installation } = options
  if (installation !== undefined && (installationName ?? installation) !== installation) {
    throw new ConfigError(
      `this state belongs to the installation ${installationName}, not to ${visible(installation.slice(0, 100))}`,
      'name another state folder, or leave --installation away',
    )
  }
  return {
    instant: systemClock.now(),
    actor: operator(),
    intents: intentsOf(options),
    approvals: approvalsOf(options.approve ?? []),
    ...(installation === undefined ? {} : { installation: checkInstallation(installation) }),
  }
}

/** One of the words that an option takes; throws `ConfigError` that lists them. */
export function oneOf<T extends string>(word: string, words: readonly T[], option: string): T {
  const known = words.find((one) => one === word)
  if (known === undefined) throw new ConfigError(`${option} takes ${listed(words)}, not \`${visible(word)}\``)
  return known
}

function approvalsOf(digests: readonly string[]): readonly string[] {
  for (const digest of digests) {
    if (!/^[0-9a-f]{64}$/.test(digest))
      throw new ConfigError(
        '--approve takes the whole digest of a plan: 64 characters of 0-9 and a-f',
        'charter plan shows it below each hold',
      )
  }
  return digests
}

/** `--removes User=649 Resource=12`; throws `ConfigError` that names the classes. */
export function intentsOf({
  removes = [],
  organization,
}: Pick<StoredOptions, 'removes' | 'organization'>): readonly Intent[] {
  if (removes.length === 0) return []
  const counts: Partial<Record<RemovalClass, number>> = {}
  for (const word of removes) {
    const [name, count] = word.split('=')
    const known = REMOVAL_CLASSES.find((one) => one.toLowerCase() === name?.toLowerCase())
    if (known === undefined || count === undefined || !/^\d{1,9}$/.test(count)) {
      throw new ConfigError(
        `--removes takes <class>=<count>, not \`${word}\``,
        `classes are ${REMOVAL_CLASSES.join(', ')}; for example User=649`,
      )
    }
    counts[known] = Number(count)
  }
  return [{ ...(organization === undefined ? {} : { organization }), counts }]
}

function checkInstallation(name: string): string {
  const shown = visible(name.slice(0, 100))
  if (isInstallationName(name)) return name
  throw new ConfigError(
    `\`${shown}\` is no name of an installation`,
    'it holds lower-case letters, digits, `-` and `.`, as in the `charter.yaml` of its sources',
  )
}

/** A Git repository as a source; what reads Git is loaded where it is needed, which most command lines do not. */
function gitSource(url: string, revision: string, options: SourceOptions): Source {
  return {
    name: options.source,
    fetch: async (signal, since) => {
      const { openGit } = await import('../sources/git.ts')
      const named = { url, revision, folder: options.path, name: options.source, privileged: true }
      return openGit(named).fetch(signal, since)
    },
    at: (earlier) => gitSource(url, earlier, options),
  }
}

/** The cluster that a command line means: who names a kubeconfig or a context means one. */
export function clusterChoice({ kubernetes, kubeconfig, context }: Partial<SourceOptions>): ClusterChoice | undefined {
  if (kubernetes !== true && kubeconfig === undefined && context === undefined) return undefined
  return { ...(kubeconfig === undefined ? {} : { kubeconfig }), ...(context === undefined ? {} : { context }) }
}

/** The custom resources of a cluster as a source; what reads them is loaded where it is needed. */
function clusterSource(source: string, choice: ClusterChoice): Source {
  return {
    name: source,
    fetch: async (signal) => {
      const { openKubernetes } = await import('../sources/kubernetes.ts')
      const opened = openKubernetes({ ...choice, name: source, privileged: true })
      try {
        return await opened.fetch(signal)
      } finally {
        opened.cluster.close()
      }
    },
  }
}

/** The work tree that holds a folder or file, by its `.git`; `undefined` where none does. */
export function repositoryAround(folder: string): string | undefined {
  let current = resolve(folder)
  if (existsSync(current) && statSync(current).isFile()) current = dirname(current)
  for (;;) {
    if (existsSync(`${current}/.git`)) return current
    const parent = dirname(current)
    if (parent === current) return undefined
    current = parent
  }
}
