import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../lib/root.ts'
import { ConfigError, ConflictError } from '../../model/errors.ts'
import { controlSocketOf } from '../../store/lock.ts'

/** Where the demo lies, below the working directory. */
export const DEMO = {
  folder: '.charter-demo',
  repository: '.charter-demo/people',
  state: '.charter-demo/state',
  config: '.charter-demo/charter-run.yaml',
} as const

const MARK = join(DEMO.folder, 'made-by-charter-demo')

const CONFIG = `# The configuration of the demo. Every field: docs/configuration.md
state:
  path: state
  init: true
sources:
  - name: people
    privileged: true
    git:
      url: ./people
      branch: main
      path: orgs
      interval: 1s
      allowLocal: true
http:
  listen: 127.0.0.1:0
log:
  level: warn
  format: text
`

/**
 * Makes the demo's folder anew: a Git repository of the quickstart example with one commit, and a configuration. Throws
 * `ConfigError` where something else lies there, `ConflictError` where a demo runs in it.
 */
export function makeSetting(): void {
  clear()
  mkdirSync(DEMO.folder)
  writeFileSync(MARK, 'charter demo makes this folder anew\n')
  writeFileSync(DEMO.config, CONFIG)
  cpSync(join(packageRoot(), 'examples/quickstart/orgs'), join(DEMO.repository, 'orgs'), { recursive: true })
  for (const command of [
    ['init', '--quiet', '--initial-branch=main', '--template='],
    ['config', 'user.name', 'Demo'],
    ['config', 'user.email', 'demo@charter.example'],
    ['config', 'commit.gpgSign', 'false'],
    ['add', '.'],
    ['commit', '--quiet', '--message=Declare acme and initech'],
  ]) {
    execFileSync('git', ['-C', DEMO.repository, ...command], { env: gitSurroundings(process.env) })
  }
}

/** The environment without what would make git work on another repository, as inside a hook, or as its user has configured it. */
export function gitSurroundings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(environment).filter(([name]) => !name.startsWith('GIT_'))
  return { ...Object.fromEntries(own), GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
}

function clear(): void {
  if (!existsSync(DEMO.folder)) return
  if (!existsSync(MARK) && readdirSync(DEMO.folder).length > 0) {
    throw new ConfigError(
      `${DEMO.folder} is not a demo that charter has made`,
      'move it away, or run the demo in another folder',
    )
  }
  if (controlSocketOf(DEMO.state) !== undefined) {
    throw new ConflictError('Locked', `a demo runs in ${DEMO.folder} already`, 'stop it, or run this one elsewhere')
  }
  rmSync(DEMO.folder, { recursive: true })
}
