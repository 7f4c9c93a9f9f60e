import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { createFolder, removeFolder, writeFiles } from '../support/folder.ts'
import { serveRepository } from '../support/gitserver.ts'
import { startReceiver } from '../support/receiver.ts'
import { createRepository } from '../support/repository.ts'
import { startProcess, until } from '../support/running.ts'
import { declare, hook, operate, read, talk } from './asked.ts'
import { importAll } from './imported.ts'
import { bad, CLIENT_TOKEN, configurationOf, good, plant, type Value } from './planted.ts'
import type { Canary } from './scanner.ts'
import { canTrace, traceWords } from './strace.ts'
import { collectState, createSurfaces, filesBelow, type Put, type Sink, type World } from './surfaces.ts'
import { collectTrace, runTraced } from './traced.ts'

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
  const secrets = { smtp: value('secret in a file'), bootstrap: `${value('bootstrap token')}\n` }
  const folder = createFolder(below('secrets', secrets))
  for (const name of ['tmp', 'cwd']) mkdirSync(join(folder, name))
  const path = watchedGit(folder)
  const receiver = await startReceiver()
  const failing = (response: ServerResponse): void =>
    void response.writeHead(500, { 'x-echo': value('answer of a server') }).end(value('answer of a server'))
  receiver.replies.push(...Array.from({ length: 200 }, () => failing))
  const repository = createRepository({ bare: true })
  const declarations = { 'acme.yaml': good(receiver.url), ...bad(value) }
  repository.commit({
    files: declarations,
    author: `${value('author')} <${value('address of an author')}@acme.example>`,
    message: `Begin\n\nWith ${value('commit message')} in it`,
  })
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
  const { surfaces, put } = createSurfaces()
  const traces = ['run', 'apply'].map((name) => join(folder, `trace-${name}`))
  const sinks: Sink[] = []
  const state = join(folder, 'cwd/state')
  const common = { git: server.url, receiver: receiver.url, secrets: join(folder, 'secrets') }
  const made: Canary[] = []
  const take = (what: string, ...path: readonly string[]): void =>
    void made.push({ what, value: readFileSync(join(folder, ...path), 'utf8').trim() })
  try {
    const first = startProcess(
      join(folder, 'cwd'),
      configurationOf({ ...common, format: 'json', token: value(CLIENT_TOKEN) }),
      environment,
      canTrace ? traceWords(traces[0] ?? '') : [],
    )
    try {
      await until('the first pass', () => first.log().some(({ msg }) => msg === 'pass is over'))
      await talk(first, value, put)
      for (const name of ['robot', 'access']) take(`the key ${name}`, 'secrets/made', name)
      writeFiles(folder, { 'secrets/smtp': value('rotated secret') })
      repository.commit({ files: { 'acme.yaml': good(receiver.url, 2) } })
      const answer = await hook(first, value, `{"ref":"refs/heads/main","x":"${value('body of a call')}"}`)
      put('HTTP answers', answer.body)
      await until('the second pass', () => first.log().filter(({ msg }) => msg === 'pass is over').length > 1)
      put('command line', ...(await operate(state, folder)))
    } finally {
      await first.end('SIGTERM')
    }
    const second = startProcess(join(folder, 'cwd'), configurationOf({ ...common, format: 'text' }), environment)
    await until('it starts again', () => /INFO +started/.test(second.said.err) || second.child.exitCode !== null)
    take('the token of the operator', 'cwd/state/operator-token')
    await read(second, made.find(({ what }) => what === 'the token of the operator')?.value ?? '', put)
    await second.end('SIGTERM')
    put('log as JSON', first.said.out, first.said.err)
    put('log as text', second.said.out, second.said.err)
    writeFiles(folder, below('orgs', declarations))
    put('command line', ...(await declare(folder, value)), ...(await importAll(folder, value)))
    collect({ folder, state }, put)
    if (canTrace) {
      await runTraced(folder, { trace: traces[1] ?? '', environment, secrets })
      for (const trace of traces) sinks.push(...(await collectTrace(trace, folder, put)))
    }
    put(
      'notifications',
      ...receiver.calls.map(({ body, headers }) => body + JSON.stringify({ ...headers, authorization: '' })),
    )
    take('the key robot made anew', 'secrets/made/robot')
    for (const name of ['robot', 'access']) {
      take(`the key ${name} of apply`, 'own/made', name)
      if (canTrace) take(`the key ${name} of a traced apply`, 'traced/made', name)
    }
    return { canaries: [...planted.values(), ...made], surfaces, ...(canTrace ? { sinks } : {}) }
  } finally {
    await Promise.all([server.close(), receiver.close()])
    repository.remove()
    removeFolder(folder)
  }
}

const below = (folder: string, files: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]))

/** What lies on the disk afterwards. */
function collect({ folder, state }: { readonly folder: string; readonly state: string }, put: Put): void {
  collectState(state, put)
  collectState(join(folder, 'other'), put, ' of apply')
  for (const [name, bytes] of filesBelow(join(folder, 'tmp'))) put('temporary files', `${name}\n`, bytes)
  put('temporary files', '')
  put('arguments of git', readFileSync(join(folder, 'seen/arguments')))
  put('environment of git', readFileSync(join(folder, 'seen/environment')))
  put('names in the working folder', `${readdirSync(join(folder, 'cwd')).sort().join('\n')}\n`)
}
