import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { noLog } from '../../src/lib/log.ts'
import type { Reason } from '../../src/loop.ts'
import { ConflictError, StoreError } from '../../src/model/errors.ts'
import type { JsonObject } from '../../src/model/resource.ts'
import { createPolicing } from '../../src/run/policing.ts'
import { createMemoryStore } from '../../src/store/memory.ts'
import { declared, standing } from '../support/declared.ts'
import { applied, contextAt } from '../support/planning.ts'
import { createMemorySamples, sample } from '../support/samples.ts'
import { statusOf } from '../support/status.ts'

const budget: JsonObject = {
  type: 'usage',
  scope: { organization: 'acme' },
  componentLimits: [{ component: 'cpu', limit: 10 }],
  actions: ['request_pausing'],
}

/** Policing of a store in memory, whose every call of the loop and log is written down. */
async function policing(more: { readonly isReady?: boolean } = {}) {
  const store = createMemoryStore()
  const time = { now: '2026-11-22T12:00:00.000Z', elapsed: 0 }
  const clock = { now: () => time.now, elapsedMs: () => time.elapsed }
  const samples = createMemorySamples()
  const said: string[] = []
  const requests: Reason[] = []
  const failing: { read?: Error; append?: Error; alone?: Error; during?: (() => Promise<void>) | undefined } = {}
  let reads = 0
  const documents = (users: JsonObject) =>
    declared({
      'Offering//compute': { displayName: 'Compute', components: [{ type: 'cpu' }] },
      'SubscriptionPlan//basic': { displayName: 'Basic', offering: 'compute' },
      'UsagePolicy//budget': budget,
      ...standing('acme'),
      ...users,
      'Subscription/acme/main': { plan: 'basic', startDate: '2026-01-01', endDate: 'never' },
    } as Parameters<typeof declared>[0])
  const pass = async (users: JsonObject = {}) =>
    applied(store, state, [documents(users)], contextAt({ instant: time.now }))
  let state = await store.open()
  const first = await pass()
  state = first.state
  const log =
    (level: string) =>
    (message: string, fields: object = {}) =>
      void said.push(`${level}: ${message} ${JSON.stringify(fields)}`)
  const one = createPolicing({
    turns: () => ({
      state: () => state,
      status: () => statusOf([], { isReady: more.isReady ?? true }),
      async append(entries) {
        if (failing.append !== undefined) throw failing.append
        state = await store.append(entries, state.head)
      },
    }),
    loop: () => ({
      async alone(work) {
        if (failing.alone !== undefined) throw failing.alone
        return work()
      },
      async request(_, reason) {
        requests.push(reason)
      },
    }),
    samples: {
      async read(query) {
        reads++
        if (failing.read !== undefined) throw failing.read
        await failing.during?.()
        return samples.read(query)
      },
    },
    clock,
    log: { ...noLog, debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
  })
  return {
    one,
    time,
    samples,
    said,
    requests,
    failing,
    outcomes: first.outcomes,
    reads: () => reads,
    fired: () => state.policies.size,
    /** Applies another user meanwhile. */
    async change() {
      state = (await pass({ 'User/acme/zoe': {} })).state
    },
    /** Waits until nothing is evaluated. */
    async idle() {
      for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

const OVER = [sample('2026-11-10T00:00:00Z', 11)]

test('whenever it is asked again, also in the moment in which an evaluation ends, it evaluates again', async () => {
  for (let moment = 0; moment < 40; moment++) {
    const { one, reads, idle } = await policing()
    one.look()
    for (let turns = 0; turns < moment; turns++) await undefined
    one.look()
    await idle()
    assert.is(reads(), 2, `asked again after ${moment} turns`)
    await one.stop()
  }
})

test('after a pass that applied a policy it is evaluated, written down and told, and a pass follows', async () => {
  const { one, samples, outcomes, said, requests, fired, idle } = await policing()
  await samples.add(OVER)
  one.passed(outcomes)
  await idle()
  assert.is(fired(), 1)
  assert.equal(said, [
    'warn: usage policy has fired {"policy":"budget","exceeded":["cpu 11, limit 10 in a month"],"organizations":1}',
  ])
  assert.equal(requests, ['policy'])
  await one.stop()
})

test('a pass that applied nothing of the kind evaluates only the first time, and samples do every time', async () => {
  const { one, reads, requests, idle } = await policing()
  one.passed([])
  await idle()
  one.passed([])
  await idle()
  assert.is(reads(), 1)
  one.look()
  await idle()
  assert.equal([reads(), requests], [2, []])
  await one.stop()
})

test('after an evaluation that took long it is rested, and a stop does not wait for that', async () => {
  const { one, time, failing, reads, idle } = await policing()
  failing.during = async () => {
    time.elapsed += 60_000
  }
  one.look()
  await idle()
  one.look()
  await idle()
  assert.is(reads(), 1)
  await one.stop()
  assert.is(reads(), 1)
})

test('time resets a policy when the day of another month begins', async () => {
  const { one, time, samples, said, fired, reads, idle } = await policing()
  await samples.add(OVER)
  one.timed()
  await idle()
  assert.equal([fired(), reads()], [1, 1])
  time.now = '2026-11-22T23:59:59.999Z'
  one.timed()
  await idle()
  assert.is(reads(), 1)
  time.now = '2026-12-01T00:00:00.000Z'
  one.timed()
  await idle()
  assert.equal([fired(), reads()], [0, 2])
  assert.is(said.at(-1), 'info: usage policy is reset {"policy":"budget"}')
  await one.stop()
})

test('nothing is evaluated before a first pass, or once it is stopped', async () => {
  const early = await policing({ isReady: false })
  early.one.passed(early.outcomes)
  const late = await policing()
  await late.one.stop()
  late.one.look()
  await late.idle()
  assert.equal([early.reads(), late.reads()], [0, 0])
  await early.one.stop()
})

test('what was applied while samples were read is not overlooked', async () => {
  const { one, samples, fired, reads, change, failing, idle } = await policing()
  await samples.add(OVER)
  failing.during = () => {
    failing.during = undefined
    return change()
  }
  one.look()
  await idle()
  assert.equal([fired(), reads()], [1, 2])
  await one.stop()
})

test('samples that cannot be read are told, asked for no pass, and tried again with time', async () => {
  const { one, failing, said, requests, fired, samples, idle, time } = await policing()
  await samples.add(OVER)
  failing.read = new StoreError('StoreFailed', 'cannot read usage/2026-11.ndjson', 'look at the disk')
  one.passed([])
  await idle()
  assert.equal(said, [
    'warn: usage policies cannot be evaluated {"code":"StoreFailed","error":"cannot read usage/2026-11.ndjson"}',
  ])
  assert.equal(requests, [])
  delete failing.read
  one.passed([])
  await idle()
  assert.is(fired(), 0)
  one.timed()
  await idle()
  assert.equal([fired(), time.now], [1, '2026-11-22T12:00:00.000Z'])
  await one.stop()
})

test('where entries cannot be written a pass finds the same trouble, and nothing is told as fired', async () => {
  const { one, failing, said, requests, fired, samples, idle } = await policing()
  await samples.add(OVER)
  failing.append = new StoreError('StoreFull', 'the disk is full', 'make room')
  one.look()
  await idle()
  assert.equal([fired(), requests], [0, ['policy']])
  assert.equal(said, ['warn: usage policies cannot be evaluated {"code":"StoreFull","error":"the disk is full"}'])
  await one.stop()
})

test('a program that stops leaves it, and a bug is told with its place alone', async () => {
  const { one, failing, said, samples, idle } = await policing()
  await samples.add(OVER)
  failing.alone = new ConflictError('Outdated', 'the program is stopping', 'start it again')
  one.look()
  await idle()
  failing.read = new TypeError('a secret value')
  one.look()
  await idle()
  const [stopping, bug = ''] = said
  assert.is(stopping, 'debug: usage policies are not evaluated: the program stops {"code":"Outdated"}')
  assert.match(
    bug,
    /^error: usage policies failed because of a bug in charter; please report it \{"trace":\["TypeError"/,
  )
  assert.is(bug.includes('secret'), false)
  await one.stop()
})

test.run()
