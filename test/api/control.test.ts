import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createControl } from '../../src/api/control.ts'
import type { Controls } from '../../src/model/control.ts'
import type { Status } from '../../src/model/status.ts'
import { ask, listening } from '../support/http.ts'

const STATUS = { isReady: true, seq: 3, hash: 'a', sources: [], passes: [] } as unknown as Status

type Post = (path: string, body: unknown) => Promise<readonly [number, unknown]>

async function onControl(work: (post: Post, asked: readonly unknown[], port: number) => Promise<void>): Promise<void> {
  const asked: unknown[] = []
  const took = async (...what: readonly unknown[]) => {
    asked.push(what)
    return { done: 'done' }
  }
  const controls: Controls = {
    status: () => STATUS,
    reconcile: (sources) => took('reconcile', sources),
    approve: (digest, by) =>
      digest.startsWith('dead') ? Promise.resolve({ refusal: 'nothing is held' }) : took('approve', digest, by),
    suspend: (what) => took('suspend', what),
    resume: (what) => took('resume', what),
  }
  await listening(createControl(controls), (port) =>
    work(
      async (path, given) => {
        const body = typeof given === 'string' ? given : JSON.stringify(given)
        const answer = await ask(port, { method: 'POST', path, headers: { 'content-type': 'application/json' }, body })
        return [answer.status, JSON.parse(answer.body)]
      },
      asked,
      port,
    ),
  )
}

const wrong = (detail: string) => [400, { type: 'about:blank', status: 400, title: 'Bad Request', detail }]
const SUSPEND = { target: 'organization/acme', reason: 'audit', until: '2999-01-01', by: 'grace' }

test('what is asked for rightly is done, and a refusal is told', async () => {
  await onControl(async (post, asked, port) => {
    assert.equal(await post('/reconcile', {}), [200, { done: 'done' }])
    assert.equal(await post('/reconcile', { sources: ['people'] }), [200, { done: 'done' }])
    assert.equal(await post('/suspend', SUSPEND), [200, { done: 'done' }])
    assert.equal(await post('/approve', { digest: 'deadbeef', by: 'grace' }), [
      409,
      { type: 'about:blank', status: 409, title: 'Refused', detail: 'nothing is held' },
    ])
    assert.equal(asked, [
      ['reconcile', undefined],
      ['reconcile', ['people']],
      ['suspend', SUSPEND],
    ])
    assert.is(JSON.parse((await ask(port, { path: '/status' })).body).observedRevision, 3)
  })
})

test('a field that is unknown, missing or of another type is refused, and nothing is done', async () => {
  await onControl(async (post, asked) => {
    assert.equal(await post('/reconcile', { source: ['people'] }), wrong('a field is unknown'))
    assert.equal(await post('/reconcile', { sources: 'people' }), wrong('sources is wrong'))
    assert.equal(await post('/reconcile', []), wrong('an object is expected'))
    assert.equal(await post('/suspend', { ...SUSPEND, force: true }), wrong('a field is unknown'))
    assert.equal(await post('/suspend', { ...SUSPEND, target: 'organization/../x' }), wrong('target is wrong'))
    assert.equal(await post('/resume', { target: 'source/people' }), wrong('the field by is missing'))
    assert.equal(await post('/approve', { digest: 12345678, by: 'grace' }), wrong('digest is wrong'))
    assert.equal(await post('/approve', { digest: 'abc', by: 'grace' }), wrong('digest is wrong'))
    assert.equal(await post('/approve', { digest: 'a'.repeat(65), by: 'grace' }), wrong('digest is wrong'))
    assert.equal(asked, [])
  })
})

test('what is no JSON, too large, of another type or empty is refused without a word of the reader', async () => {
  await onControl(async (post, asked, port) => {
    const problem = (status: number, title: string) => [status, { type: 'about:blank', status, title }]
    assert.equal(await post('/reconcile', '{"sources": ['), problem(400, 'Bad Request'))
    assert.equal(await post('/reconcile', ''), problem(400, 'Bad Request'))
    assert.equal(await post('/reconcile', '{"__proto__": {"sources": []}}'), problem(400, 'Bad Request'))
    const large = { ...SUSPEND, reason: 'x'.repeat(64 * 1024) }
    assert.equal(await post('/suspend', large), problem(413, 'Payload Too Large'))
    const plain = { method: 'POST', path: '/reconcile', headers: { 'content-type': 'text/strange' }, body: '{}' }
    assert.is((await ask(port, plain)).status, 415)
    assert.equal(asked, [])
  })
})

test('a verb that nobody may use here is refused', async () => {
  await onControl(async (_, asked, port) => {
    const answers = await Promise.all([
      ask(port, { path: '/approve' }),
      ask(port, { method: 'DELETE', path: '/status' }),
      ask(port, { method: 'POST', path: '/stop' }),
    ])
    assert.equal(
      answers.map(({ status, headers }) => [status, headers.allow]),
      [
        [405, 'OPTIONS, POST'],
        [405, 'GET, HEAD, OPTIONS'],
        [404, undefined],
      ],
    )
    assert.equal(asked, [])
  })
})

test.run()
