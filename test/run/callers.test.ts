import { spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync, renameSync } from 'node:fs'
import { request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createLog } from '../../src/lib/log.ts'
import { openAdmission } from '../../src/run/admission.ts'
import { objectOf, requestAbout, reviewOf } from '../support/admission.ts'
import { movedClock } from '../support/asking.ts'
import { makeCertificates } from '../support/clustercertificates.ts'
import { createFolder } from '../support/folder.ts'
import { untilTrue } from '../support/waiting.ts'

const REVIEW = JSON.stringify(reviewOf(requestAbout(objectOf('User', 'acme', 'ada', {}))))

interface Pair {
  readonly cert: string
  readonly key: string
}

const [folder, elsewhere] = [createFolder({}), createFolder({})]
const [own, foreign] = [makeCertificates(folder), makeCertificates(elsewhere)]

/** A client certificate of the right authority that ended yesterday. */
function endedPair(): Pair {
  const run = (...words: readonly string[]): void => {
    const { status, stderr } = spawnSync('openssl', words, { cwd: folder, encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
  }
  run('req', '-new', '-key', own.admin.key, '-subj', '/CN=late', '-out', 'late.csr')
  const by = ['-CA', own.ca, '-CAkey', 'ca.key', '-CAcreateserial']
  run('x509', '-req', '-in', 'late.csr', ...by, '-days', '-1', '-out', 'late.crt')
  return { cert: join(folder, 'late.crt'), key: own.admin.key }
}

/** The status of an answer, or `refused`. */
function ask(port: number, pair?: Pair, maxVersion: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.3'): Promise<number | 'refused'> {
  const proof = pair === undefined ? {} : { cert: readFileSync(pair.cert), key: readFileSync(pair.key) }
  return new Promise((resolve) => {
    const target = { host: '127.0.0.1', port, path: '/admission/cluster', method: 'POST', maxVersion }
    const options = {
      ...target,
      headers: { 'content-type': 'application/json' },
      ca: readFileSync(own.ca),
      agent: false,
    }
    const asked = request({ ...options, ...proof }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
    asked.on('error', () => resolve('refused'))
    asked.end(REVIEW)
  })
}

interface Served {
  readonly port: number
  readonly refusals: readonly string[]
  readonly said: readonly Readonly<Record<string, unknown>>[]
}

async function serving(clientCaFile: string, work: (one: Served) => Promise<void>): Promise<void> {
  const [said, refusals]: [Readonly<Record<string, unknown>>[], string[]] = [[], []]
  const write = (line: string): void => void said.push(JSON.parse(line))
  const log = createLog({ level: 'debug', format: 'json', write })
  const files = { certificateFile: own.serving.cert, keyFile: own.serving.key, clientCaFile }
  const refused = (reason: string): void => void refusals.push(reason)
  const around = { admit: async () => ({ warnings: [] }), clock: movedClock(), log, refused, lookMs: 20 }
  const server = await openAdmission(files, around)
  await server.listen({ host: '127.0.0.1', port: 0 })
  try {
    await work({ port: (server.server.address() as AddressInfo).port, refusals, said })
  } finally {
    await server.close()
  }
}

test('whoever asks has to show a certificate of the authority that is named, in every version of TLS', async () => {
  await serving(own.ca, async ({ port, refusals, said }) => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      assert.is(await ask(port, own.admin, version), 200)
      assert.is(await ask(port, undefined, version), 'refused')
      assert.is(await ask(port, foreign.admin, version), 'refused')
      assert.is(await ask(port, endedPair(), version), 'refused')
    }
    await untilTrue(() => refusals.length === 6)
    assert.equal(refusals, ['missing', 'untrusted', 'expired', 'missing', 'untrusted', 'expired'])
    assert.equal(
      said.map(({ level, msg, reason }) => [level, msg, reason]),
      ['missing', 'untrusted', 'expired'].map((reason) => [
        'warn',
        'somebody who may not ask the admission webhook was refused',
        reason,
      ]),
    )
  })
})

test('another authority counts from when its file changes; a file that holds none is not used', async () => {
  const file = join(createFolder({}), 'client-ca.crt')
  // As a whole: who looks at the same moment must not find half of it.
  const put = (path: string): void => {
    copyFileSync(path, `${file}.new`)
    renameSync(`${file}.new`, file)
  }
  put(own.ca)
  await serving(file, async ({ port, said, refusals }) => {
    assert.is(await ask(port, foreign.admin), 'refused')
    put(foreign.ca)
    await untilTrue(() => said.some(({ msg }) => msg === 'certificate of the admission webhook was renewed'))
    assert.is(await ask(port, foreign.admin), 200)
    assert.is(await ask(port, own.admin), 'refused')
    await untilTrue(() => refusals.length === 2)
    const untrusted = said.filter(({ reason }) => reason === 'untrusted')
    assert.is(untrusted.length, 2, 'what was said before the files changed is said again')
    put(own.admin.key)
    await untilTrue(() => said.some(({ reason }) => reason === 'the client authority is not a certificate in PEM'))
    assert.is(await ask(port, foreign.admin), 200)
    assert.is(await ask(port, own.admin), 'refused')
  })
})

test('it does not begin without the authority that it is told of: that would let everybody in', async () => {
  const begin = (clientCaFile: string): Promise<string> =>
    serving(clientCaFile, async () => undefined).then(
      () => 'begun',
      (error: Error) => error.message,
    )
  assert.match(await begin(join(folder, 'not-there.crt')), /: the file \/.*not-there\.crt cannot be read$/)
  assert.match(await begin(own.admin.key), /: the client authority is not a certificate in PEM$/)
  assert.match(await begin(endedPair().cert), /: every certificate of the client authority has ended$/)
})

test.run()
