import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createKubernetes, type KubernetesSettings } from '../../../src/api/authentication/kubernetes.ts'
import { openCluster } from '../../../src/kubernetes/cluster.ts'
import { createLog } from '../../../src/lib/log.ts'
import { authenticating, movedClock, requestOf } from '../../support/asking.ts'
import { provenFor, type Review, type Reviewed, startReviewer } from '../../support/reviewer.ts'

const AUDIENCE = 'charter.example'
const TOKEN = 'a-token-of-a-cluster-that-is-long-enough'
const DOWN = 'unavailable: the API server of Kubernetes cannot be asked'

interface Trying {
  readonly settings?: Partial<KubernetesSettings>
  readonly organizations?: readonly string[]
  readonly ways?: Parameters<typeof authenticating>[0]
}

/** Asks an API server that answers so. */
async function vouching(
  answer: (review: Review) => Reviewed,
  { settings = {}, organizations = ['acme', 'globex'], ways = {} }: Trying = {},
) {
  const reviewer = await startReviewer(answer)
  const clock = movedClock()
  const told: string[] = []
  const log = createLog({ level: 'debug', format: 'json', write: (line) => void told.push(line) })
  const cluster = openCluster({ kubeconfig: reviewer.kubeconfig })
  const around = { log, clock, cluster, organizations: () => organizations }
  const kubernetes = createKubernetes({ audience: AUDIENCE, cacheSeconds: 30, ...settings }, around)
  const one = authenticating({ kubernetes, ...ways }, clock)
  const stop = async (): Promise<void> => {
    cluster.close()
    await reviewer.stop()
  }
  return { ...one, reviewer, clock, told, stop }
}

const nothing = (status: Reviewed) => (review: Review) => (review.kind === 'TokenReview' ? status : { allowed: false })

test('H11: only who is proved, and for our audience, is let in; every other answer is 401', async () => {
  const one = await vouching(nothing(provenFor(AUDIENCE)))
  try {
    const right = provenFor(AUDIENCE) as object
    const rows: readonly (readonly [Reviewed, string])[] = [
      [right as Reviewed, 'kubernetes: system:serviceaccount:acme:ci'],
      [{ ...right, audiences: ['other', AUDIENCE] }, 'kubernetes: system:serviceaccount:acme:ci'],
      [{ ...right, authenticated: false }, 'unauthorized: a token that the API server does not accept'],
      [{ ...right, authenticated: 'true' }, 'unauthorized: a token that the API server does not accept'],
      [{ user: {}, error: 'invalid bearer token' }, 'unauthorized: a token that the API server does not accept'],
      [{}, 'unauthorized: a token that the API server does not accept'],
      [{ ...right, error: 'cannot tell' }, 'unauthorized: a token that the API server doubts'],
      [{ ...right, audiences: [] }, 'unauthorized: a token for another audience'],
      [{ ...right, audiences: undefined }, 'unauthorized: a token for another audience'],
      [{ ...right, audiences: AUDIENCE }, 'unauthorized: a token for another audience'],
      [{ ...right, audiences: ['https://kubernetes.default.svc'] }, 'unauthorized: a token for another audience'],
      [{ ...right, user: {} }, 'unauthorized: a token of somebody without a name'],
      [{ ...right, user: { username: 'system:anonymous' } }, 'unauthorized: a token of nobody'],
      [{ ...right, user: { username: 'a', groups: ['system:unauthenticated'] } }, 'unauthorized: a token of nobody'],
    ]
    for (const [status, expected] of rows) {
      one.clock.pass(31_000)
      one.reviewer.answer = nothing(status)
      assert.is(await one.ask(`Bearer ${TOKEN}`), expected, JSON.stringify(status))
    }
    assert.equal(one.reviewer.reviews[0], {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenReview',
      spec: { token: TOKEN, audiences: [AUDIENCE] },
    })
    assert.not.match([...one.lines, ...one.told].join(''), new RegExp(TOKEN))
  } finally {
    await one.stop()
  }
})

test('H11, T28: while the API server cannot say who asks, or does not let us ask, the answer is 503 and never an open door', async () => {
  const one = await vouching(nothing(500), { settings: { deadlineMs: 3000 } })
  try {
    const others: readonly Reviewed[] = [
      500,
      403,
      401,
      404,
      (response) => response.destroy(),
      (response) => response.writeHead(201).end('{"kind":"TokenReview","sta'),
      (response) => response.writeHead(201).end('<html>'),
      (response) => response.writeHead(201).end('{"kind":"Status","status":{"authenticated":true}}'),
      (response) => response.writeHead(200).end('{"kind":"TokenReview"}'),
      () => undefined,
    ]
    for (const [at, answer] of others.entries()) {
      one.reviewer.answer = nothing(answer)
      assert.is(await one.ask(`Bearer ${TOKEN}`), DOWN, `answer ${at}`)
    }
    // Rights that cannot be told are no rights that are left out.
    one.reviewer.answer = (review) => (review.kind === 'TokenReview' ? provenFor(AUDIENCE) : 403)
    assert.is(await one.ask(`Bearer ${TOKEN}`), DOWN)
    one.reviewer.answer = nothing(provenFor(AUDIENCE))
    assert.is(await one.ask(`Bearer ${TOKEN}`), 'kubernetes: system:serviceaccount:acme:ci')
    const said = one.told.map((line) => JSON.parse(line)).map(({ level, msg }) => `${level}: ${msg}`)
    assert.equal(said, [
      'warn: the API server cannot be asked who somebody is',
      'info: the API server can be asked again who somebody is',
    ])
    assert.not.match([...one.lines, ...one.told].join(''), new RegExp(TOKEN))
  } finally {
    await one.stop()
  }
})

test('a failure that may pass is asked about once more, and no oftener', async () => {
  let count = 0
  const one = await vouching(() => (++count === 1 ? 500 : provenFor(AUDIENCE)))
  try {
    assert.is(await one.ask(`Bearer ${TOKEN}`), 'kubernetes: system:serviceaccount:acme:ci')
    one.clock.pass(31_000)
    one.reviewer.answer = () => 500
    const before = one.reviewer.reviews.length
    assert.is(await one.ask(`Bearer ${TOKEN}`), DOWN)
    assert.is(one.reviewer.reviews.length - before, 2)
  } finally {
    await one.stop()
  }
})

test('H13: whoever was proved is remembered for so long and no longer, never beyond the end of the token, and refusals not at all', async () => {
  const asked = (one: { reviewer: { reviews: Review[] } }): number =>
    one.reviewer.reviews.filter(({ kind }) => kind === 'TokenReview').length
  const one = await vouching(nothing(provenFor(AUDIENCE)), { settings: { cacheSeconds: 10 } })
  try {
    await Promise.all([one.ask(`Bearer ${TOKEN}`), one.ask(`Bearer ${TOKEN}`)])
    one.clock.pass(9_999)
    assert.match(await one.ask(`Bearer ${TOKEN}`), /^kubernetes/)
    assert.is(asked(one), 1)
    one.reviewer.answer = nothing({ authenticated: false })
    one.clock.pass(1)
    assert.match(await one.ask(`Bearer ${TOKEN}`), /^unauthorized/)
    assert.match(await one.ask(`Bearer ${TOKEN}`), /^unauthorized/)
    assert.is(asked(one), 3)
    one.reviewer.answer = nothing(provenFor(AUDIENCE))
    const exp = Math.floor(Date.parse(one.clock.now()) / 1000) + 5
    const jwt = ['e30', Buffer.from(JSON.stringify({ exp })).toString('base64url'), 'signature'].join('.')
    assert.match(await one.ask(`Bearer ${jwt}`), /^kubernetes/)
    one.clock.pass(5_000)
    one.reviewer.answer = nothing({ authenticated: false })
    assert.match(await one.ask(`Bearer ${jwt}`), /^unauthorized/)
  } finally {
    await one.stop()
  }
})

test('RBAC says which organizations somebody sees (get) and manages (update): all, or by name and in the namespace of the name', async () => {
  const allowed = new Set<string>()
  const one = await vouching(({ kind, spec }) => {
    if (kind === 'TokenReview') return provenFor(AUDIENCE)
    const { verb, name = '*' } = spec.resourceAttributes
    return { allowed: allowed.has(`${verb} ${name}`) }
  })
  const rights = async (...all: readonly string[]) => {
    one.clock.pass(31_000)
    allowed.clear()
    for (const right of all) allowed.add(right)
    const found = await one.authenticate(requestOf(`Bearer ${TOKEN}`))
    if (found.type !== 'kubernetes') throw new Error(found.type)
    return [found.sees && [...found.sees], found.manages && [...found.manages]]
  }
  try {
    assert.equal(await rights(), [[], []])
    assert.equal(await rights('get acme'), [['acme'], []])
    assert.equal(await rights('get acme', 'update acme', 'update globex'), [['acme'], ['acme']])
    assert.equal(await rights('get acme', 'update *'), [['acme'], ['acme']])
    assert.equal(await rights('get *', 'update globex'), [undefined, ['globex']])
    assert.equal(await rights('get *', 'update *'), [undefined, undefined])
    one.reviewer.reviews.length = 0
    await rights('get globex')
    const { spec } = one.reviewer.reviews.find(({ spec }) => spec.resourceAttributes?.name === 'globex') ?? {}
    assert.equal(spec, {
      user: 'system:serviceaccount:acme:ci',
      uid: 'u1',
      groups: ['system:authenticated'],
      resourceAttributes: {
        group: 'charter.sh',
        version: 'v1alpha1',
        resource: 'organizations',
        verb: 'get',
        namespace: 'globex',
        name: 'globex',
      },
    })
  } finally {
    await one.stop()
  }
})

test('a denial counts whatever else is said, and more organizations than may be asked about are seen by nobody who does not see all', async () => {
  const organizations = Array.from({ length: 1001 }, (_, at) => `o${at}`)
  const one = await vouching(
    ({ kind, spec }) =>
      kind === 'TokenReview'
        ? provenFor(AUDIENCE)
        : { allowed: true, denied: spec.resourceAttributes.name === undefined },
    { organizations },
  )
  try {
    const found = await one.authenticate(requestOf(`Bearer ${TOKEN}`))
    assert.equal(found.type === 'kubernetes' && [found.sees?.size, found.manages?.size], [0, 0])
    assert.is(one.reviewer.reviews.length, 3)
  } finally {
    await one.stop()
  }
})

test('a token of the identity provider is shown to it alone, and a configured one to nobody', async () => {
  const seen: string[] = []
  const oidc = async () => {
    seen.push('oidc')
    return { type: 'unauthorized', reason: 'refused by the provider' } as const
  }
  const jwt = (iss: string) =>
    ['e30', Buffer.from(JSON.stringify({ iss })).toString('base64url'), 'signature'].join('.')
  const one = await vouching(
    (review) => {
      seen.push(review.kind)
      return { authenticated: false }
    },
    { ways: { oidc, issuer: 'https://login.example' } },
  )
  try {
    await one.ask(`Bearer ${jwt('https://login.example')}`)
    await one.ask(`Bearer ${jwt('https://kubernetes.default.svc')}`)
    await one.ask(`Bearer ${TOKEN}`)
    assert.equal(seen, ['oidc', 'TokenReview', 'TokenReview'])
  } finally {
    await one.stop()
  }
})

test.run()
