import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { createFolder, type Files, removeFolder } from './folder.ts'

/** What one commit does. Paths are taken as they are; `date` is RFC 3339, later than the last one by a minute by default. */
export interface CommitOptions {
  readonly files?: Files
  readonly remove?: readonly string[]
  /** Symbolic links: their targets by path. */
  readonly symlinks?: Readonly<Record<string, string>>
  /** Submodules: the commit they stand at, by path. */
  readonly submodules?: Readonly<Record<string, string>>
  /** `Name <mail>`; the committer is the same unless named. */
  readonly author?: string
  readonly committer?: string
  readonly date?: string
  readonly message?: string
  /** The branch that moves; it is started at `from` where it does not exist. */
  readonly branch?: string
  /** The parent (a branch, tag or hash); without it, what the branch points at. `null` starts a history of its own. */
  readonly from?: string | null
  /** A second parent, for a merge. */
  readonly merge?: string
}

/** One entry of a tree that is written as it is, however odd (`RepositoryFixture.tree`). */
export interface RawEntry {
  readonly mode: string
  readonly name: string | Uint8Array
  readonly oid: string
}

/** A real Git repository in a temporary folder; hashes are the same in every run. */
export interface RepositoryFixture {
  /** What a user names: the work tree's folder, or the bare repository. */
  readonly path: string
  readonly gitDir: string
  /** Makes a commit and gives its hash; no work tree is touched. */
  commit(options?: CommitOptions): string
  /** Writes a blob and gives its hash. */
  blob(content: string | Uint8Array): string
  /** Writes a tree with any names and modes, sorted or not, and gives its hash. */
  tree(entries: readonly RawEntry[]): string
  /** Makes a commit of a tree and moves the branch to it. */
  commitTree(tree: string, branch?: string): string
  branch(name: string, at?: string): void
  /** Makes a tag, annotated where a message is given. */
  tag(name: string, at?: string, message?: string): void
  /** Makes the work tree equal to the branch (not for a bare repository). */
  checkout(branch?: string): void
  /** Runs git in the repository and gives what it prints, without the last line end. */
  git(...command: string[]): string
  remove(): void
}

const AUTHOR = 'Ada Lovelace <ada@acme.example>'
const START = Date.parse('2026-01-01T00:00:00Z') / 1000
const ENVIRONMENT = {
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada Lovelace',
  GIT_AUTHOR_EMAIL: 'ada@acme.example',
  GIT_AUTHOR_DATE: `${START} +0000`,
  GIT_COMMITTER_NAME: 'Ada Lovelace',
  GIT_COMMITTER_EMAIL: 'ada@acme.example',
  GIT_COMMITTER_DATE: `${START} +0000`,
}

/** Makes an empty repository whose HEAD is `branch` (main). */
export function createRepository(
  options: { bare?: boolean; branch?: string; objectFormat?: 'sha1' | 'sha256' } = {},
): RepositoryFixture {
  const path = createFolder()
  const gitDir = options.bare === true ? path : join(path, '.git')
  const head = options.branch ?? 'main'
  let minutes = 0

  const run = (command: readonly string[], input: string | Uint8Array = '') =>
    execFileSync('git', [`--git-dir=${gitDir}`, ...command], {
      input,
      env: ENVIRONMENT,
      stdio: ['pipe', 'pipe', 'pipe'],
      maxBuffer: 2 ** 30,
    })
      .toString()
      .replace(/\n$/, '')
  const exists = (ref: string) => run(['for-each-ref', '--format=%(refname)', ref]) === ref

  const format = `--object-format=${options.objectFormat ?? 'sha1'}`
  const bare = options.bare === true ? ['--bare'] : []
  run([
    '-c',
    `core.bare=${options.bare === true}`,
    'init',
    '-q',
    ...bare,
    '--template=',
    `--initial-branch=${head}`,
    format,
  ])
  if (options.bare !== true) run(['config', 'core.bare', 'false'])

  return {
    path,
    gitDir,
    commit(commit = {}) {
      const branch = `refs/heads/${commit.branch ?? head}`
      const parent = commit.from === undefined ? (exists(branch) ? branch : undefined) : (commit.from ?? undefined)
      const parents = [parent, commit.merge].flatMap((name) =>
        name === undefined ? [] : run(['rev-parse', `${name}^{commit}`]),
      )
      const seconds = commit.date === undefined ? START + 60 * minutes++ : Date.parse(commit.date) / 1000
      const stream = streamOf(commit, { branch, parents, seconds })
      return run(['fast-import', '--quiet', '--force', '--date-format=raw-permissive'], stream)
    },
    blob: (content) => run(['hash-object', '-w', '--stdin'], content),
    tree: (entries) => run(['hash-object', '-t', 'tree', '-w', '--stdin', '--literally'], treeOf(entries)),
    commitTree(tree, branch = head) {
      const hash = run(['commit-tree', tree, '-m', 'Write a tree'])
      run(['update-ref', `refs/heads/${branch}`, hash])
      return hash
    },
    branch: (name, at = head) => void run(['update-ref', `refs/heads/${name}`, run(['rev-parse', `${at}^{commit}`])]),
    tag: (name, at = head, message) =>
      void run(['tag', '--force', ...(message === undefined ? [] : ['-a', '-m', message]), name, at]),
    checkout: (branch = head) => void run([`--work-tree=${path}`, 'checkout', '--quiet', '--force', branch]),
    git: (...command) => run(command),
    remove: () => removeFolder(path),
  }
}

interface Heading {
  readonly branch: string
  readonly parents: readonly string[]
  readonly seconds: number
}

/** The stream of one commit for `git fast-import`, which answers with its hash. */
function streamOf(commit: CommitOptions, { branch, parents, seconds }: Heading): Buffer {
  const author = commit.author ?? AUTHOR
  const time = `${seconds} +0000`
  const [first, second] = parents
  const parts: (string | Uint8Array)[] = [
    `commit ${branch}\nmark :1\nauthor ${author} ${time}\ncommitter ${commit.committer ?? author} ${time}\n`,
    ...data(commit.message ?? 'Change declarations'),
    first === undefined ? '' : `from ${first}\n`,
    second === undefined ? '' : `merge ${second}\n`,
  ]
  for (const path of commit.remove ?? []) parts.push(`D ${quoted(path)}\n`)
  for (const [path, content] of Object.entries(commit.files ?? {})) {
    parts.push(`M 100644 inline ${quoted(path)}\n`, ...data(content))
  }
  for (const [path, target] of Object.entries(commit.symlinks ?? {})) {
    parts.push(`M 120000 inline ${quoted(path)}\n`, ...data(target))
  }
  for (const [path, hash] of Object.entries(commit.submodules ?? {})) parts.push(`M 160000 ${hash} ${quoted(path)}\n`)
  parts.push('get-mark :1\n')
  // Without a parent, the branch starts anew.
  const reset = first === undefined ? [`reset ${branch}\n\n`] : []
  return Buffer.concat([...reset, ...parts].map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
}

function data(content: string | Uint8Array): readonly (string | Uint8Array)[] {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  return [`data ${bytes.length}\n`, bytes, '\n']
}

function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}

function treeOf(entries: readonly RawEntry[]): Buffer {
  return Buffer.concat(
    entries.flatMap(({ mode, name, oid }) => [
      Buffer.from(`${mode.replace(/^0/, '')} `),
      Buffer.from(name),
      Buffer.from([0]),
      Buffer.from(oid, 'hex'),
    ]),
  )
}
