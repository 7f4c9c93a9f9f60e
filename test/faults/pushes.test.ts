import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Status } from '../../src/model/status.ts'
import { type Chance, createChance } from '../support/chance.ts'
import { createFolder, removeFolder } from '../support/folder.ts'
import { type GitServer, serveRepository } from '../support/gitserver.ts'
import { createRepository, type RepositoryFixture } from '../support/repository.ts'
import { type RunningProcess, startProcess, until } from '../support/running.ts'
import { ran } from '../support/terminal.ts'
import { createPusher, type Pusher } from './pushing.ts'
import { createWitness, type Witness } from './witness.ts'

const PUSHES = 200
const SEED = Number(process.env.CHARTER_TEST_SEED ?? 20261122)

interface Stage {
  readonly state: string
  readonly repository: RepositoryFixture
  readonly server: GitServer
  readonly chance: Chance
  readonly pusher: Pusher
  readonly witness: Witness
  start(): RunningProcess
}

async function onStage(work: (stage: Stage) => Promise<void>): Promise<void> {
  const folder = createFolder()
  const state = join(folder, 'state')
  const repository = createRepository({ bare: true })
  const server = await serveRepository(repository.gitDir)
  const chance = createChance(SEED)
  const started: RunningProcess[] = []
  const configuration = [
    'state: {path: state}',
    'http: {listen: "127.0.0.1:0"}',
    'log: {format: json}',
    'sources:',
    `  - {name: people, privileged: true, git: {url: "${server.url}", branch: main, interval: 150ms}}`,
    '',
  ].join('\n')
  const start = (): RunningProcess => {
    const program = startProcess(folder, configuration)
    started.push(program)
    return program
  }
  try {
    const pusher = createPusher(repository, chance)
    await work({ state, repository, server, chance, pusher, witness: createWitness(state), start })
  } finally {
    for (const { child } of started) child.kill('SIGKILL')
    await server.close()
    repository.remove()
    removeFolder(folder)
  }
}

const isStarted = (program: RunningProcess): boolean => program.log().some(({ msg }) => msg === 'started')

/** Lets a program run for a while of pushes, and kills it; gives how many were made. */
async function life({ chance, pusher, witness, start }: Stage, most: number): Promise<number> {
  const program = start()
  // One of four is killed while it starts, recovers or reads for the first time, whatever it has come to by then.
  if (chance.below(4) === 0) await pause(chance.below(1000))
  else await until('the start', () => isStarted(program))
  const count = Math.min(most, 1 + chance.below(14))
  for (let made = 0; made < count; made++) {
    const held = program.log().findLast(({ msg }) => msg === 'held')
    if (held !== undefined && chance.below(3) === 0) pusher.approve(String(held.digest))
    else pusher.push()
    if (chance.below(2) === 0) await witness.ask(program)
    await pause(chance.below(160))
  }
  await pause(chance.below(400))
  await witness.ask(program)
  await witness.read()
  await program.end('SIGKILL')
  await witness.check(program)
  return count
}

/** Approves what is held until all of a commit is in force; gives the status then. */
async function settle({ pusher, witness }: Stage, program: RunningProcess): Promise<Status> {
  let head = pusher.repair()
  const asked = new Set<string>()
  let last: Status | undefined
  await until('all in force', async () => {
    last = await witness.ask(program)
    const [source] = last?.sources ?? []
    const holds = [...(source?.holds ?? []), ...(last?.units ?? []).flatMap((unit) => unit.holds)]
    const next = holds.find(({ digest }) => !asked.has(digest))
    if (next !== undefined) {
      asked.add(next.digest)
      head = pusher.approve(next.digest)
    }
    return last?.isReady !== false && source?.applied === head && source.attempted === head
  })
  if (last === undefined) throw new Error('nothing was told')
  return last
}

test(`P02: of ${PUSHES} pushes nothing that was told is lost, however often the program is killed (seed ${SEED})`, async () => {
  await onStage(async (stage) => {
    let [pushed, lives] = [0, 0]
    for (; pushed < PUSHES; lives++) pushed += await life(stage, PUSHES - pushed)
    const program = stage.start()
    await until('the start', () => isStarted(program))
    const status = await settle(stage, program)
    assert.equal(
      status.units.filter(({ holds, problems }) => holds.length + problems.length > 0),
      [],
    )
    assert.is(await program.end('SIGTERM'), 0)
    await stage.witness.check(program)
    const declared = ['--git', stage.repository.path, '--revision', 'main', '--source', 'people']
    const planned = await ran(['plan', ...declared, '--state', stage.state, '--detailed-exitcode'])
    assert.is(planned.code, 0, planned.out + planned.err)
    const { told } = stage.witness
    const sorts = [...stage.pusher.made].map(([sort, count]) => `${count} ${sort}`).join(', ')
    console.log(`${lives} kills, ${told.heads} heads and ${told.applied} units were told; pushes: ${sorts}`)
    assert.ok(told.heads > 40 && told.applied > 20, 'the program was killed before it could tell anything')
  })
})

test.run()
