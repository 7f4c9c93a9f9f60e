import { type ChildProcess, fork } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { createFolder, removeFolder } from '../test/support/folder.ts'
import { filesOf, people } from './corpus.ts'
import { median, type Row, type Timing } from './measure.ts'
import { repositoryOf } from './repository.ts'
import type { Answered, Told } from './serving.ts'

const ORGANIZATIONS = 100
const USERS_EACH = 1000
const CONNECTIONS = 10
const REQUESTS_EACH = 1000
const ROUNDS = 5
const SECONDS = 2
/** While readers ask, so often something is applied. */
const APPLY_EVERY_MS = 1000
const CHILD = fileURLToPath(new URL('serving.ts', import.meta.url))

/** What one round of questions gave: requests in a second, and how long the slowest of a hundred took. */
interface Answers {
  readonly perSecond: number
  readonly p99Ms: number
}

/** How fast one resource and a list of a hundred are read over HTTP, beside a bare server that sends the same bytes. */
export async function reading(): Promise<readonly Row[]> {
  const folder = createFolder()
  const repository = repositoryOf(declared())
  const token = randomBytes(32).toString('base64url')
  const digest = createHash('sha256').update(token).digest('hex')
  const charter = await serving('charter', repository.gitDir, join(folder, 'state'), folder, digest, '1000000')
  const bare = await serving('bare')
  let limited: Serving | undefined
  const edits = editsOf(repository)
  const ask = { authorization: `Bearer ${token}` }
  try {
    const one = await compared('/api/v1/organizations/org-050/users/user-000500', { charter, bare, ask })
    const list = await compared('/api/v1/organizations/org-050/users?page_size=100', { charter, bare, ask })
    const applied = await duringApplies('/api/v1/organizations/org-050/users/user-000500', { charter, edits, ask })
    await charter.end()
    limited = await serving('charter', repository.gitDir, join(folder, 'state'), folder, digest, '50')
    return [
      ratioRow('one user of 100,000 over HTTP, with a token', one, 0.7),
      ratioRow('a list of 100 users of 100,000 over HTTP, with a token', list, 0.5),
      applied,
      await underFlood({ charter: limited, edits, ask }),
    ]
  } finally {
    await Promise.all([charter, bare, limited].map((server) => server?.end()))
    repository.remove()
    removeFolder(folder)
  }
}

function declared(): ReadonlyMap<string, string> {
  const names = Array.from({ length: ORGANIZATIONS }, (_, index) => `org-${String(index).padStart(3, '0')}`)
  return new Map(names.flatMap((name) => [...filesOf(people(USERS_EACH, name), 50)]))
}

interface Serving {
  readonly address: string
  tell(told: Told): void
  /** Has the source read, and gives the newest entry after that. */
  reconciled(): Promise<number>
  end(): Promise<void>
}

async function serving(...words: readonly string[]): Promise<Serving> {
  const child: ChildProcess = fork(CHILD, words, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const answered = async (): Promise<Answered> => (await once(child, 'message'))[0] as Answered
  const first = await answered()
  if (first.type !== 'listening') throw new Error('the server did not start')
  const tell = (told: Told): void => void child.send(told)
  return {
    address: first.address,
    tell,
    async reconciled() {
      tell({ type: 'reconcile' })
      const passed = await answered()
      return passed.type === 'passed' ? passed.seq : 0
    },
    async end() {
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      tell({ type: 'end' })
      await ended
    },
  }
}

interface Servers {
  readonly charter: Serving
  readonly bare: Serving
  readonly ask: Readonly<Record<string, string>>
}

type Compared = { readonly charter: number; readonly bare: number }

/** Asks both servers in turn, the bare one for the very bytes and headers that the other sends. */
async function compared(path: string, { charter, bare, ask }: Servers): Promise<Compared> {
  const answer = await fetch(`${charter.address}${path}`, { headers: ask })
  if (answer.status !== 200) throw new Error(`${path} is answered with ${answer.status}`)
  const own = ['connection', 'date', 'keep-alive', 'transfer-encoding']
  const headers = Object.fromEntries([...answer.headers].filter(([name]) => !own.includes(name)))
  bare.tell({ type: 'bytes', body: await answer.text(), headers })
  const rounds: { readonly charter: Answers; readonly bare: Answers }[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    rounds.push({
      charter: await asked(`${charter.address}${path}`, ask),
      bare: await asked(`${bare.address}${path}`, ask),
    })
  }
  // The first round only warms up.
  const measured = rounds.slice(1)
  return {
    charter: median(measured.map((round) => round.charter.perSecond)),
    bare: median(measured.map((round) => round.bare.perSecond)),
  }
}

async function asked(url: string, headers: Readonly<Record<string, string>>, seconds = SECONDS): Promise<Answers> {
  const { requests, latency, non2xx, errors } = await autocannon({
    url,
    headers,
    connections: CONNECTIONS,
    // A server takes only so many on one connection; a client opens another then.
    reconnectRate: REQUESTS_EACH,
    duration: seconds,
  })
  if (non2xx + errors > 0) throw new Error(`${non2xx + errors} requests were not answered`)
  return { perSecond: requests.average, p99Ms: latency.p99 }
}

function ratioRow(work: string, { charter, bare }: Compared, least: number): Row {
  return {
    work,
    ms: 1000 / charter,
    measured: `${whole(charter)} requests/s, bare \`node:http\` ${whole(bare)}: ${(charter / bare).toFixed(2)} ×`,
    target: `≥ ${least} ×`,
    isMet: charter / bare >= least,
  }
}

interface Applying extends Pick<Servers, 'charter' | 'ask'> {
  /** Commits the next change. */
  readonly edits: () => void
}

/** The slowest of a hundred reads at rest, and while something is applied every second. */
async function duringApplies(path: string, { charter, edits, ask }: Applying): Promise<Row> {
  const url = `${charter.address}${path}`
  const rest: Answers[] = []
  const busy: Answers[] = []
  let applied = 0
  for (let round = 0; round < ROUNDS; round++) {
    rest.push(await asked(url, ask, 4))
    const reads = asked(url, ask, 4)
    const until = performance.now() + 4000
    while (performance.now() < until - APPLY_EVERY_MS) {
      const next = performance.now() + APPLY_EVERY_MS
      edits()
      await charter.reconciled()
      applied++
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())))
    }
    busy.push(await reads)
  }
  const [atRest, during] = [rest, busy].map((answers) => median(answers.map(({ p99Ms }) => p99Ms))) as [number, number]
  return {
    work: `one user of 100,000 over HTTP while ${applied} changes are applied, one a second: slowest of a hundred`,
    ms: during,
    measured: `${during.toFixed(1)} ms, at rest ${atRest.toFixed(1)} ms: ${(during / atRest).toFixed(2)} ×`,
    target: '≤ 2 ×',
    isMet: during / atRest <= 2,
  }
}

const FLOOD_CONNECTIONS = 100
const APPLIES = 15
/** Longer than the applies take. */
const FLOOD_SECONDS = 20

/** How long a change takes from commit to durable while nobody asks, and while one client asks as much as it can. */
async function underFlood({ charter, edits, ask }: Applying): Promise<Row> {
  const path = '/api/v1/organizations/org-050/users/user-000500'
  const applies = async (): Promise<Timing> => {
    const times: number[] = []
    for (let round = 0; round < APPLIES; round++) {
      edits()
      const begin = performance.now()
      await charter.reconciled()
      times.push(performance.now() - begin)
    }
    return { ms: median(times), cpuMs: 0 }
  }
  await applies()
  const rest = await applies()
  const asking = { headers: ask, connections: FLOOD_CONNECTIONS, reconnectRate: REQUESTS_EACH, duration: FLOOD_SECONDS }
  const flood = autocannon({ url: `${charter.address}${path}`, ...asking })
  const flooded = await applies()
  const { requests } = await flood
  return {
    work: `one change applied while ${FLOOD_CONNECTIONS} connections of one client ask without end and are answered ${whole(requests.average)} times a second, all but 50 times that it is too often`,
    ms: flooded.ms,
    measured: `${flooded.ms.toFixed(0)} ms, at rest ${rest.ms.toFixed(0)} ms: ${(flooded.ms / rest.ms).toFixed(2)} ×`,
    target: '≤ 2 ×',
    isMet: flooded.ms / rest.ms <= 2,
  }
}

/** Commits another change of one user each time. */
function editsOf(repository: ReturnType<typeof repositoryOf>): () => void {
  let edition = 0
  return () => {
    const files = filesOf(people(USERS_EACH, 'org-000', edition++), 50)
    const [path = '', text = ''] = [...files][0] ?? []
    repository.commit({ files: { [path]: text } })
  }
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}
