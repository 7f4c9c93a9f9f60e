import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { makeCertificates } from '../support/clustercertificates.ts'
import { createFolder, removeFolder, writeFiles } from '../support/folder.ts'
import { ask } from '../support/http.ts'
import { type RunningProcess, startProcess } from '../support/running.ts'
import { ran } from '../support/terminal.ts'
import { untilTrue } from '../support/waiting.ts'
import { addressOf, operate, read } from './asked.ts'
import type { Door } from './clusterdoor.ts'
import {
  badObjects,
  brokenKubeconfigs,
  brokenObjects,
  clusterConfiguration,
  goodObjects,
  plantInCluster,
} from './clusterplanted.ts'
import { CLIENT_TOKEN, type Value } from './planted.ts'
import type { Canary } from './scanner.ts'
import { collectState, createSurfaces, filesBelow, type Put, type World } from './surfaces.ts'

/** Opens a cluster; `authority` (a path) has signed the certificate of the program's webhook. */
export type OpenDoor = (value: Value, authority: string) => Promise<Door>

/** Whether the cluster takes what its definitions do not know. */
export interface ClusterKind {
  readonly open: OpenDoor
  readonly isLoose: boolean
}

/** Runs the program on a cluster once, and gives what came out of it. */
export async function makeClusterWorld({ open, isLoose }: ClusterKind): Promise<World> {
  const planted = plantInCluster()
  const value: Value = (what) => planted.get(what)?.value ?? ''
  const folder = createFolder()
  for (const name of ['tmp', 'cwd', 'certificates']) mkdirSync(join(folder, name))
  const { ca, serving } = makeCertificates(join(folder, 'certificates'))
  const { surfaces, put } = createSurfaces()
  const made: Canary[] = []
  const door = await open(value, ca)
  try {
    await door.secret(value('secret in a cluster'))
    await door.apply([
      ...goodObjects(value),
      ...badObjects(value, 'globex'),
      ...(isLoose ? brokenObjects(value, 'initech') : []),
    ])
    const configuration = clusterConfiguration({
      kubeconfig: door.kubeconfig,
      certificate: serving,
      token: value(CLIENT_TOKEN),
    })
    const program = startProcess(join(folder, 'cwd'), configuration, { TMPDIR: join(folder, 'tmp') })
    try {
      await begun(program, door)
      // Another installation, of another state, hands over its own at the same place.
      made.push({ what: 'the key of the program', value: door.handed() })
      await use(program, { door, value, put, folder })
    } finally {
      await program.end('SIGTERM')
    }
    put('log', program.said.out, program.said.err)
    collectState(join(folder, 'cwd/state'), put)
    for (const [name, bytes] of filesBelow(join(folder, 'tmp'))) put('temporary files', `${name}\n`, bytes)
    put('temporary files', '')
    made.push({ what: 'the key of apply', value: door.handed() })
    return { canaries: [...planted.values(), ...made], surfaces }
  } finally {
    await door.stop()
    removeFolder(folder)
  }
}

interface Used {
  readonly door: Door
  readonly value: Value
  readonly put: Put
  readonly folder: string
}

const happens = (program: RunningProcess, message: string): Promise<void> =>
  untilTrue(() => program.log().some(({ msg }) => msg === message) || program.child.exitCode !== null, 30_000)

/** Waits until everything is told of the first pass. */
async function begun(program: RunningProcess, door: Door): Promise<void> {
  await happens(program, 'handed over a secret')
  await untilTrue(() => Object.values(door.told()).every((text) => /SecretInline|handed-over/.test(text)), 30_000)
}

async function use(program: RunningProcess, { door, value, put, folder }: Used): Promise<void> {
  const token = value(CLIENT_TOKEN)
  const authorization = `Bearer ${value('token of an account')}`
  const port = Number(addressOf(program, 'http').port)
  const stranger = await ask(port, { path: '/api/v1/organizations', headers: { authorization } })
  put('HTTP refusals', JSON.stringify(stranger))
  await door.secret(value('rotated secret in a cluster'))
  program.child.kill('SIGHUP')
  await happens(program, 'a secret has changed')
  await door.more(program, put)
  await read(program, token, put)
  put('command line', ...(await operate(join(folder, 'cwd/state'), folder)))
  put('command line', ...(await declareInCluster({ door, value, folder })))
  for (const [name, text] of Object.entries(door.told())) put(name, text)
}

/** What somebody runs who reads the cluster from a command line, and who has a kubeconfig that is wrong. */
async function declareInCluster({
  door,
  value,
  folder,
}: Pick<Used, 'door' | 'value' | 'folder'>): Promise<readonly string[]> {
  const broken = brokenKubeconfigs(value)
  writeFiles(folder, Object.fromEntries(Object.entries(broken).map(([name, text]) => [`kubeconfigs/${name}`, text])))
  const own = ['--kubeconfig', door.kubeconfig]
  const state = ['--state', join(folder, 'other')]
  const commands = [
    ...['text', 'json', 'github', 'sarif'].map((format) => ['validate', ...own, '--format', format]),
    ...['text', 'json', 'markdown'].map((form) => ['plan', ...own, '-o', form, '--resolve-secrets', ...state]),
    ['apply', ...own, '--yes', ...state],
    ['diff', ...own, ...state],
    ['kubernetes', 'release-finalizers', '--dry-run', ...own],
    ...Object.keys(broken).map((name) => ['validate', '--kubeconfig', join(folder, 'kubeconfigs', name)]),
  ]
  const texts: string[] = []
  for (const words of commands) {
    const { code, out, err } = await ran(words, { environment: { TMPDIR: join(folder, 'tmp') } })
    texts.push(`$ ${words[0]} (${code})\n${out}${err}\n`)
  }
  return texts
}
