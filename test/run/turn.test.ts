import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { noLog } from '../../src/lib/log.ts'
import type { Reason } from '../../src/loop.ts'
import { StoreError } from '../../src/model/errors.ts'
import type { Clock } from '../../src/model/ports.ts'
import type { Pause } from '../../src/model/status.ts'
import { unitName } from '../../src/model/unit.ts'
import { createPendingPlans } from '../../src/run/pending.ts'
import { createTurns, type Turns } from '../../src/run/turn.ts'
import { createWatch } from '../../src/run/watch.ts'
import { openDirectory } from '../../src/sources/directory.ts'
import { beginStatus } from '../../src/status/status.ts'
import { openAttempts } from '../../src/store/attempts.ts'
import { type Disk, realDisk } from '../../src/store/disk.ts'
import { openFileStore } from '../../src/store/file.ts'
import { openInventory } from '../../src/store/inventory.ts'
import { controlSocketOf } from '../../src/store/lock.ts'
import { refusal } from '../store/failing.ts'
import { createFolder, removeFolder } from '../support/folder.ts'

const organization = (users: number): string =>
  `apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: acme}\nspec:\n  displayName: acme\n  users:\n${Array.from(
    { length: users },
    (_, index) => `    - {name: u${index}, email: u${index}@acme.example${index === 0 ? ', admin: true' : ''}}\n`,
  ).join('')}`

interface Setting {
  readonly turns: Turns
  readonly clock: { wall: number; elapsed: number }
  /** The code with which the disk refuses every write of the store, while there is one. */
  readonly disk: { refuses?: string | undefined }
  readonly failed: readonly number[]
  /** How many changes are pending by unit. */
  waiting(): readonly (readonly [string, number])[]
  pause: Pause | undefined
  readonly state: string
  declare(users: number): void
  turn(reason?: Reason): Promise<void>
}

async function inSetting(work: (setting: Setting) => Promise<void>): Promise<void> {
  const folder = createFolder({ 'orgs/acme.yaml': organization(1) })
  const state = join(folder, 'state')
  const time = { wall: Date.parse('2026-05-01T00:00:00Z'), elapsed: 0 }
  const clock: Clock = { now: () => new Date(time.wall).toISOString(), elapsedMs: () => time.elapsed }
  const refusing: { refuses?: string | undefined } = {}
  const write: Disk['write'] = (...given) => {
    if (refusing.refuses !== undefined) throw refusal(refusing.refuses)
    return realDisk.write(...given)
  }
  const open = () =>
    openFileStore({
      path: state,
      mode: 'create',
      clock,
      disk: { ...realDisk, write },
      socket: '/run/charter-test.sock',
      onNotice: () => undefined,
    })
  const store = open()
  const begun = await store.open()
  const sources = [{ name: 'orgs', place: 'orgs' }]
  const failed: number[] = []
  const pending = createPendingPlans()
  const watch = createWatch(openDirectory({ path: join(folder, 'orgs'), name: 'orgs', privileged: true }), { clock })
  const held: { pause: Pause | undefined } = { pause: undefined }
  const turns = createTurns(
    { store, state: begun, status: beginStatus({ version: 'test', startedAt: clock.now(), sources }, begun) },
    {
      program: 'test',
      configurations: new Map(),
      watches: [watch],
      clock,
      log: noLog,
      inventory: await openInventory({ folder: state }),
      openStore: async () => open(),
      attempts: openAttempts(state),
      paused: () => (held.pause !== undefined && Date.parse(held.pause.until) > time.wall ? held.pause : undefined),
      nextAt: () => undefined,
      planned: pending.planned,
      told: (_, after, result) => pending.passed(result, after),
      failed: (seconds) => void failed.push(seconds),
    },
  )
  try {
    await work({
      turns,
      clock: time,
      disk: refusing,
      failed,
      waiting: () =>
        pending
          .now(turns.status())?.()
          .plans.map(({ unit, changes }) => [unitName(unit), changes.length] as const) ?? [],
      state,
      get pause() {
        return held.pause
      },
      set pause(pause) {
        held.pause = pause
      },
      declare: (users) => writeFileSync(join(folder, 'orgs/acme.yaml'), organization(users)),
      async turn(reason = 'schedule') {
        const turn = { sources: new Set<string>(), reasons: new Set([reason]), signal: new AbortController().signal }
        const names = reason === 'time' ? turns.rested() : ['orgs']
        const readings = await Promise.all(names.map((name) => turns.read(name, turn)))
        if (reason === 'time' || readings.includes(true)) await turns.pass(turn)
      },
    })
  } finally {
    await turns.close().catch(() => undefined)
    removeFolder(folder)
  }
}

const users = ({ turns }: Setting): number =>
  [...turns.state().resources.values()].filter(({ kind }) => kind === 'User').length

test('on a full disk the old state is served, the status tells, and what waits is applied once there is room', async () => {
  await inSetting(async (setting) => {
    const { turns, disk, clock, failed } = setting
    await setting.turn('start')
    const before = turns.status()
    assert.equal([users(setting), before.sources[0]?.applied === before.sources[0]?.attempted], [1, true])
    disk.refuses = 'ENOSPC'
    setting.declare(3)
    clock.wall += 60_000
    await setting.turn()
    const { trouble, sources, isReady, seq } = turns.status()
    assert.equal([trouble?.code, trouble?.attempts, trouble?.since], ['StoreFull', 1, '2026-05-01T00:01:00.000Z'])
    assert.not.match(`${trouble?.message}${trouble?.help}`, /text of the system/)
    assert.equal([users(setting), isReady, seq], [1, true, before.seq])
    assert.equal(setting.waiting(), [['organization/acme', 2]])
    assert.is(sources[0]?.applied, before.sources[0]?.applied)
    assert.not(sources[0]?.attempted === sources[0]?.applied)
    assert.equal(
      sources[0]?.conditions.map(({ type, status, reason }) => [type, status, reason]),
      [
        ['Ready', 'Unknown', 'Progressing'],
        ['Reconciling', 'True', 'Progressing'],
      ],
    )
    clock.wall += 60_000
    await setting.turn('time')
    assert.equal([turns.status().trouble?.attempts, failed.length], [2, 2])
    assert.is(turns.status().trouble?.since, '2026-05-01T00:01:00.000Z')
    disk.refuses = undefined
    await setting.turn('time')
    const after = turns.status()
    assert.equal([users(setting), after.trouble], [3, undefined])
    assert.equal(setting.waiting(), [])
    assert.is(after.sources[0]?.applied, after.sources[0]?.attempted)
    assert.is(after.sources[0]?.conditions[0]?.status, 'True')
  })
})

test('while the disk is full the program goes on holding its state, and can be asked', async () => {
  await inSetting(async (setting) => {
    await setting.turn('start')
    setting.disk.refuses = 'ENOSPC'
    setting.declare(3)
    await setting.turn()
    assert.is(setting.turns.status().trouble?.code, 'StoreFull')
    assert.is(controlSocketOf(setting.state), '/run/charter-test.sock')
  })
})

test('what an operator asks for on a full disk fails, and the next pass finds a store that works', async () => {
  await inSetting(async (setting) => {
    const { turns, disk } = setting
    await setting.turn('start')
    const entry = {
      type: 'suspended',
      time: '2026-05-01T00:00:00Z',
      organization: 'acme',
      changes: [],
      evidence: { reason: 'audit', until: '2026-06-01T00:00:00.000Z' },
    } as const
    disk.refuses = 'ENOSPC'
    const error = await turns.append([entry]).catch((found: unknown) => found)
    assert.ok(error instanceof StoreError)
    assert.not(turns.state().suspensions.has('organization/acme'))
    disk.refuses = undefined
    await turns.append([entry])
    assert.ok(turns.state().suspensions.has('organization/acme'))
    setting.declare(2)
    await setting.turn()
    assert.equal([turns.status().trouble, turns.status().units[0]?.holds[0]?.code], [undefined, 'Suspended'])
  })
})

test('a disk that reports an error ends the turns: the ledger has to be read anew', async () => {
  await inSetting(async (setting) => {
    await setting.turn('start')
    setting.disk.refuses = 'EIO'
    setting.declare(3)
    const error = await setting.turn().catch((found: unknown) => found)
    assert.ok(error instanceof StoreError && error.code === 'StoreFailed')
    assert.is(setting.turns.status().trouble?.code, 'StoreFailed')
  })
})

test('a paused source is not read, and is read once the pause is over, although nobody asks for it', async () => {
  await inSetting(async (setting) => {
    const { turns, clock } = setting
    await setting.turn('start')
    setting.pause = { reason: 'move', owner: 'ada', until: '2026-05-01T01:00:00.000Z' }
    setting.declare(2)
    await setting.turn('signal')
    const [source] = turns.status().sources
    assert.equal([users(setting), source?.paused], [1, setting.pause])
    assert.equal(
      source?.conditions.map(({ type, status, reason, message }) => [type, status, reason, message]),
      [['Ready', 'False', 'Suspended', 'move (ada, until 2026-05-01T01:00:00.000Z)']],
    )
    clock.wall += 3_600_000
    clock.elapsed += 3_600_000
    await setting.turn('time')
    assert.equal([users(setting), turns.status().sources[0]?.paused], [2, undefined])
  })
})

test('a turn on schedule that finds nothing new makes no pass, one that a person asks for does', async () => {
  await inSetting(async (setting) => {
    await setting.turn('start')
    await setting.turn('schedule')
    assert.is(setting.turns.status().passes.length, 1)
    await setting.turn('request')
    assert.equal(
      setting.turns.status().passes.map(({ id, reason }) => [id, reason]),
      [
        [2, 'request'],
        [1, 'start'],
      ],
    )
  })
})

test('closing leaves no sign of a crash', async () => {
  await inSetting(async (setting) => {
    await setting.turn('start')
    openAttempts(setting.state).begin({ orgs: 'a' })
    assert.ok(existsSync(join(setting.state, 'attempt.json')))
    await setting.turns.close()
    assert.not(existsSync(join(setting.state, 'attempt.json')))
  })
})

test('what is over a limit that fell is a condition until it is less, and keeps a start from having nothing to read', async () => {
  await inSetting(async (setting) => {
    const { turns, clock, state } = setting
    const license = (most: number): void =>
      writeFileSync(
        join(state, '../orgs/license.yaml'),
        `apiVersion: charter.sh/v1alpha1\nkind: License\nmetadata: {name: main}\nspec: {entitlements: [{entitlement: UserCount, value: "${most}"}]}\n`,
      )
    const conditions = () =>
      turns.status().units.flatMap((unit) => unit.conditions.map(({ type, since }) => `${unit.unit} ${type} ${since}`))
    const isSettled = async (): Promise<boolean> => (await openInventory({ folder: state })).settled() !== undefined
    const [installation, acme] = ['installation', 'organization/acme']
    license(3)
    setting.declare(3)
    await setting.turn('start')
    await setting.turn('request')
    const ready = [installation, acme].map((unit) => `${unit} Ready 2026-05-01T00:00:00.000Z`)
    assert.equal([conditions(), await isSettled()], [ready, true])
    license(2)
    await setting.turn('request')
    clock.wall += 60_000
    await setting.turn('request')
    assert.equal([conditions(), await isSettled()], [[...ready, `${acme} OverLimit 2026-05-01T00:01:00.000Z`], false])
    setting.declare(2)
    await setting.turn('request')
    await setting.turn('request')
    assert.equal([conditions(), await isSettled()], [ready, true])
  })
})

test.run()
