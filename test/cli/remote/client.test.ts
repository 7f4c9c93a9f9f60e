import type { RequestListener } from 'node:http'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { allOf, createServer, type Limits } from '../../../src/cli/remote/client.ts'
import { ConfigError, SourceError } from '../../../src/model/errors.ts'
import { startListening } from '../../support/issuer.ts'
import { ran } from '../../support/terminal.ts'

const LIMITS: Limits = { silenceMs: 20_000, bytes: 1000, lineBytes: 500, waitMs: 1000, waits: 2 }
/** Where the server is to be silent; anywhere else a pause of this process, in which the server runs too, would count as that. */
const IMPATIENT: Limits = { ...LIMITS, silenceMs: 200 }

/** What a client says of a server that answers so. */
async function failure(
  answer: RequestListener,
  path: 'ask' | 'records' = 'ask',
  limits: Limits = LIMITS,
): Promise<string> {
  const server = await startListening(answer)
  try {
    const client = createServer({ base: server.url, token: 'secret-token' }, limits)
    if (path === 'ask') await client.ask('/status')
    else for await (const _ of (await client.records('/declarations')).value);
    return 'nothing'
  } catch (error) {
    assert.ok(error instanceof SourceError || error instanceof ConfigError)
    assert.not.match(`${error.message} ${error.help}`, 'secret-token')
    return error.message.replace(server.url, 'S')
  } finally {
    await server.stop()
  }
}

const json =
  (value: unknown, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    void response
      .writeHead(200, { 'content-type': 'application/json', 'charter-revision': '7', ...headers })
      .end(JSON.stringify(value))

const status =
  (code: number, problem: object = {}, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    void response
      .writeHead(code, { 'content-type': 'application/problem+json', ...headers })
      .end(JSON.stringify(problem))

test('every refusal is said with its cause, and what the server says is shown as one harmless line', async () => {
  assert.is(
    await failure(status(400, { detail: 'the parameter at\u001b[31m names nothing' })),
    'the server S refuses the question: the parameter at\\u{1b}[31m names nothing',
  )
  assert.is(await failure(status(401)), 'the server S does not know who asks')
  assert.is(
    await failure(status(403, { detail: 'x'.repeat(500) })),
    `the server S does not tell this to the one whose token it is: ${'x'.repeat(300)}`,
  )
  assert.is(
    await failure(status(404)),
    'the server S has nothing of that name, or does not show it to the one whose token it is',
  )
  assert.is(
    await failure(status(429, {}, { 'retry-after': '12' })),
    'the server S is asked too often: ask again in 12 s',
  )
  assert.is(
    await failure(status(503, { detail: 'nothing has been reconciled yet' })),
    'the server S cannot answer now: nothing has been reconciled yet',
  )
  assert.is(await failure(status(500, { detail: 7 })), 'the server S answered 500')
})

test('an organization that is not there is named as it was asked for', async () => {
  const server = await startListening(status(404))
  const client = createServer({ base: server.url, token: undefined }, LIMITS)
  const missing = async (work: () => Promise<unknown>) =>
    work().then(
      () => 'nothing',
      (error: Error) => error.message.replace(server.url, 'S'),
    )
  const no = 'the server S has no organization `nope`, or does not show it to the one whose token it is'
  assert.is(await missing(() => client.ask('/organizations/nope/usage')), no)
  assert.is(await missing(() => client.records('/declarations', { organization: 'nope' })), no)
  await server.stop()
})

test('a redirect is not followed, so that nobody else is given the token', async () => {
  const asked: string[] = []
  const other = await startListening((request, response) => {
    asked.push(String(request.headers.authorization))
    response.end('{}')
  })
  assert.is(
    await failure(status(302, {}, { location: `${other.url}/api/v1/status` })),
    `the server S sends to ${other.url} (302)`,
  )
  const places = {
    'https://user:secret-token@charter.example/charter/api/v1/status?token=secret-token':
      'https://charter.example/charter',
    '/elsewhere/api/v1/status': 'S/elsewhere',
    'javascript:alert(1)': 'another address',
  }
  for (const [location, place] of Object.entries(places)) {
    const told = await failure(status(308, {}, { location }))
    assert.is(told.replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'S'), `the server S sends to ${place} (308)`)
  }
  assert.is(await failure(status(301)), 'the server S sends to another address (301)')
  assert.equal(asked, [])
  await other.stop()
})

test('an address with https where nobody speaks it is told apart from one where nothing listens', async () => {
  const server = await startListening()
  const base = server.url.replace('http:', 'https:')
  const told = async () =>
    createServer({ base, token: undefined }, LIMITS)
      .ask('/status')
      .catch((error: Error) => error.message.replace(base, 'S'))
  assert.is(await told(), 'the server S cannot be reached: it speaks http and no https there')
  await server.stop()
  assert.is(await told(), 'the server S cannot be reached: nothing listens at this address')
})

test('what is no answer of Charter is not taken for one', async () => {
  const page: RequestListener = (_, response) =>
    void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>')
  assert.is(await failure(page), 'what S answers is not the API of Charter')
  assert.is(await failure(page, 'records'), 'what S answers is not the API of Charter')
  const lines = { 'content-type': 'application/x-ndjson' }
  assert.is(
    await failure((_, response) => void response.writeHead(200, lines).end('{}\n'), 'records'),
    'what S answers is not the API of Charter',
  )
})

test('an answer ends within its size, its time, and as a whole', async () => {
  const lines = { 'content-type': 'application/x-ndjson', 'charter-revision': '7' }
  assert.is(await failure(json('x'.repeat(2000))), 'the answer of S has more than 1000 bytes')
  assert.is(
    await failure(() => undefined, 'ask', IMPATIENT),
    'the server S cannot be reached: nothing came for 0 seconds',
  )
  assert.is(
    await failure((_, response) => void response.writeHead(200, lines).write('{}\n'), 'records', IMPATIENT),
    'the server S cannot be reached: nothing came for 0 seconds',
  )
  assert.is(
    await failure((_, response) => void response.writeHead(200, lines).end('{}\n{'), 'records'),
    'the server S cannot be reached: the connection broke off',
  )
  assert.is(
    await failure((_, response) => {
      response.writeHead(200, { ...lines, 'content-length': '400' }).write('{}\n')
      setTimeout(() => response.destroy(), 20)
    }, 'records'),
    'the server S cannot be reached: the connection broke off',
  )
})

test('a list is read to its end, at the revision of its first page', async () => {
  const server = await startListening((request, response) => {
    const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page') ?? '1')
    const link = page < 3 ? `<${request.url?.split('?')[0]}?page=${page + 1}&name=a>; rel="next", </x>; rel="last"` : ''
    json([page], { link, 'charter-revision': String(6 + page) })(request, response)
  })
  const { value, seq } = await allOf(
    createServer({ base: server.url, token: undefined }),
    '/users',
    { name: 'a' },
    true,
  )
  assert.equal([value, seq], [[1, 2, 3], 7])
  assert.equal(server.asked, [
    '/api/v1/users?page_size=300&name=a',
    '/api/v1/users?page=2&name=a&seq=7',
    '/api/v1/users?page=3&name=a&seq=7',
  ])
  await server.stop()
})

test('a server that asks to come later is asked again, for a while', async () => {
  let refusals = 2
  const later = status(429, {}, { 'retry-after': '1' })
  const server = await startListening((request, response) => {
    if (refusals-- > 0) later(request, response)
    else json({ ready: true })(request, response)
  })
  const client = createServer({ base: server.url, token: undefined }, LIMITS)
  assert.equal((await client.ask('/status')).value, { ready: true })
  assert.is(server.asked.length, 3)
  await server.stop()
  assert.is(await failure(later), 'the server S is asked too often: ask again in 1 s')
})

test('a server that cannot be reached is exit code 1, with what to do', async () => {
  const server = await startListening()
  await server.stop()
  const { code, out, err } = await ran(['get', 'users', '--server', server.url])
  assert.equal([code, out], [1, ''])
  assert.is(
    err.replace(server.url, 'S'),
    'charter: the server S cannot be reached: nothing listens at this address\n  check the address, and that `charter run` listens there\n',
  )
})

test('an answer that goes on may take longer than silence may', async () => {
  const server = await startListening((_, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson', 'charter-revision': '7' })
    let count = 0
    const timer = setInterval(() => {
      response.write(`${++count}\n`)
      if (count < 5) return
      clearInterval(timer)
      response.end()
    }, 600)
  })
  const limits = { ...LIMITS, silenceMs: 2500 }
  const { value } = await createServer({ base: server.url, token: undefined }, limits).records('/declarations')
  const lines: string[] = []
  for await (const line of value) lines.push(line)
  assert.equal(lines, ['1', '2', '3', '4', '5'])
  await server.stop()
})

test.run()
