import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ran } from '../support/terminal.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const image =
  readFileSync(`${root}/Dockerfile`, 'utf8')
    .replaceAll('\\\n', ' ')
    .split(/\nFROM /)
    .at(-1) ?? ''

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

test('the image has what reading repositories needs, and a user who is not root', () => {
  const [, packages = ''] = /--no-install-recommends (.*?) +&&/.exec(image) ?? []
  assert.equal(packages.split(' ').sort(), ['ca-certificates', 'git', 'gnupg', 'openssh-client', 'tini'])
  assert.match(image, /^USER 65532:65532$/m)
})

test('Node takes the options of the image, and none of them writes reports or dumps', () => {
  const [, options = ''] = /^ENV NODE_OPTIONS="(.*)"$/m.exec(image) ?? []
  assert.not.match(options, /report|heap|inspect|diagnostic/)
  assert.is(spawnSync(process.execPath, ['-e', ''], { env: { NODE_OPTIONS: options } }).status, 0)
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
