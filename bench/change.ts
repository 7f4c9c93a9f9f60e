import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { resolveRevision } from '../src/git/revision.ts'
import { systemClock } from '../src/lib/clock.ts'
import type { Snapshot } from '../src/model/document.ts'
import type { State } from '../src/model/state.ts'
import { gatherContext } from '../src/pass/gather.ts'
import { updatesOf } from '../src/pass/inventory.ts'
import { isSettled, type Standing, settledBy } from '../src/pass/settled.ts'
import { revisionsOf } from '../src/plan/history/since.ts'
import { createPassMemo } from '../src/plan/memo.ts'
import { planPass } from '../src/plan/pass.ts'
import { commitPass } from '../src/reconciler.ts'
import { openGit } from '../src/sources/git.ts'
import { openFileStore } from '../src/store/file.ts'
import { openInventory } from '../src/store/inventory.ts'
import { dataFolder } from '../test/support/data.ts'
import { createFolder, removeFolder } from '../test/support/folder.ts'
import { serveRepository } from '../test/support/gitserver.ts'
import { contextAt } from '../test/support/planning.ts'
import type { RepositoryFixture } from '../test/support/repository.ts'
import { importedTree, snapshotOfFiles, stateOfFiles } from '../test/support/trees.ts'
import { filesOf, installation } from './corpus.ts'
import { against, medians, type Row, type Timing, timed, within } from './measure.ts'
import { repositoryOf } from './repository.ts'

const ROUNDS = 9
const ACTOR = { type: 'operator', name: 'benchmark' } as const

/** What a change costs where very much is stored: one file of many, nothing at all, a start that finds nothing new. */
export async function change(): Promise<readonly Row[]> {
  const small = await changing(1000)
  const large = await changing(100_000)
  const same = { what: 'the same at 1,000 resources', ...small.work }
  const floor = { what: '`git fetch` of that commit', ...large.fetch }
  return [
    against(
      'one file changed in 1,000 resources: poll starts → durable',
      small.work,
      { what: floor.what, ...small.fetch },
      1.3,
    ),
    against('one file changed in 100,000 resources: poll starts → durable', large.work, floor, 1.3),
    against('one file changed in 100,000 resources', large.work, same, 1.3),
    against(
      '100,000 resources: a look that finds nothing new',
      large.look,
      { what: '`git ls-remote`', ...large.list },
      1.1,
    ),
    within('100,000 resources: check and plan again, nothing changed', large.nothing, 50),
    ...(await kubernetesAgain()),
    against('100,000 resources: start with an unchanged repository', large.start, large.parse, 1),
  ]
}

interface Changing {
  readonly fetch: Timing
  readonly work: Timing
  readonly list: Timing
  readonly look: Timing
  readonly nothing: Timing
  readonly start: Timing
  readonly parse: Timing & { readonly what: string }
}

async function changing(count: number): Promise<Changing> {
  const files = filesOf(installation(count), 1)
  const paths = [...files.keys()]
  const repository = repositoryOf(files)
  const server = await serveRepository(repository.gitDir)
  const folder = createFolder()
  const mirror = join(folder, 'floor.git')
  await git('clone', '--quiet', '--bare', server.url, mirror)
  const installed = await openInstalled(server.url, folder)
  let round = 0
  try {
    const times = await medians(
      {
        fetch: () => {
          const path = paths[(12_345 + 7919 * round) % count] ?? ''
          const text = (files.get(path) ?? '').replace(/edition: .*/, `edition: round-${round++}`)
          repository.commit({ files: { [path]: text } })
          return timed(() =>
            git(`--git-dir=${mirror}`, 'fetch', '--quiet', server.url, '+refs/heads/main:refs/heads/main'),
          )
        },
        work: () => installed.pass(1),
        list: () => git('ls-remote', server.url, 'refs/heads/main'),
        look: () => installed.look(),
        nothing: () => installed.again(),
      },
      ROUNDS,
    )
    await installed.pass(0)
    await installed.close()
    return { ...times, ...(await starting(repository, folder)) }
  } finally {
    await server.close()
    removeFolder(folder)
    repository.remove()
  }
}

/** An installation that has applied all of a repository, and goes on running. */
async function openInstalled(url: string, folder: string) {
  const path = join(folder, 'state')
  const source = openGit({ url, revision: 'main', name: 'local', privileged: true, mirrors: join(folder, 'cache') })
  const store = openFileStore({ path, mode: 'create', clock: systemClock })
  let state = await store.open()
  const inventory = await openInventory({ folder: path })
  const memo = createPassMemo()
  let before: readonly Snapshot[] = []
  const pass = async (changes?: number): Promise<void> => {
    const stored: State = state
    const snapshots = [await source.fetch(undefined, async (name) => revisionsOf(stored, name))]
    const given = { instant: systemClock.now(), actor: ACTOR, intents: [], approvals: [] }
    const { context, approving } = gatherContext(snapshots, stored, given)
    const planned = planPass(snapshots, stored, context, memo)
    const around = { store, clock: systemClock, actor: ACTOR, context, approving }
    const done = await commitPass(planned, stored, around)
    state = done.state
    await inventory.record(
      updatesOf(snapshots, inventory, { before, stored, state }),
      settledBy(memo, standing(state, snapshots)),
    )
    before = snapshots
    const made = planned.plans.reduce((sum, { plan, holds }) => sum + (holds.length > 0 ? 0 : plan.changes.length), 0)
    if (changes !== undefined && made !== changes) throw new Error(`${made} changes were made, not ${changes}`)
  }
  await pass()
  await pass(0)
  return {
    pass,
    look: () => source.fetch(undefined, async (name) => revisionsOf(state, name)),
    again: () => planPass(before, state, contextAt({ instant: systemClock.now() }), memo),
    close: () => store.close(),
  }
}

function standing({ head }: State, snapshots: readonly Pick<Snapshot, 'source' | 'revision'>[]): Standing {
  const sources = snapshots.map(({ source, revision }) => ({ name: source, revision, configuration: 'same' }))
  return { head, program: 'benchmark', sources, instant: systemClock.now() }
}

/** A start that asks the repository for its revision and finds that nothing is to be done. */
async function starting(repository: RepositoryFixture, folder: string): Promise<Pick<Changing, 'start' | 'parse'>> {
  const path = join(folder, 'state')
  const list = `[${readFileSync(join(path, 'checkpoint.ndjson'), 'utf8').trimEnd().replaceAll('\n', ',')}]`
  const { start, parse } = await medians({
    parse: () => JSON.parse(list),
    start: async () => {
      const store = openFileStore({ path, mode: 'readonly', clock: systemClock })
      const state = await store.open()
      const inventory = await openInventory({ folder: path, isReadonly: true })
      const { commit } = await resolveRevision({ gitDir: repository.gitDir, shown: 'here' }, 'main')
      const now = standing(state, [{ source: 'local', revision: commit }])
      if (!isSettled(inventory.settled(), now)) throw new Error('the start does not know that nothing has changed')
      await store.close()
    },
  })
  return { start, parse: { what: '`JSON.parse` of the checkpoint’s bytes', ...parse } }
}

async function kubernetesAgain(): Promise<readonly Row[]> {
  const data = dataFolder()
  if (data === undefined) return []
  const files = await importedTree(join(data, 'kubernetes-org/config'))
  const stored = await stateOfFiles(files)
  const snapshot = snapshotOfFiles(files)
  const memo = createPassMemo()
  const { nothing } = await medians({ nothing: () => planPass([snapshot], stored, contextAt(), memo) })
  return [within('kubernetes-org: check and plan again with what the last pass left, nothing changed', nothing, 50)]
}

function git(...words: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', words, { stdio: 'ignore' })
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`git ended with ${code}`))))
  })
}
