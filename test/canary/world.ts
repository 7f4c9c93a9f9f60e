import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { createFolder, removeFolder, writeFiles } from '../support/folder.ts'
import { serveRepository } from '../support/gitserver.ts'
import { startReceiver } from '../support/receiver.ts'
import { createRepository } from '../support/repository.ts'
import { startProcess, until } from '../support/running.ts'
import { declare, hook, operate, type Put, talk } from './asked.ts'
import { bad, CLIENT_TOKEN, configurationOf, good, plant, type Value } from './planted.ts'
import type { Canary } from './scanner.ts'

/** Everything that left a program into which secrets were put wherever one can go in. */
export interface World {
  readonly canaries: readonly Canary[]
  readonly surfaces: ReadonlyMap<string, Buffer>
}

/** A git that writes down how it was called, before it does what it should. */
function watchedGit(folder: string): string {
  const bin = join(folder, 'bin')
  const real = (process.env.PATH ?? '').split(':').find((one) => existsSync(join(one, 'git'))) ?? '/usr/bin'
  const script = `#!/bin/sh\nprintf '%s\\n' "$@" >> ${folder}/seen/arguments\nenv >> ${folder}/seen/environment\nexec ${real}/git "$@"\n`
  writeFiles(folder, { 'bin/git': script, 'seen/arguments': '' })
  chmodSync(join(bin, 'git'), 0o755)
  return `${bin}:${process.env.PATH}`
}

/** Runs everything once, and gives what came out of it. */
export async function makeWorld(): Promise<World> {
  const planted = plant()
  const value: Value = (what) => planted.get(what)?.value ?? ''
  const folder = createFolder({ 'secrets/smtp': value('secret in a file') })
  for (const name of ['tmp', 'cwd']) mkdirSync(join(folder, name))
  const path = watchedGit(folder)
  const receiver = await startReceiver()
  const failing = (response: ServerResponse): void =>
    void response.writeHead(500, { 'x-echo': value('answer of a server') }).end(value('answer of a server'))
  receiver.replies.push(...Array.from({ length: 200 }, () => failing))
  const repository = createRepository({ bare: true })
  const declarations = { 'acme.yaml': good(receiver.url), ...bad(value) }
  repository.commit({ files: declarations, message: `Begin\n\nWith ${value('commit message')} in it` })
  const server = await serveRepository(repository.gitDir, { password: value('git password') })
  const environment = {
    PATH: path,
    TMPDIR: join(folder, 'tmp'),
    GIT_TOKEN: value('git password'),
    HOOK: value('webhook secret'),
    SLACK: `${receiver.url}/${value('notification address')}`,
    KEY: value('notification key'),
    METER: value('usage token'),
    DB_PASSWORD: value('secret in the environment'),
  }
  const surfaces = new Map<string, Buffer>()
  const put = (name: string, ...texts: readonly (string | Uint8Array)[]): void =>
    void surfaces.set(
      name,
      Buffer.concat([surfaces.get(name) ?? Buffer.alloc(0), ...texts.map((one) => Buffer.from(one))]),
    )
  const state = join(folder, 'cwd/state')
  const configuration = (format: string): string =>
    configurationOf({
      format,
      git: server.url,
      receiver: receiver.url,
      secrets: join(folder, 'secrets'),
      token: value(CLIENT_TOKEN),
    })
  try {
    const first = startProcess(join(folder, 'cwd'), configuration('json'), environment)
    try {
      await until('the first pass', () => first.log().some(({ msg }) => msg === 'pass is over'))
      await talk(first, value, put)
      writeFiles(folder, { 'secrets/smtp': value('rotated secret') })
      repository.commit({ files: { 'more.txt': 'x' } })
      const answer = await hook(first, value, `{"ref":"refs/heads/main","x":"${value('body of a call')}"}`)
      put('HTTP answers', answer.body)
      await until('the second pass', () => first.log().filter(({ msg }) => msg === 'pass is over').length > 1)
      put('command line', ...(await operate(state, folder)))
    } finally {
      await first.end('SIGTERM')
    }
    const second = startProcess(join(folder, 'cwd'), configuration('text'), environment)
    await until('it starts again', () => /INFO +started/.test(second.said.err) || second.child.exitCode !== null)
    await second.end('SIGTERM')
    put('log as JSON', first.said.out, first.said.err)
    put('log as text', second.said.out, second.said.err)
    writeFiles(folder, declarationsIn('orgs', declarations))
    put('command line', ...(await declare(folder, value)))
    collect({ folder, state }, put)
    put(
      'notifications',
      ...receiver.calls.map(({ body, headers }) => body + JSON.stringify({ ...headers, authorization: '' })),
    )
    const made = ['secrets', 'own'].map((from) => ({
      what: `a key that was made below ${from}`,
      value: readFileSync(join(folder, from, 'made/robot'), 'utf8').trim(),
    }))
    return { canaries: [...planted.values(), ...made], surfaces }
  } finally {
    await Promise.all([server.close(), receiver.close()])
    repository.remove()
    removeFolder(folder)
  }
}

const declarationsIn = (folder: string, files: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]))

/** What lies on the disk afterwards. */
function collect({ folder, state }: { readonly folder: string; readonly state: string }, put: Put): void {
  const surface = (name: string): string => {
    if (name.startsWith('ledger')) return 'ledger'
    if (name.startsWith('checkpoint')) return 'checkpoint'
    return name.startsWith('inventory') ? 'inventory' : 'other files of the state'
  }
  for (const [name, bytes] of filesBelow(state)) put(surface(name), `${name}\n`, bytes)
  for (const [name, bytes] of filesBelow(join(folder, 'other'))) put(`${surface(name)} of apply`, `${name}\n`, bytes)
  for (const [name, bytes] of filesBelow(join(folder, 'tmp'))) put('temporary files', `${name}\n`, bytes)
  put('temporary files', '')
  put('arguments of git', readFileSync(join(folder, 'seen/arguments')))
  put('environment of git', readFileSync(join(folder, 'seen/environment')))
  put('names in the working folder', `${readdirSync(join(folder, 'cwd')).sort().join('\n')}\n`)
}

function filesBelow(folder: string): readonly (readonly [name: string, bytes: Buffer])[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => [name, readFileSync(join(folder, name))] as const)
}
