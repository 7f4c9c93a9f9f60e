import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { requireController } from '../src/cli/control/client.ts'
import type { Config } from '../src/config.ts'
import { ConflictError } from '../src/model/errors.ts'
import { keyOf } from '../src/model/resource.ts'
import type { HoldStatus } from '../src/model/status.ts'
import { configOf, type Running, type SourceLiteral, startRunning } from './support/controller.ts'
import { createFolder, type Files, removeFolder, writeFiles } from './support/folder.ts'
import { until } from './support/running.ts'

const HOUR = 60 * 60_000

function organization(name: string, users: number, more = ''): string {
  const people = Array.from(
    { length: users },
    (_, index) =>
      `    - {name: ${name}-${index}, email: u${index}@${name}.example${index === 0 ? ', admin: true' : ''}}\n`,
  )
  return `apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: ${name}}\nspec:\n  displayName: ${name}\n${more}  users:\n${people.join('')}`
}

interface Session {
  readonly folder: string
  readonly time: { wall: number; elapsed: number }
  /** Lets time pass for both clocks. */
  pass(ms: number): void
  write(files: Files): void
  /** Starts the program on folders of this session, ends the one that ran; gives it after its first pass. */
  start(sources?: readonly SourceLiteral[], more?: Partial<Config>): Promise<Running>
  ask(path: string, body: unknown): Promise<unknown>
}

/** Folders as sources (`a`, `b`), a clock that stands still, and the program started as often as a test wants. */
async function inSession(files: Files, work: (session: Session) => Promise<void>): Promise<void> {
  const folder = createFolder(files)
  const time = { wall: Date.parse('2026-05-01T00:00:00Z'), elapsed: 0 }
  const clock = { now: () => new Date(time.wall).toISOString(), elapsedMs: () => time.elapsed }
  const state = join(folder, 'state')
  let running: Running | undefined
  try {
    await work({
      folder,
      time,
      pass(ms) {
        time.wall += ms
        time.elapsed += ms
      },
      write: (changed) => writeFiles(folder, changed),
      async start(sources = [{ name: 'a', folder: 'a' }], more = {}) {
        await running?.stop()
        const named = sources.map((source) => ({ ...source, folder: join(folder, source.folder ?? '') }))
        const config = configOf(named, { state: { path: state, init: true }, ...more })
        running = await startRunning(config, { XDG_RUNTIME_DIR: folder }, clock)
        return running
      },
      ask: (path, body) => requireController(state).post(path, body),
    })
  } finally {
    await running?.stop().catch(() => undefined)
    removeFolder(folder)
  }
}

const names = ({ status }: Running) => status().units.map(({ unit }) => unit)
const users = ({ controller }: Running, name: string) =>
  [...controller.turns.state().resources.values()].filter((one) => one.kind === 'User' && one.namespace === name).length
const holdsOf = (one: Running, name: string): readonly HoldStatus[] => one.unit(`organization/${name}`)?.holds ?? []
const codes = (holds: readonly HoldStatus[] | undefined) => (holds ?? []).map(({ code }) => code)

const TWO = { 'a/acme.yaml': organization('acme', 3), 'a/beta.yaml': organization('beta', 20) }

test('an organization that was removed is gone from the status with the pass that removes it', async () => {
  await inSession(TWO, async ({ folder, start, ask }) => {
    const one = await start()
    assert.equal(names(one), ['organization/acme', 'organization/beta'])
    rmSync(join(folder, 'a/acme.yaml'))
    await one.pass()
    const [hold] = holdsOf(one, 'acme')
    assert.is(hold?.code, 'OrganizationDelete')
    assert.equal(await ask('/approve', { digest: hold?.digest, by: 'grace' }), {
      value: { done: 'approved: acme' },
    })
    assert.equal([names(one), users(one, 'acme')], [['organization/beta'], 0])
    assert.equal(one.status().sources[0]?.conditions[0]?.status, 'True')
  })
})

test('a revocation that was taken away is gone from the status with it', async () => {
  const revocation =
    'apiVersion: charter.sh/v1alpha1\nkind: Revocation\nmetadata: {name: leaver, namespace: beta}\nspec: {user: beta-1, reason: left}\n'
  await inSession({ ...TWO, 'a/leaver.yaml': revocation }, async ({ folder, start }) => {
    const one = await start()
    assert.ok(names(one).includes('revocation/beta/leaver' as never))
    rmSync(join(folder, 'a/leaver.yaml'))
    await one.pass()
    assert.equal(names(one), ['organization/acme', 'organization/beta'])
  })
})

test('an organization that was renamed is known by its new name alone', async () => {
  await inSession(TWO, async ({ write, start }) => {
    const one = await start()
    const renamed = organization('apex', 3).replace('displayName: apex', 'displayName: acme\n  previousNames: [acme]')
    write({ 'a/acme.yaml': renamed.replaceAll('apex-', 'acme-').replaceAll('@apex', '@acme') })
    await one.pass()
    assert.equal(
      [names(one), users(one, 'apex'), users(one, 'acme')],
      [['organization/apex', 'organization/beta'], 3, 0],
    )
  })
})

test('after a start the ledger tells what is in force of what is held, and since when', async () => {
  await inSession(TWO, async ({ write, start, pass }) => {
    const first = await start()
    const before = first.status().sources[0]?.applied
    pass(HOUR)
    write({ 'a/acme.yaml': organization('acme', 4), 'a/beta.yaml': organization('beta', 5) })
    const held = await first.pass()
    const attempted = held.sources[0]?.attempted
    assert.not(attempted === before)
    const shown = (one: Running) => ({
      applied: one.unit('organization/beta')?.applied,
      attempted: one.unit('organization/beta')?.attempted,
      since: one.unit('organization/beta')?.lateSince,
      held: holdsOf(one, 'beta').map(({ code, since, until }) => [code, since, until]),
      other: one.unit('organization/acme')?.applied,
      source: [one.status().sources[0]?.attempted, one.status().sources[0]?.applied],
      reason: one.status().sources[0]?.conditions[0]?.reason,
    })
    const expected = {
      applied: { a: before },
      attempted: { a: attempted },
      since: '2026-05-01T01:00:00.000Z',
      held: [['RemovalBudget', '2026-05-01T01:00:00.000Z', '2026-05-02T01:00:00.000Z']],
      other: { a: attempted },
      source: [attempted, before],
      reason: 'PartlyApplied',
    }
    assert.equal(shown(first), expected)
    pass(HOUR)
    assert.equal(shown(await start()), expected)
  })
})

test('an approval by prefix is taken, once more while it stands without harm, and not after its day or once it was used', async () => {
  await inSession(TWO, async ({ write, start, pass, ask }) => {
    const one = await start()
    write({ 'a/beta.yaml': organization('beta', 5) })
    await one.pass()
    const digest = holdsOf(one, 'beta')[0]?.digest ?? ''
    assert.match(
      JSON.stringify(await ask('/approve', { digest: '00000000', by: 'grace' })),
      /nothing is held that has the digest/,
    )
    pass(24 * HOUR)
    assert.match(
      JSON.stringify(await ask('/approve', { digest, by: 'grace' })),
      /could be approved until 2026-05-02T00:00:00.000Z/,
    )
    await one.pass()
    assert.equal([holdsOf(one, 'beta')[0]?.since, users(one, 'beta')], ['2026-05-02T00:00:00.000Z', 20])
    await ask('/suspend', { target: 'organization/beta', reason: 'wait', until: '2026-05-02T06:00:00Z', by: 'grace' })
    const done = { value: { done: 'approved: beta' } }
    const again = await ask('/approve', { digest: digest.slice(0, 8), by: 'grace' })
    assert.equal(again, done)
    assert.equal(users(one, 'beta'), 5)
    assert.match(JSON.stringify(await ask('/approve', { digest, by: 'grace' })), /was used already: it counts once/)
  })
})

test('an operator suspends a source and an organization over a restart, until the time he said', async () => {
  await inSession({ ...TWO, 'b/gamma.yaml': organization('gamma', 2) }, async ({ write, start, pass, ask }) => {
    const sources = [
      { name: 'a', folder: 'a' },
      { name: 'b', folder: 'b' },
    ]
    await start(sources)
    const until = '2026-05-01T02:00:00Z'
    for (const target of ['organization/acme', 'source/b'])
      assert.equal(await ask('/suspend', { target, reason: 'audit', until, by: 'grace' }), {
        value: { done: `suspended: ${target} until ${until}` },
      })
    pass(HOUR)
    write({ 'a/acme.yaml': organization('acme', 4), 'b/gamma.yaml': organization('gamma', 3) })
    const one = await start(sources)
    assert.equal([users(one, 'acme'), users(one, 'gamma')], [3, 2])
    const [, b] = one.status().sources
    assert.equal([b?.paused?.owner, b?.paused?.until], ['grace', '2026-05-01T02:00:00.000Z'])
    assert.equal([b?.conditions[0]?.reason, codes(holdsOf(one, 'acme'))], ['Suspended', ['Suspended']])
    pass(HOUR)
    await one.pass()
    assert.equal([users(one, 'acme'), users(one, 'gamma')], [4, 3])
    assert.equal([one.status().sources[1]?.paused, codes(holdsOf(one, 'acme'))], [undefined, []])
  })
})

test('what an operator cannot suspend or resume is refused with the reason', async () => {
  await inSession(TWO, async ({ start, ask }) => {
    await start()
    const asked = { target: 'source/a', reason: 'audit', until: '2026-05-02', by: 'grace' }
    const refused = async (path: string, body: unknown) => ((await ask(path, body)) as { refusal: string }).refusal
    assert.is(await refused('/suspend', { ...asked, target: 'source/c' }), 'there is no source c; there are a')
    assert.is(await refused('/suspend', { ...asked, target: 'organization/c' }), 'there is no organization c')
    assert.is(
      await refused('/suspend', { ...asked, until: '2026-04-30' }),
      '`2026-04-30` is no time that is still to come',
    )
    assert.is(await refused('/suspend', { ...asked, until: 'soon' }), '`soon` is no time that is still to come')
    assert.is(await refused('/resume', { target: 'source/a', by: 'grace' }), 'source/a is not suspended by an operator')
  })
})

test('what two sources declare belongs to the first, in every pass and after a start, and the other is told', async () => {
  const other = (title: string) => organization('beta', 20).replace('displayName: beta', `displayName: ${title}`)
  await inSession({ ...TWO, 'b/beta.yaml': other('theirs') }, async ({ write, start }) => {
    const sources = [
      { name: 'a', folder: 'a' },
      { name: 'b', folder: 'b' },
    ]
    const told = (one: Running) => [
      one.controller.turns.state().resources.get(keyOf({ kind: 'Organization', namespace: '', name: 'beta' }))?.spec
        .displayName,
      users(one, 'beta'),
      [...new Set(one.status().problems.map(({ code, severity, source }) => `${source} ${severity} ${code}`))],
    ]
    const expected = ['beta', 20, ['b warning OwnershipConflict']]
    const one = await start(sources)
    assert.equal(told(one), expected)
    write({ 'b/beta.yaml': other('still theirs') })
    await one.pass()
    assert.equal(told(one), expected)
    await one.pass()
    assert.equal(told(one), expected)
    assert.equal(told(await start([...sources].reverse())), expected)
  })
})

test('what came from a source that is no longer configured stays', async () => {
  await inSession({ ...TWO, 'b/gamma.yaml': organization('gamma', 2) }, async ({ start }) => {
    await start([
      { name: 'a', folder: 'a' },
      { name: 'b', folder: 'b' },
    ])
    const one = await start()
    assert.equal([users(one, 'gamma'), one.status().sources.map(({ name }) => name)], [2, ['a']])
    await one.pass()
    assert.is(users(one, 'gamma'), 2)
  })
})

test('a clock that jumped past a declared time holds, a person may say that it is right, and a start believes it', async () => {
  const declared = (count: number, from: string) =>
    `${organization('acme', count)}    - {name: guest, email: guest@acme.example, until: ${from}}\n`
  await inSession({ 'a/acme.yaml': declared(2, '2026-05-03T00:00:00Z') }, async ({ write, start, time, ask }) => {
    const one = await start()
    time.wall += 5 * 24 * HOUR
    write({ 'a/acme.yaml': declared(3, '2026-05-03T00:00:00Z') })
    await one.pass()
    const [hold] = holdsOf(one, 'acme')
    assert.equal([hold?.code, users(one, 'acme')], ['ClockSuspect', 3])
    await one.pass()
    assert.is(holdsOf(one, 'acme')[0]?.digest, hold?.digest)
    assert.equal(await ask('/approve', { digest: hold?.digest.slice(0, 12), by: 'grace' }), {
      value: { done: 'approved: acme' },
    })
    assert.is(users(one, 'acme'), 4)
    write({ 'a/acme.yaml': declared(4, '2026-05-03T00:00:00Z') })
    await one.pass()
    assert.equal(codes(holdsOf(one, 'acme')), ['ClockSuspect'])
    const next = await start()
    assert.equal([codes(holdsOf(next, 'acme')), users(next, 'acme')], [[], 5])
  })
})

test('who finds its state taken by somebody else writes nothing and ends', async () => {
  await inSession(TWO, async ({ folder, write, start }) => {
    const one = await start()
    const lock = join(folder, 'state/lock')
    const own = readFileSync(lock, 'utf8')
    writeFileSync(lock, own.replace(/"pid":\d+/, '"pid":1'))
    write({ 'a/acme.yaml': organization('acme', 4) })
    await one.pass()
    const failure = await one.controller.failed
    assert.ok(failure instanceof ConflictError && failure.code === 'Fenced')
    assert.equal([users(one, 'acme'), one.status().trouble?.code], [3, 'Fenced'])
    await one.stop()
    assert.is(readFileSync(lock, 'utf8'), own.replace(/"pid":\d+/, '"pid":1'))
  })
})

test('a secret that can be had at last is noticed at the next reading, though nothing else has changed', async () => {
  const setting = '  settings: [{key: smtp-password, secret: true, secretRef: {file: smtp-password}}]\n'
  await inSession({ 'a/acme.yaml': organization('acme', 2, setting) }, async ({ folder, write, start }) => {
    write({ 'secrets/other': 'x' })
    const one = await start([{ name: 'a', folder: 'a', schedule: { type: 'interval', ms: 25 } }], {
      secretsDirectory: join(folder, 'secrets'),
    })
    const codesNow = () => one.unit('organization/acme')?.problems.map(({ code }) => code)
    assert.equal([codesNow(), users(one, 'acme')], [['SecretUnresolved'], 0])
    write({ 'secrets/smtp-password': 'made-for-a-test' })
    await until('the secret', () => users(one, 'acme') === 2 && codesNow()?.length === 0)
    rmSync(join(folder, 'secrets/smtp-password'))
    const condition = () => one.unit('organization/acme')?.conditions.some(({ type }) => type === 'SecretUnresolved')
    await until('the condition', () => condition() === true)
    assert.is(users(one, 'acme'), 2)
    assert.not.ok(one.log.some((line) => JSON.stringify(line).includes('made-for-a-test')))
  })
})

test.run()
