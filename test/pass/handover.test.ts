import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sha256 as digest } from '../../src/lib/digest.ts'
import {
  ACTOR,
  assertHandedOver,
  declare,
  keepingAt,
  looking,
  only,
  place,
  rotatedIn,
  runs,
  sha256,
  stateNow,
  texts,
} from '../support/handover.ts'
import { textSnapshot } from '../support/installation.ts'

test('a value is made of 256 random bits, written to its place alone, and remembered by its digest', async () => {
  const one = await place()
  assert.is(await runs(one), true)
  const value = readFileSync(one.target, 'utf8')
  assert.match(value, /^[A-Za-z0-9_-]{43}$/)
  assert.is(statSync(one.target).mode & 0o777, 0o600)
  assert.is(statSync(join(one.secrets, 'acme')).mode & 0o777, 0o700)
  assert.equal(readdirSync(join(one.secrets, 'acme')), ['deploy'])
  const state = await stateNow(one)
  const [[uid, rotation]] = [only(state.rotations)]
  assert.equal(rotation, { generation: 1, count: 1, at: one.time.now })
  assert.equal([...keepingAt(one).memory.now().keys], [[uid, { sha256: sha256(one.target) }]])
  assert.equal(await rotatedIn(one), [{ key: { uid, generation: 1, count: 1 }, cause: 'created' }])
  const kept = readdirSync(join(one.folder, 'state')).map((name) =>
    readFileSync(join(one.folder, 'state', name), 'utf8'),
  )
  assert.not.ok(kept.join().includes(value))
  for await (const entry of one.installation.store.entries()) assert.not.ok(JSON.stringify(entry).includes(value))
})

test('what was handed over is not handed over again, also when it was taken away', async () => {
  const one = await place()
  await runs(one)
  rmSync(one.target)
  await runs(one)
  assert.is(existsSync(one.target), false)
  assert.is((await rotatedIn(one)).length, 1)
})

for (const isTaken of [false, true]) {
  const reader = isTaken ? 'a reader that takes it away' : 'a reader that leaves it'
  test(`a crash before any step hands a value over exactly once, with ${reader}`, async () => {
    for (let at = 1; ; at++) {
      const one = await place()
      const { seen, look } = looking(one, isTaken)
      const isDone = await runs(one, at)
      look()
      await runs(one)
      look()
      await assertHandedOver(one, seen, 1)
      if (!isDone) continue
      assert.ok(at > 20, String(at))
      return
    }
  })
}

test('a crash before any step hands a value over to a cluster exactly once', async () => {
  for (let at = 1; ; at++) {
    const one = await place(
      '{name: deploy, type: token, generate: {writeTo: {kubernetes: {name: deploy, key: token}}}}',
    )
    const isDone = await runs(one, at)
    await runs(one)
    await runs(one)
    const [value = '', ...others] = one.cluster.values
    assert.equal([others, (await rotatedIn(one)).length], [[], 1])
    assert.equal([...keepingAt(one).memory.now().keys.values()], [{ sha256: digest(value) }])
    if (!isDone) continue
    assert.ok(at > 10, String(at))
    return
  }
})

test('a crash while a raised generation is handed over leaves one value for each generation', async () => {
  for (let at = 1; ; at++) {
    const one = await place()
    await runs(one)
    const seen = new Set([sha256(one.target)])
    await declare(one, [
      textSnapshot(
        texts(
          '{name: deploy, type: token, user: ada, rotation: {generation: 2}, generate: {writeTo: {file: acme/deploy}}}',
        ),
      ),
    ])
    const isDone = await runs(one, at)
    seen.add(sha256(one.target))
    await runs(one)
    seen.add(sha256(one.target))
    await assertHandedOver(one, seen, 2)
    assert.equal(
      [...(await stateNow(one)).rotations.values()].map(({ generation, count }) => [generation, count]),
      [[2, 2]],
    )
    if (isDone) return
  }
})

test('a value that reaches its greatest age is made anew, and one of a key that expired or is suspended is not', async () => {
  const aged = (more = ''): string =>
    `{name: deploy, type: token, user: ada, rotation: {maxAge: P90D}, generate: {writeTo: {file: acme/deploy}}${more}}`
  const one = await place(aged())
  await runs(one)
  one.time.now = '2026-03-31T23:59:59.999Z'
  await runs(one)
  assert.is((await rotatedIn(one)).length, 1)
  one.time.now = '2026-04-01T00:00:00.000Z'
  await runs(one)
  assert.equal(
    (await rotatedIn(one)).map((evidence) => (evidence as { cause: string }).cause),
    ['created', 'age'],
  )
  const expired = await place(aged(', expiresAt: 2026-02-01T00:00:00Z'))
  await runs(expired)
  expired.time.now = '2026-05-01T00:00:00.000Z'
  await runs(expired)
  assert.is((await rotatedIn(expired)).length, 1)
})

test('nothing is overwritten that charter has not written', async () => {
  const one = await place()
  await runs(one)
  writeFileSync(one.target, 'of somebody else')
  const raised = '{name: deploy, type: token, rotation: {generation: 2}, generate: {writeTo: {file: acme/deploy}}}'
  await declare(one, [textSnapshot(texts(raised))])
  const clock = { now: () => one.time.now, elapsedMs: () => 0 }
  const by = { store: one.installation.store, clock, actor: ACTOR }
  const { troubles } = await keepingAt(one).handOver(await stateNow(one), by)
  assert.equal(
    troubles.map(({ key, message }) => `${key}: ${message}`),
    ['AccessKey/acme/deploy: the secret file acme/deploy is there already, and holds what charter has not written'],
  )
  assert.is(readFileSync(one.target, 'utf8'), 'of somebody else')
  rmSync(one.target)
  await runs(one)
  assert.is((await rotatedIn(one)).length, 2)
})

test('a key that is gone is forgotten, and what waited for it is taken away', async () => {
  const one = await place()
  for (
    let at = 1;
    !existsSync(join(one.secrets, 'acme/.deploy.charter')) || keepingAt(one).memory.now().keys.size === 0;
    at++
  ) {
    await runs(one, at)
  }
  await declare(one, [textSnapshot({ 'acme.yaml': texts()['acme.yaml'].replace(/ {2}accessKeys.*\n/, '') })])
  await runs(one)
  assert.equal([keepingAt(one).memory.now().keys.size, readdirSync(join(one.secrets, 'acme'))], [0, []])
  assert.is((await stateNow(one)).rotations.size, 0)
})

test.run()
