import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sha256 } from '../../src/lib/digest.ts'
import { ConflictError, StoreError } from '../../src/model/errors.ts'
import type { NewEntry, NewRecorded } from '../../src/model/ledger.ts'
import type { State } from '../../src/model/state.ts'
import { type Disk, realDisk } from '../../src/store/disk.ts'
import { openFileStore } from '../../src/store/file.ts'
import { emptyState } from '../../src/store/fold.ts'
import { CHECKPOINT_FORMAT } from '../../src/store/header.ts'
import type { FileStoreOptions } from '../../src/store/opened.ts'
import {
  all,
  applied,
  checkpointIn,
  clock,
  countingRandom,
  inFolder,
  ledgerIn,
  rejects,
  stateIn,
  TIME,
  uidFor,
  user,
} from './support.ts'

const ADA = uidFor('Userada'.slice(-6))
const removal: NewRecorded = { uid: ADA, kind: 'User', action: 'delete', body: { key: 'User/acme/ada' } }
const REMOVED = applied([removal], { evidence: { removals: { User: 1 } } })

/** Appends entries, each on its own, and closes; gives the state and what was said. */
async function write(
  path: string,
  entries: readonly NewEntry[],
  more: Partial<FileStoreOptions> = {},
): Promise<{ readonly state: State; readonly notices: readonly string[] }> {
  const notices: string[] = []
  const onNotice = (message: string) => notices.push(message)
  const store = openFileStore({ path, mode: 'create', clock, random: countingRandom(), onNotice, ...more })
  let state = await store.open()
  for (const entry of entries) state = await store.append([entry], state.head)
  await store.close()
  return { state, notices }
}

function users(...names: readonly string[]): readonly NewEntry[] {
  return names.map((name) => applied([user(name)]))
}

/** Opens for reading, with what was said; the ledger may have been damaged where the checkpoint stands for it. */
async function read(path: string): Promise<{ readonly state: State; readonly notices: readonly string[] }> {
  return write(path, [], { mode: 'readonly' })
}

function headerIn(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(checkpointIn(path), 'utf8').split('\n')[0] ?? '')
}

/** Damages the ledger before the checkpoint: what can be opened now has not been read from the ledger. */
function spoil(path: string): void {
  writeFileSync(ledgerIn(path), readFileSync(ledgerIn(path), 'utf8').replace('ada@acme', 'eve@acme'))
}

test('a checkpoint is written on closing, for its owner alone, and says of which entry it is', async () => {
  await inFolder(async (path) => {
    const { state } = await write(path, users('ada', 'bob'))
    assert.equal(readdirSync(path).sort(), ['checkpoint.ndjson', 'ledger'])
    assert.is(statSync(checkpointIn(path)).mode & 0o777, 0o600)
    const ledger = readFileSync(ledgerIn(path))
    const line = ledger.lastIndexOf(10, ledger.length - 2) + 1
    const { digest, ...header } = headerIn(path)
    assert.equal(header, {
      checkpoint: 'charter',
      format: CHECKPOINT_FORMAT,
      ...state.head,
      position: { segment: 1, line, end: ledger.length, lines: 3 },
      resources: 2,
      gone: 0,
    })
    const text = readFileSync(checkpointIn(path), 'utf8')
    assert.is(digest, sha256(text.replace(String(digest), '0'.repeat(64))))
    assert.is(text.split('\n').length, 5)
  })
})

test('a state opened from a checkpoint is the state of the ledger, and nothing of the ledger before it is read', async () => {
  await inFolder(async (path) => {
    const changed = { label: '\ud800 "\\ é', tags: ['b', 'a'] }
    const more = applied([user('cleo', { settings: [changed as never] }), user('dora')])
    const { state } = await write(path, [...users('ada', 'bob'), REMOVED, more])
    assert.is(state.removals.length, 1)
    assert.is(state.everUsed.size - state.resources.size, 1)
    const read = await stateIn(path, 'readonly')
    assert.equal(read, state)
    spoil(path)
    assert.equal(await stateIn(path, 'readonly'), state)
    rmSync(checkpointIn(path))
    await rejects(stateIn(path, 'readonly'), StoreError, /^line 2 of .* is not an entry$/)
  })
})

test('what stands after the checkpoint is read and verified, and appending goes on', async () => {
  await inFolder(async (path) => {
    await write(path, users('ada', 'bob'))
    const first = readFileSync(checkpointIn(path))
    const { state } = await write(path, users('cleo', 'dora'))
    const second = readFileSync(checkpointIn(path))
    writeFileSync(checkpointIn(path), first)
    spoil(path)
    assert.equal(await stateIn(path, 'readonly'), state)
    const whole = readFileSync(ledgerIn(path), 'utf8')
    writeFileSync(ledgerIn(path), whole.replace('cleo@acme', 'mona@acme'))
    await rejects(stateIn(path, 'readonly'), StoreError, /^line 4 of .* is not an entry$/)
    writeFileSync(ledgerIn(path), whole)
    truncateSync(ledgerIn(path), whole.length - 9)
    const torn = await write(path, users('finn'))
    assert.is(torn.state.head.seq, 4)
    assert.equal([...torn.state.resources.keys()].sort().at(-1), 'User/acme/finn')
    assert.equal(await stateIn(path, 'readonly'), torn.state)
    assert.not.equal(readFileSync(checkpointIn(path)), second)
  })
})

test('entries before the checkpoint are read when they are asked for', async () => {
  await inFolder(async (path) => {
    await write(path, users('ada', 'bob', 'cleo'))
    const store = openFileStore({ path, mode: 'existing', clock })
    const { head } = await store.open()
    await store.append(users('dora', 'eve'), head)
    const numbers = async (range: { from?: number; to?: number }) =>
      (await all(store.entries(range))).map(({ seq }) => seq)
    assert.equal(await numbers({}), [1, 2, 3, 4, 5])
    assert.equal(await numbers({ from: 2, to: 4 }), [2, 3, 4])
    spoil(path)
    assert.equal(await numbers({ from: 4 }), [4, 5])
    await rejects(numbers({ from: 2 }), StoreError, /is not an entry$/)
    await store.close()
  })
})

test('a checkpoint that cannot be used is told, made again from the ledger, and the same as before', async () => {
  const damages: ((bytes: Buffer) => Buffer | string)[] = [
    () => '',
    () => '{}\n',
    () => 'null',
    () => '[]\n{}\n',
    (bytes) => bytes.subarray(0, bytes.length - 1),
    (bytes) => bytes.subarray(0, bytes.indexOf(10)),
    (bytes) => Buffer.concat([bytes, Buffer.from('\n')]),
    (bytes) => Buffer.alloc(bytes.length),
    (bytes) => Buffer.from(bytes).fill(0, bytes.length - 60),
    (bytes) => bytes.toString().replace('ada@acme', 'eve@acme'),
    (bytes) => bytes.toString().replace('"seq":2', '"seq":1'),
    (bytes) => bytes.toString().replace(/"digest":"./, '"digest":"x'),
  ]
  await inFolder(async (path) => {
    const { state } = await write(path, users('ada', 'bob'))
    const whole = readFileSync(checkpointIn(path))
    for (const damage of damages) {
      writeFileSync(checkpointIn(path), damage(whole))
      const seen = await read(path)
      assert.equal(seen.state, state)
      assert.is(seen.notices.length, 1)
      assert.match(seen.notices[0] ?? '', /^the checkpoint .*checkpoint\.ndjson is damaged; the state is made of/)
      assert.equal(readFileSync(checkpointIn(path)), Buffer.from(damage(whole)))
      assert.is((await write(path, [])).notices.length, 1)
      assert.equal(readFileSync(checkpointIn(path)), whole)
    }
    rmSync(checkpointIn(path))
    assert.equal((await write(path, [])).notices, [])
    assert.equal(readFileSync(checkpointIn(path)), whole)
  })
})

test('every single byte of a checkpoint counts', async () => {
  await inFolder(async (path) => {
    const { state } = await write(path, [applied([user('ada')])])
    const whole = readFileSync(checkpointIn(path))
    const format = whole.indexOf('"format":') + '"format":'.length
    for (let at = 0; at < whole.length; at++) {
      // Another number of the format is another version's, which is not damage.
      if (at === format) continue
      const bytes = Buffer.from(whole)
      bytes[at] = (bytes[at] ?? 0) ^ 1
      writeFileSync(checkpointIn(path), bytes)
      const seen = await read(path)
      assert.equal([seen.state, seen.notices.length], [state, 1], `byte ${at}`)
    }
  })
})

test('a checkpoint of a newer version is refused, not thrown away', async () => {
  await inFolder(async (path) => {
    await write(path, users('ada'))
    const text = readFileSync(checkpointIn(path), 'utf8').replace(/"format":\d+/, `"format":${CHECKPOINT_FORMAT + 1}`)
    writeFileSync(checkpointIn(path), text)
    for (const mode of ['existing', 'readonly'] as const)
      await rejects(
        write(path, [], { mode }),
        StoreError,
        /^the checkpoint .* was written by a newer version of Charter$/,
      )
  })
})

test('a checkpoint of an older version is made again, and says nothing', async () => {
  await inFolder(async (path) => {
    const { state } = await write(path, users('ada'))
    const text = readFileSync(checkpointIn(path), 'utf8')
    writeFileSync(checkpointIn(path), text.replace(/"format":\d+/, '"format":1'))
    assert.equal(await write(path, []), { state, notices: [] })
    assert.is(readFileSync(checkpointIn(path), 'utf8'), text)
  })
})

test('a state with other fields is not read as if it had these', () => {
  const fields = [
    'installation',
    'resources',
    'everUsed',
    'removals',
    'holds',
    'replaced',
    'approvals',
    'invalid',
    'applied',
    'erased',
    'erasures',
    'seals',
  ]
  const known = ['head', ...fields, 'revisions', 'suspensions', 'policies', 'rotations', 'installationName']
  // Where this fails, `CHECKPOINT_FORMAT` goes up, and `rest.ts` learns of the field.
  assert.equal([CHECKPOINT_FORMAT, Object.keys(emptyState('')).sort()], [6, known.sort()])
})

const LIMITED = { component: 'cpu', period: 'month', current: '12', limit: '10' } as const

test('holds, approvals, problems, fired policies and revisions are in the checkpoint', async () => {
  await inFolder(async (path) => {
    const unit = { type: 'organization', organization: 'acme' } as const
    const digest = 'd'.repeat(64)
    const evidence = { codes: ['LastAdmin'], phase: 'expand', installation: 'production' }
    const told = { time: TIME, changes: [], unit, organization: 'acme', revisions: { git: 'abc' } }
    const { state } = await write(path, [
      applied([user('ada')], { evidence, revisions: { git: 'aaa', other: 'bbb' } }),
      { ...told, type: 'held', plan: digest, evidence },
      { ...told, type: 'invalid', evidence: { digest, problems: { UnknownField: 2 } } },
      { ...told, type: 'approved', plan: digest, actor: { type: 'operator', name: 'Zoë' } },
      { time: TIME, type: 'approved', plan: 'e'.repeat(64), changes: [] },
      { time: TIME, type: 'suspended', organization: 'acme', changes: [], evidence: { reason: 'audit', until: TIME } },
      { time: TIME, type: 'suspended', changes: [], evidence: { source: 'git', reason: 'audit', until: TIME } },
      { time: TIME, type: 'resumed', changes: [], evidence: { source: 'git' } },
      { time: TIME, type: 'rotated', changes: [], evidence: { key: { uid: 'k1', generation: 2, count: 3 } } },
      { time: TIME, type: 'policy', changes: [], evidence: { policy: 'u1', fired: true, exceeded: [{ ...LIMITED }] } },
    ])
    assert.equal([...state.suspensions.keys()], ['organization/acme'])
    assert.equal([...state.rotations], [['k1', { generation: 2, count: 3, at: TIME }]])
    assert.equal([...state.policies], [['u1', { since: TIME, exceeded: [LIMITED] }]])
    assert.equal([state.approvals.size, state.applied.size, state.invalid.size, state.holds.size], [2, 1, 1, 1])
    assert.equal([state.revisions, state.installationName], [{ git: 'aaa', other: 'bbb' }, 'production'])
    assert.equal(await stateIn(path, 'readonly'), state)
  })
})

test('a ledger that lacks what the checkpoint has seen is refused, whatever else it holds', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'state')
    await write(path, users('ada', 'bob'))
    cpSync(path, join(folder, 'backup'), { recursive: true })
    await write(path, users('cleo'))
    const longer = readFileSync(ledgerIn(path))
    const other = join(folder, 'other')
    await write(other, users('ada', 'bob', 'dora', 'eve'))
    const message = /does not hold entry 3 as the checkpoint beside it has it$/
    const deeds: (() => void)[] = [
      () => copyFileSync(ledgerIn(join(folder, 'backup')), ledgerIn(path)),
      () => truncateSync(ledgerIn(path), longer.length - 1),
      () => copyFileSync(ledgerIn(other), ledgerIn(path)),
      () => writeFileSync(ledgerIn(path), longer.toString().replace(/cleo@/g, 'leo@')),
    ]
    for (const deed of deeds) {
      deed()
      const before = readFileSync(ledgerIn(path))
      for (const mode of ['existing', 'readonly', 'create'] as const) {
        await rejects(write(path, [], { mode }), StoreError, message)
        assert.equal(readFileSync(ledgerIn(path)), before)
        assert.ok(existsSync(checkpointIn(path)))
      }
      writeFileSync(ledgerIn(path), longer)
    }
    unlinkSync(ledgerIn(path))
    await rejects(write(path, []), StoreError, /holds no ledger, but checkpoint\.ndjson$/)
  })
})

test('a checkpoint is written when the ledger has grown by much, and not for each append', async () => {
  await inFolder(async (path) => {
    const renames: number[] = []
    const disk: Disk = {
      ...realDisk,
      rename: (from, to) => {
        if (to === checkpointIn(path)) renames.push(statSync(ledgerIn(path)).size)
        realDisk.rename(from, to)
      },
    }
    const long = Array.from({ length: 40 }, (_, index) =>
      applied([user(`user-${index}`, { firstName: 'x'.repeat(1000) })]),
    )
    const store = openFileStore({ path, mode: 'create', clock, disk, checkpointBytes: 4000 })
    let state = await store.open()
    for (const entry of long) state = await store.append([entry], state.head)
    await store.close()
    assert.ok(renames.length > 4 && renames.length < 11, String(renames.length))
    // At the end the distance is a quarter of the checkpoint, which is longer than the least one.
    const [before = 0, last = 0] = renames.slice(-3, -1)
    assert.ok(last - before > 6000, `${before} ${last}`)
    assert.is(headerIn(path).seq, 40)
    assert.equal(await stateIn(path, 'readonly'), state)
  })
})

test('nothing is written where nothing was appended, or for reading', async () => {
  await inFolder(async (path) => {
    await write(path, [])
    assert.not(existsSync(checkpointIn(path)))
    await write(path, users('ada'))
    const { ino } = statSync(checkpointIn(path))
    await write(path, [])
    assert.is(statSync(checkpointIn(path)).ino, ino)
    rmSync(checkpointIn(path))
    await read(path)
    assert.equal(readdirSync(path), ['ledger'])
  })
})

test('a checkpoint that cannot be written is told, and costs nothing but time', async () => {
  for (const step of ['open', 'write', 'sync', 'close', 'rename', 'syncFolder'] as const) {
    await inFolder(async (path) => {
      const before = await write(path, users('ada'))
      const old = readFileSync(checkpointIn(path))
      const disk = failing(step, path)
      const { state, notices } = await write(path, users('bob'), { disk })
      assert.match(
        `${step}: ${notices.join('\n')}`,
        /: cannot write .*checkpoint\.ndjson: the disk is full; nothing is lost/,
      )
      assert.is(state.head.seq, before.state.head.seq + 1)
      if (step !== 'syncFolder') assert.equal(readFileSync(checkpointIn(path)), old)
      assert.equal(readdirSync(path).sort(), ['checkpoint.ndjson', 'ledger'], step)
      assert.equal(await stateIn(path, 'readonly'), state)
    })
  }
})

/** A disk on which one sort of step fails once for the checkpoint; a file is closed all the same. */
function failing(step: keyof Disk, path: string): Disk {
  let isArmed = false
  const failOn =
    (name: string, real: (...parameters: never[]) => unknown) =>
    (...parameters: never[]) => {
      if (!isArmed || name !== step) return real(...parameters)
      isArmed = false
      if (name === 'close') real(...parameters)
      throw Object.assign(new Error('ENOSPC: text of the system'), { code: 'ENOSPC' })
    }
  const disk = Object.fromEntries(Object.entries(realDisk).map(([name, real]) => [name, failOn(name, real)]))
  const open: Disk['open'] = (name, flags) => {
    isArmed = name.startsWith(checkpointIn(path))
    return (disk as unknown as Disk).open(name, flags)
  }
  return { ...(disk as unknown as Disk), open }
}

test('who no longer holds the folder leaves its checkpoint alone', async () => {
  await inFolder(async (path) => {
    await write(path, users('ada'))
    const old = readFileSync(checkpointIn(path))
    const store = openFileStore({ path, mode: 'existing', clock })
    const { head } = await store.open()
    await store.append(users('bob'), head)
    writeFileSync(join(path, 'lock'), '{}')
    await store.close()
    assert.equal(readFileSync(checkpointIn(path)), old)
    rmSync(join(path, 'lock'))
    const second = openFileStore({ path, mode: 'existing', clock })
    const { head: next } = await second.open()
    await second.append(users('cleo'), next)
    appendFileSync(ledgerIn(path), '\n')
    await rejects(second.append(users('dora'), next), ConflictError, /at entry 3/)
    await second.close()
    assert.equal(readFileSync(checkpointIn(path)), old)
  })
})

test('what was being written when the program stopped is removed, and nothing else', async () => {
  await inFolder(async (path) => {
    const { state } = await write(path, users('ada'))
    for (let number = 0; number < 50; number++) writeFileSync(`${checkpointIn(path)}.1-${number}.tmp`, '{"broken')
    writeFileSync(join(path, 'ledger', '000002.ndjson.tmp'), '{"for')
    writeFileSync(join(path, 'notes.tmp'), 'mine')
    assert.equal((await read(path)).state, state)
    assert.is(readdirSync(path).length, 53)
    assert.equal((await write(path, [])).notices, [])
    assert.equal(readdirSync(path).sort(), ['checkpoint.ndjson', 'ledger', 'notes.tmp'])
    assert.equal(readdirSync(join(path, 'ledger')), ['000001.ndjson'])
  })
})

test('a checkpoint that others may read, that is a link or no file is refused', async () => {
  await inFolder(async (path) => {
    await write(path, users('ada'))
    chmodSync(checkpointIn(path), 0o644)
    await rejects(
      write(path, []),
      StoreError,
      /^other users of this machine may read the checkpoint .*checkpoint\.ndjson$/,
    )
    chmodSync(checkpointIn(path), 0o600)
    copyFileSync(checkpointIn(path), join(path, 'real'))
    unlinkSync(checkpointIn(path))
    symlinkSync(join(path, 'real'), checkpointIn(path))
    await rejects(write(path, []), StoreError, /^cannot read .*checkpoint\.ndjson: it is a symbolic link$/)
  })
})

test.run()
