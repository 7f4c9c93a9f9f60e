import { execFileSync } from 'node:child_process'
import { closeSync, constants, openSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connect } from 'node:tls'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createLog } from '../../src/lib/log.ts'
import { openAdmission } from '../../src/run/admission.ts'
import type { Admit } from '../../src/run/admitting.ts'
import { objectOf, requestAbout, reviewOf } from '../support/admission.ts'
import { type MovedClock, movedClock } from '../support/asking.ts'
import { certified } from '../support/certified.ts'
import { createFolder } from '../support/folder.ts'
import { untilTrue } from '../support/waiting.ts'

const REVIEW = reviewOf(requestAbout(objectOf('User', 'acme', 'ada', {})))
const refused = (): void => undefined
const yes: Admit = async (source) => (source === 'cluster' ? { warnings: [] } : undefined)

interface Certified {
  readonly cert: string
  readonly key: string
  readonly clock?: MovedClock
}

interface Serving {
  readonly folder: string
  readonly port: number
  readonly log: readonly Readonly<Record<string, unknown>>[]
  put(files: Readonly<Record<string, string>>): void
}

/** Serves with a certificate until the work is done; files are looked at all the time. */
async function serving(
  work: (one: Serving) => Promise<void>,
  admit: Admit = yes,
  { clock = movedClock(), ...first }: Certified = certified(),
): Promise<void> {
  const folder = createFolder({ 'tls.crt': first.cert, 'tls.key': first.key })
  const log: Readonly<Record<string, unknown>>[] = []
  const write = (line: string): void => void log.push(JSON.parse(line))
  const around = { admit, clock, log: createLog({ level: 'debug', format: 'json', write }), refused, lookMs: 20 }
  const files = { certificateFile: join(folder, 'tls.crt'), keyFile: join(folder, 'tls.key') }
  const server = await openAdmission(files, around)
  await server.listen({ host: '127.0.0.1', port: 0 })
  try {
    const { port } = server.server.address() as AddressInfo
    await work({
      port,
      log,
      folder,
      put(now) {
        // As a whole: who looks at the same moment must not find half of it.
        for (const [name, text] of Object.entries(now)) {
          writeFileSync(join(folder, `${name}.new`), text)
          renameSync(join(folder, `${name}.new`), join(folder, name))
        }
      },
    })
  } finally {
    await server.close()
  }
}

function post(port: number, path: string, body: string, method = 'POST'): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' }
    const options = { host: '127.0.0.1', port, path, method, headers, rejectUnauthorized: false, agent: false }
    const asked = request(options, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }))
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

function serialAt(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().serialNumber)
      socket.destroy()
    })
    socket.on('error', reject)
  })
}

test('a review is answered over TLS; what is none, too large, or for no cluster is refused', async () => {
  await serving(async ({ port }) => {
    const right = await post(port, '/admission/cluster', JSON.stringify(REVIEW))
    assert.is(right.status, 200)
    assert.equal(JSON.parse(right.body).response, { uid: 'a1b2', allowed: true })
    assert.is((await post(port, '/admission/elsewhere', JSON.stringify(REVIEW))).status, 404)
    assert.is((await post(port, '/other', JSON.stringify(REVIEW))).status, 404)
    assert.is((await post(port, '/admission/cluster', '', 'GET')).status, 405)
    for (const body of ['{', '[]', 'null', '{"kind":"AdmissionReview"}', '{"__proto__":{"a":1}}'])
      assert.is((await post(port, '/admission/cluster', body)).status, 400, body)
    const large = await post(port, '/admission/cluster', JSON.stringify({ ...REVIEW, more: 'x'.repeat(5 * 2 ** 20) }))
    assert.is(large.status, 413)
  })
})

test('a bug is not told to whoever asks, and lets nothing through as judged', async () => {
  const broken: Admit = async () => {
    throw new Error('canary')
  }
  await serving(async ({ port }) => {
    const { status, body } = await post(port, '/admission/cluster', JSON.stringify(REVIEW))
    assert.is(status, 500)
    assert.not.match(body, /canary|allowed/)
  }, broken)
})

test('H24: the certificate is read again when it changes; one that cannot be used is not, and the one before stays', async () => {
  const [first, second] = [certified(), certified()]
  await serving(
    async ({ port, log, put }) => {
      const before = await serialAt(port)
      put({ 'tls.crt': second.cert })
      await untilTrue(() => log.length === 1)
      assert.is(log[0]?.msg, 'certificate of the admission webhook cannot be used')
      assert.is(log[0]?.reason, 'the key does not fit the certificate')
      assert.is(await serialAt(port), before)
      put({ 'tls.key': second.key })
      await untilTrue(() => log.length === 2)
      assert.is(log[1]?.msg, 'certificate of the admission webhook was renewed')
      const after = await serialAt(port)
      assert.is.not(after, before)
      put({ 'tls.key': 'canary' })
      await untilTrue(() => log.length === 3)
      assert.is(await serialAt(port), after)
      assert.not.match(JSON.stringify(log), /canary/)
    },
    yes,
    first,
  )
})

test('H24: while one look at the files lasts no other begins, which could end before it', async () => {
  const first = certified()
  await serving(
    async ({ folder, log, put }) => {
      const path = join(folder, 'tls.crt')
      // Whoever reads a pipe waits for its writer.
      execFileSync('mkfifo', [`${path}.pipe`])
      renameSync(`${path}.pipe`, path)
      let pipe: number | undefined
      await untilTrue(() => {
        try {
          pipe = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
        } catch {
          // Nobody reads yet.
        }
        return pipe !== undefined
      })
      await pause(200)
      put({ 'tls.crt': first.cert })
      writeSync(pipe ?? -1, first.cert)
      closeSync(pipe ?? -1)
      await pause(200)
      assert.equal(log, [])
    },
    yes,
    first,
  )
})

test('H24: it does not begin without a certificate that can be used', async () => {
  const [right, other] = [certified(), certified()]
  const rows = [
    [{ ...right, clock: movedClock('2099-01-01T00:00:00.000Z') }, /: the certificate ended at 20\d\d-/],
    [{ cert: right.cert, key: other.key }, /: the key does not fit the certificate$/],
    [{ cert: right.cert, key: '' }, /: the key is not a private key in PEM without a password$/],
  ] as const
  for (const [files, expected] of rows) {
    const message = await serving(async () => undefined, yes, files).catch((error: Error) => error.message)
    assert.match(message ?? '', expected)
  }
})

test('H24: nobody speaks TLS 1.1 with it, nor without TLS', async () => {
  await serving(async ({ port }) => {
    const old = await new Promise<string>((resolve) => {
      const options = {
        port,
        host: '127.0.0.1',
        rejectUnauthorized: false,
        minVersion: 'TLSv1.1',
        maxVersion: 'TLSv1.1',
      } as const
      const socket = connect({ ...options, ciphers: 'DEFAULT@SECLEVEL=0' }, () => resolve('connected'))
      socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(String(code)))
    })
    assert.match(old, /ALERT_PROTOCOL_VERSION|NO_PROTOCOLS|UNSUPPORTED/)
    const plain = await fetch(`http://127.0.0.1:${port}/admission/cluster`).catch(() => 'refused')
    assert.ok(plain === 'refused' || (plain as Response).status === 400)
  })
})

test.run()
