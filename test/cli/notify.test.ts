import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { configurationFile, LEAST } from '../support/configuration.ts'
import { type ReceiverServer, startReceiver } from '../support/receiver.ts'
import { ran } from '../support/terminal.ts'

const CANARY = 'canary-55d0e1f7'
const environment = { KEY: CANARY }

const schema = new URL('../../schemas/output/notify-test.schema.json', import.meta.url)
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(JSON.parse(readFileSync(schema, 'utf8')))

/** A configuration with a receiver of each sort at a server. */
async function withReceivers(work: (path: string, server: ReceiverServer) => Promise<void>): Promise<void> {
  const server = await startReceiver()
  const receivers = ['webhook', 'slack', 'github', 'gitlab'].map(
    (type) => `- {name: ${type}, type: ${type}, url: "${server.url}/${type}", tokenRef: {env: KEY}}\n`,
  )
  try {
    await work(configurationFile(`${LEAST}notifications:\n${receivers.join('')}`), server)
  } finally {
    await server.close()
  }
}

test('every receiver gets a test event, a Git server is only asked for the repository', async () => {
  await withReceivers(async (path, server) => {
    const { code, out, err } = await ran(['notify', 'test', '--config', path], { environment })
    assert.equal(out.split('\n'), [
      'ok       webhook (webhook)  the receiver took it (204)',
      'ok       slack (slack)  the receiver took it (204)',
      'ok       github (github)  the repository can be seen with this token (204); no status was written',
      'ok       gitlab (gitlab)  the repository can be seen with this token (204); no status was written',
      '',
    ])
    assert.equal([code, err], [0, ''])
    assert.equal(
      server.calls.map(({ method, path: at }) => `${method} ${at}`),
      ['POST /webhook', 'POST /slack', 'GET /github', 'GET /gitlab'],
    )
    assert.is(JSON.parse(server.calls[0]?.body ?? '{}').type, 'sh.charter.test.v1')
    assert.match(JSON.parse(server.calls[1]?.body ?? '{}').text, /^Test: charter: a test of the receiver slack/)
    assert.is(server.calls[2]?.headers.authorization, `Bearer ${CANARY}`)
    assert.is(server.calls[3]?.headers['private-token'], CANARY)
  })
})

test('one receiver can be named, and what answered is said; the exit code is 1 where it did not take it', async () => {
  await withReceivers(async (path, server) => {
    server.replies.push(401)
    const { code, out } = await ran(['notify', 'test', 'github', '--config', path], { environment })
    assert.is(out, 'FAILED   github (github)  the receiver does not take the token (401)\n')
    assert.equal([code, server.calls.length], [1, 1])
  })
})

test('as JSON it is what its schema says, also where a secret cannot be had', async () => {
  await withReceivers(async (path, server) => {
    const { code, out } = await ran(['notify', 'test', '--config', path, '-o', 'json'])
    assert.ok(validate(JSON.parse(out)), JSON.stringify(validate.errors))
    const { results } = JSON.parse(out)
    assert.equal(results[0], {
      name: 'webhook',
      type: 'webhook',
      result: 'failed',
      message: 'the variable KEY is not set',
    })
    assert.equal([code, results.length, server.calls.length], [1, 4, 0])
  })
})

test('a name that nobody has, a configuration without receivers, and a wrong one are usage errors', async () => {
  await withReceivers(async (path) => {
    const { code, err } = await ran(['notify', 'test', 'chat', '--config', path], { environment })
    assert.equal([code, /there is no receiver `chat`[\s\S]*webhook, slack, github and gitlab/.test(err)], [2, true])
  })
  const none = await ran(['notify', 'test', '--config', configurationFile(LEAST)])
  assert.equal([none.code, /names no receiver/.test(none.err)], [2, true])
  const wrong = await ran(['notify', 'test', '--config', configurationFile('stat: {}\n')])
  assert.equal([wrong.code, /unknown field/.test(wrong.err)], [2, true])
})

test.run()
