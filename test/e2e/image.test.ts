import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createFolder } from '../support/folder.ts'
import { ran } from '../support/terminal.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const image =
  readFileSync(`${root}/Dockerfile`, 'utf8')
    .replaceAll('\\\n', ' ')
    .split(/\nFROM /)
    .at(-1) ?? ''

const [, nodeOptions = ''] = /^ENV NODE_OPTIONS="(.*)"$/m.exec(image) ?? []

/** The arguments of an instruction of the image that stand as JSON. */
function wordsOf(instruction: string): readonly string[] {
  const line = image.split('\n').find((one) => one.startsWith(`${instruction} `)) ?? ''
  return JSON.parse(line.slice(line.indexOf('[')))
}

test('the image runs the controller by default, below a process that collects what others leave', async () => {
  const [init, separator, node, program] = wordsOf('ENTRYPOINT')
  assert.equal([init, separator, node], ['tini', '--', 'node'])
  assert.ok(existsSync(`${root}/${program?.replace('/charter/', '')}`))
  const [command = '', option = ''] = wordsOf('CMD')
  assert.equal([command, option], ['run', '--config'])
  const { code, out } = await ran([command, '--help'])
  assert.is(code, 0)
  assert.match(out, `${option} <file>`)
})

/** What the image takes over from the stage that builds: from the root of the project, or made there. */
const copied = [...image.matchAll(/^COPY --from=build \/charter\/(\S+) \.\/(\S*)$/gm)].map(([, from = '']) => from)
const MADE = ['node_modules', 'dist']

test('what the image takes over is there and not left out, and runs without a home', () => {
  const ignored = readFileSync(`${root}/.dockerignore`, 'utf8').trim().split('\n')
  const own = copied.filter((name) => !MADE.includes(name))
  assert.equal(own, ['package.json', 'bin', 'schemas', 'examples'])
  assert.equal(
    own.filter((name) => ignored.includes(name) || !existsSync(join(root, name))),
    [],
  )
  const folder = createFolder()
  for (const name of own) cpSync(join(root, name), join(folder, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  execFileSync(process.execPath, [join(root, 'scripts/build.ts'), join(folder, 'dist')])
  const [, , , program = ''] = wordsOf('ENTRYPOINT')
  const words = [program.replace('/charter', folder), 'check', '--config', `${root}/deploy/base/charter-run.yaml`]
  const { status, stdout, stderr } = spawnSync(process.execPath, [...words, '--init'], {
    cwd: '/',
    env: { PATH: process.env.PATH, HOME: '/nonexistent', NODE_OPTIONS: nodeOptions },
    encoding: 'utf8',
  })
  assert.equal([status, stderr], [1, ''])
  assert.match(stdout, /source cluster/)
})

test('the image has what reading repositories needs, and a user who is not root', () => {
  const [, packages = ''] = /--no-install-recommends (.*?) +&&/.exec(image) ?? []
  assert.equal(packages.split(' ').sort(), ['ca-certificates', 'git', 'gnupg', 'openssh-client', 'tini'])
  assert.match(image, /^USER 65532:65532$/m)
  assert.match(image, / groupadd --gid 65532 charter /)
  assert.match(image, / useradd --uid 65532 --gid 65532 .* charter /)
})

test('Node takes the options of the image, and none of them writes reports or dumps', () => {
  assert.not.match(nodeOptions, /report|heap|inspect|diagnostic/)
  assert.is(spawnSync(process.execPath, ['-e', ''], { env: { NODE_OPTIONS: nodeOptions } }).status, 0)
})

test('the health check of the image tells a program that answers from one that is stuck or gone', async () => {
  const [, ...words] = wordsOf('HEALTHCHECK')
  let status = 200
  const asked: (string | undefined)[] = []
  const server = createServer(({ url }, response) => {
    asked.push(url)
    response.writeHead(status).end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const health = async (): Promise<unknown> => {
    const child = spawn(process.execPath, words, { env: { HEALTH_PORT: String(port) } })
    return (await once(child, 'exit'))[0]
  }
  assert.is(await health(), 0)
  status = 503
  assert.is(await health(), 1)
  assert.equal(asked, ['/healthz', '/healthz'])
  server.close()
  server.closeAllConnections()
  assert.is(await health(), 1)
})

test.run()
