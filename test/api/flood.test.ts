import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Running, running } from '../support/controller.ts'
import { createFolder } from '../support/folder.ts'
import { until } from '../support/running.ts'

/** The declaration of acme number `count`: so many users, and a tag that says so. */
const acme = (count: number): string => `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme
  tags: [t${count}]
  users:
    - {name: ada, email: ada@acme.example, admin: true}
${Array.from({ length: count }, (_, index) => `    - {name: u${index}, email: u${index}@acme.example}\n`).join('')}`

interface Answer {
  readonly status: number
  readonly revision: number
  readonly etag: string
  readonly text: string
}

interface Site {
  readonly running: Running
  readonly port: number
  /** Reads as the operator, from an address of this machine of its own. */
  get(path: string, from?: string, token?: string): Promise<Answer>
  /** Declares acme anew, and gives the revision at which that is in force. */
  declare(count: number): Promise<number>
}

/** A running program with a limit on requests, until the work is done. */
async function onSite(
  rateLimit: { perSecond: number; burst: number },
  work: (site: Site) => Promise<void>,
): Promise<void> {
  const folder = createFolder({ 'acme.yaml': acme(0) })
  const path = createFolder()
  rmSync(path, { recursive: true })
  const more = { http: { host: '127.0.0.1', port: 0 }, state: { path, init: true }, rateLimit }
  await running(
    [{ folder }],
    async (one) => {
      const port = Number(new URL(one.controller.http ?? '').port)
      const own = readFileSync(one.controller.tokenPath ?? '', 'utf8').trim()
      await work({
        running: one,
        port,
        get: (asked, from = '127.0.0.2', token = own) => getFrom(port, { path: asked, from, token }),
        async declare(count) {
          writeFileSync(join(folder, 'acme.yaml'), acme(count))
          return (await one.pass()).seq
        },
      })
    },
    more,
  )
}

function getFrom(
  port: number,
  { path, from, token }: { readonly path: string; readonly from: string; readonly token: string },
): Promise<Answer> {
  const where = { host: '127.0.0.1', port, localAddress: from, path, agent: false }
  return new Promise((resolve, reject) => {
    const asked = request({ ...where, headers: { authorization: `Bearer ${token}` } }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => {
        const { etag = '', 'charter-revision': revision } = answer.headers
        const text = Buffer.concat(parts).toString('utf8')
        resolve({ status: answer.statusCode ?? 0, revision: Number(revision), etag, text })
      })
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** Opens connections from an address, a few at a time, and sends nothing; `said` is what was answered all the same. */
async function idle(port: number, from: string, count: number) {
  const sockets: Socket[] = []
  const said: string[] = []
  const open = () => sockets.filter(({ closed }) => !closed)
  for (let left = count; left > 0; left -= 50) {
    const some = Array.from({ length: 50 }, () => connect({ host: '127.0.0.1', port, localAddress: from }))
    sockets.push(...some)
    for (const one of some) one.setEncoding('utf8').on('data', (text: string) => void said.push(text))
    await Promise.all(some.map((one) => new Promise((done) => one.on('error', done).on('connect', done))))
  }
  const close = (): void => {
    for (const one of sockets) one.destroy()
  }
  return { open, said, close }
}

test('H17: whoever opens connections and sends nothing takes no place from others', async () => {
  await onSite({ perSecond: 1000, burst: 1000 }, async ({ port, get, declare }) => {
    const first = await idle(port, '127.0.0.1', 600)
    try {
      await until('the refusals', () => first.open().length <= 256 && first.said.length === 344)
      assert.equal([first.open().length, first.said.length], [256, 344])
      for (const text of first.said) assert.match(text, /^HTTP\/1\.1 503 Service Unavailable\r\n/)
      assert.is((await get('/api/v1/organizations/acme')).status, 200)
      const revision = await declare(1)
      const { text, revision: told } = await get('/api/v1/organizations/acme')
      assert.equal([told, JSON.parse(text).tags], [revision, ['t1']])
    } finally {
      first.close()
    }
    // As long as there is no place the connection is refused, which may end it before anything is read of it.
    const health = () => get('/healthz', '127.0.0.1').then(({ status }) => status)
    await until('a place', async () => (await health().catch(() => 0)) === 200)
  })
})

test('H17: whoever asks without end is told 429 or 503, and others read and declarations are applied meanwhile', async () => {
  const rate = { perSecond: 20, burst: 20 }
  await onSite(rate, async ({ get, declare }) => {
    const statuses = new Map<number, number>()
    let isOver = false
    const begun = performance.now()
    const knock = async (index: number): Promise<void> => {
      // Half of them with a token that counts: that makes no difference.
      const token = index % 2 === 0 ? undefined : 'x'.repeat(40)
      while (!isOver) {
        const status = await get('/api/v1/organizations/acme/users', '127.0.0.1', token).then(
          (answer) => answer.status,
          () => 0,
        )
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }
    }
    const flood = Promise.all(Array.from({ length: 300 }, (_, index) => knock(index)))
    for (let round = 1; round <= 5; round++) {
      const revision = await declare(round)
      const { status, text, revision: told } = await get('/api/v1/organizations/acme')
      assert.equal([status, told, JSON.parse(text).tags], [200, revision, [`t${round}`]])
    }
    isOver = true
    await flood
    const seconds = (performance.now() - begun) / 1000
    const answered = (statuses.get(200) ?? 0) + (statuses.get(401) ?? 0)
    assert.ok((statuses.get(429) ?? 0) > 100, JSON.stringify([...statuses]))
    assert.ok(answered <= rate.burst + rate.perSecond * (seconds + 1), `${answered} were answered in ${seconds} s`)
    assert.equal(
      [...statuses.keys()].filter((status) => ![0, 200, 401, 429, 503].includes(status)),
      [],
    )
  })
})

test('H19: while declarations are applied every answer is of exactly one revision, and so are all pages of one moment', async () => {
  await onSite({ perSecond: 100_000, burst: 100_000 }, async ({ get, declare, running: { status } }) => {
    const counts = new Map([[status().seq, 0]])
    const read: (Answer & { readonly path: string })[] = []
    const paged: { readonly revision: number; readonly names: readonly string[] }[] = []
    let isOver = false
    const follow = async (path: string): Promise<void> => {
      while (!isOver) read.push({ ...(await get(`/api/v1/organizations/acme${path}`)), path })
    }
    const turnPages = async (): Promise<void> => {
      while (!isOver) {
        const { revision } = await get('/api/v1/organizations')
        const names: string[] = []
        for (let page = 1, size = 4; size === 4; page++) {
          const { text } = await get(`/api/v1/organizations/acme/users?seq=${revision}&page_size=4&page=${page}`)
          const users = JSON.parse(text) as readonly { readonly name: string }[]
          names.push(...users.map(({ name }) => name))
          size = users.length
        }
        paged.push({ revision, names })
      }
    }
    const readers = Promise.all([...['', '/layout', '/users', '/users', '/effective-access'].map(follow), turnPages()])
    for (let round = 1; round <= 15; round++) counts.set(await declare(round), round)
    isOver = true
    await readers
    const etags = new Map<string, string>()
    for (const { path, status: code, revision, etag, text } of read) {
      const count = counts.get(revision)
      assert.ok(code === 200 && count !== undefined, `${path} ${code} ${revision}`)
      const users = new Set(
        [...text.matchAll(/"name":"(u\d+)"|"user":"(u\d+)"/g)].map(([, name, user]) => name ?? user),
      )
      if (path === '' || path === '/layout') assert.match(text, new RegExp(`"tags":\\["t${count}"\\]`))
      if (path === '/layout' || path === '/users') assert.is(users.size, count, `${path} at ${revision}`)
      if (path === '/users') assert.is(etags.get(`${revision}`) ?? etag, etag)
      if (path === '/users') etags.set(`${revision}`, etag)
    }
    assert.ok(new Set(read.map(({ revision }) => revision)).size > 5)
    for (const { revision, names } of paged) {
      assert.equal(
        [revision, names.length, new Set(names).size],
        [revision, (counts.get(revision) ?? -1) + 1, names.length],
      )
    }
    assert.ok(paged.length > 0)
  })
})

test.run()
