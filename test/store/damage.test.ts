import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { StoreError } from '../../src/model/errors.ts'
import type { State } from '../../src/model/state.ts'
import { openAttempts } from '../../src/store/attempts.ts'
import { openFileStore } from '../../src/store/file.ts'
import type { FileStoreOptions } from '../../src/store/opened.ts'
import { doubtsAbout, isInMemory } from '../../src/store/surroundings.ts'
import { applied, checkpointIn, clock, inFolder, inMemory, keysOf, ledgerIn, rejects, user } from './support.ts'

const MODES = ['create', 'existing', 'readonly'] as const
const isRoot = process.geteuid?.() === 0
if (!isRoot) console.error('\nSKIPPED: only root can give files to another user, S15 is tested without that\n')

interface Seen {
  readonly state: State
  readonly notices: readonly string[]
}

/** Opens a state folder, appends users and closes it: a start, and what it told. */
async function start(path: string, names: readonly string[] = [], more: Partial<FileStoreOptions> = {}): Promise<Seen> {
  const notices: string[] = []
  const onNotice = (message: string) => void (message.endsWith('NotDurable') || notices.push(message))
  const store = openFileStore({ path, mode: 'create', clock, onNotice, ...more })
  try {
    let state = await store.open()
    for (const name of names) state = await store.append([applied([user(name)])], state.head)
    return { state, notices }
  } finally {
    await store.close()
  }
}

/** Every start refuses, with this code, and leaves every file as it was. */
async function refused(path: string, message: RegExp, code: string, where = ''): Promise<void> {
  const content = (): string[] =>
    readdirSync(path, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((name) => `${name} ${statSync(join(path, name)).isFile() ? readFileSync(join(path, name), 'base64') : ''}`)
  const before = content()
  for (const mode of MODES) {
    await rejects(start(path, [], { mode }), StoreError, message, code).catch((error: Error) => {
      throw new Error(`${where} (${mode}): ${error.message}`)
    })
    assert.equal(content(), before, where)
  }
}

const DAMAGES: readonly (readonly [string, (bytes: Buffer) => Buffer | string])[] = [
  ['zero-filled', (bytes) => Buffer.alloc(bytes.length)],
  ['one bit flipped', (bytes) => flipped(bytes, Math.floor(bytes.length / 2))],
  ['empty', () => ''],
  ['a line end', () => '\n'],
  ['{}', () => '{}\n'],
  ['null', () => 'null\n'],
  ['[]', () => '[]\n'],
  ['a number', () => '7\n'],
  ['a text', () => '"ledger"\n'],
  ['another type', (bytes) => bytes.toString().replace('"seq":', '"seq":"x",')],
  ['an unknown field', (bytes) => bytes.toString().replace(/"format":\d+/, '"extra":1,$&')],
  ['no JSON', (bytes) => bytes.toString().replaceAll('{', '(')],
  ['text of an editor', (bytes) => `\ufeff${bytes.toString().replaceAll('\n', '\r\n')}`],
]

function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes)
  changed[at] = (changed[at] ?? 0) ^ 4
  return changed
}

test('S11 S13: a ledger that is damaged, empty, of a wrong type or no ledger is refused, and stays as it is', async () => {
  await inMemory(async (folder) => {
    const path = join(folder, 'state')
    await start(path, ['ada', 'bob', 'cleo'])
    const whole = readFileSync(ledgerIn(path))
    for (const isAlone of [true, false]) {
      const checkpoint = readFileSync(checkpointIn(path))
      if (isAlone) rmSync(checkpointIn(path))
      for (const [name, damage] of DAMAGES) {
        // Beside a checkpoint only what it has not seen is read; `ledger verify` reads all.
        if (!isAlone && name === 'one bit flipped') continue
        writeFileSync(ledgerIn(path), damage(whole))
        await refused(
          path,
          /000001\.ndjson/,
          isAlone || damage(whole).length < 10 ? 'StateCorrupt' : codeBeside(name),
          name,
        )
      }
      writeFileSync(ledgerIn(path), whole)
      writeFileSync(checkpointIn(path), checkpoint, { mode: 0o600 })
    }
    assert.equal((await start(path)).notices, [])
  })
})

/** A first line that is one still lets the checkpoint be missed first. */
function codeBeside(name: string): string {
  return ['another type', 'an unknown field', 'no JSON', 'text of an editor', 'zero-filled'].includes(name)
    ? 'StateCorrupt'
    : 'StateRollback'
}

test('S11: every truncation of a ledger is a crash that is cut, or is refused where a checkpoint knows better', async () => {
  await inMemory(async (folder) => {
    const path = join(folder, 'state')
    await start(path, ['ada', 'bob'])
    const whole = readFileSync(ledgerIn(path))
    const first = whole.indexOf(10) + 1
    for (let length = first; length < whole.length; length += 97) {
      truncateSync(ledgerIn(path), length)
      await refused(path, /does not hold entry 2 as the checkpoint/, 'StateRollback', `${length} bytes`)
      writeFileSync(ledgerIn(path), whole)
    }
    rmSync(checkpointIn(path))
    for (let length = first; length < whole.length; length += 97) {
      truncateSync(ledgerIn(path), length)
      const { state } = await start(path, [], { mode: 'readonly' })
      assert.ok(state.head.seq < 2)
      writeFileSync(ledgerIn(path), whole)
    }
  })
})

test('a broken line in the middle names file, line and entry, and the command that says more', async () => {
  await inMemory(async (folder) => {
    const path = join(folder, 'state')
    await start(path, ['ada', 'bob', 'cleo'])
    rmSync(checkpointIn(path))
    writeFileSync(ledgerIn(path), readFileSync(ledgerIn(path), 'utf8').replace('bob@acme', 'eve@acme'))
    const error = await start(path).then(
      () => undefined,
      (reason: StoreError) => reason,
    )
    assert.is(error?.message, `line 3 of ${ledgerIn(path)} (entry 2) is not an entry`)
    assert.match(error?.help ?? '', /`charter ledger verify`/)
    assert.is(error?.code, 'StateCorrupt')
  })
})

test('S11 S13: a checkpoint that is damaged, empty, of a wrong type or none is told and made again', async () => {
  await inMemory(async (folder) => {
    const path = join(folder, 'state')
    const { state } = await start(path, ['ada', 'bob'])
    const whole = readFileSync(checkpointIn(path))
    for (const [name, damage] of [...DAMAGES, ['truncated', (bytes: Buffer) => bytes.subarray(0, 200)] as const]) {
      writeFileSync(checkpointIn(path), damage(whole))
      const seen = await start(path)
      assert.equal(seen.state, state, name)
      assert.equal(seen.notices.length, 1, name)
      assert.match(seen.notices[0] ?? '', /^the checkpoint .*checkpoint\.ndjson is damaged; /, name)
      assert.equal(readFileSync(checkpointIn(path)), whole, name)
    }
  })
})

test('S12: where ledger and checkpoint are both damaged, the lines before the damage can be kept by hand', async () => {
  await inMemory(async (folder) => {
    const path = join(folder, 'state')
    await start(path, ['ada', 'bob', 'cleo'])
    writeFileSync(ledgerIn(path), readFileSync(ledgerIn(path), 'utf8').replace('cleo@acme', 'eve@acme'))
    writeFileSync(checkpointIn(path), 'broken')
    await refused(path, /^line 4 of .*000001\.ndjson \(entry 3\) is not an entry$/, 'StateCorrupt')
    const lines = readFileSync(ledgerIn(path), 'utf8').split('\n')
    writeFileSync(ledgerIn(path), `${lines.slice(0, 3).join('\n')}\n`)
    rmSync(checkpointIn(path))
    const { state } = await start(path, ['dora'])
    assert.equal(keysOf(state), ['User/acme/ada', 'User/acme/bob', 'User/acme/dora'])
  })
})

test('S13: a ledger or a checkpoint of a newer version says so', async () => {
  await inMemory(async (folder) => {
    const path = join(folder, 'state')
    await start(path, ['ada'])
    const [ledger, checkpoint] = [readFileSync(ledgerIn(path), 'utf8'), readFileSync(checkpointIn(path), 'utf8')]
    writeFileSync(checkpointIn(path), checkpoint.replace(/"format":\d+/, '"format":99'))
    await refused(path, /^the checkpoint .* was written by a newer version of Charter$/, 'StateNewer')
    rmSync(checkpointIn(path))
    writeFileSync(ledgerIn(path), ledger.replace('"format":1', '"format":99'))
    await refused(path, /^line 1 of .* was written by a newer version of Charter$/, 'StateNewer')
    writeFileSync(ledgerIn(path), ledger.replace(/"format":1(?=,\t)/, '"format":99'))
    await refused(path, /^line 2 of .* was written by a newer version of Charter$/, 'StateNewer')
  })
})

test('S15: what is made is its owner’s alone, and what others may read is not written to', async () => {
  await inMemory(async (folder) => {
    const path = join(folder, 'state')
    const mask = process.umask(0)
    try {
      await start(path, ['ada'])
    } finally {
      process.umask(mask)
    }
    for (const part of [path, join(path, 'ledger')]) assert.is(statSync(part).mode & 0o777, 0o700)
    for (const part of [ledgerIn(path), checkpointIn(path)]) {
      assert.is(statSync(part).mode & 0o777, 0o600)
      chmodSync(part, 0o604)
      await rejects(start(path), StoreError, /^other users of this machine may read the /, 'StateNotOwned')
      assert.is((await start(path, [], { mode: 'readonly' })).state.head.seq, 1)
      chmodSync(part, 0o600)
    }
    chmodSync(path, 0o777)
    assert.equal((await start(path)).notices, [
      `every user of this machine may write to the state folder ${path}: \`chmod o-w ${path}\``,
    ])
    chmodSync(path, 0o755)
    assert.equal((await start(path)).notices, [])
  })
})

if (isRoot) {
  test('S15: what belongs to another user is not written to, unless its group may write', async () => {
    await inMemory(async (folder) => {
      const path = join(folder, 'state')
      await start(path, ['ada'])
      for (const part of [ledgerIn(path), checkpointIn(path)]) {
        chownSync(part, 12345, 0)
        await rejects(start(path), StoreError, /belongs to user 12345, and this is user 0$/, 'StateNotOwned')
        assert.is((await start(path, [], { mode: 'readonly' })).state.head.seq, 1)
        chmodSync(part, 0o660)
        assert.equal((await start(path)).notices, [])
        chownSync(part, 0, 0)
        chmodSync(part, 0o600)
      }
      chownSync(path, 12345, 0)
      const doubt = `the state folder ${path} belongs to user 12345, and this is user 0: \`chown 0 ${path}\``
      assert.equal((await start(path)).notices, [doubt])
      chmodSync(path, 0o770)
      assert.equal((await start(path)).notices, [])
    })
  })
}

test('S17: a state that was there and is not is never begun again', async () => {
  await inMemory(async (folder) => {
    const path = join(folder, 'state')
    await start(path, ['ada', 'bob'], { segmentBytes: 100 })
    const second = join(path, 'ledger', '000002.ndjson')
    renameSync(ledgerIn(path), join(folder, 'first'))
    await refused(path, /ledger lacks 000001\.ndjson$/, 'LedgerMissing')
    renameSync(join(folder, 'first'), ledgerIn(path))
    renameSync(second, join(folder, 'second'))
    await refused(path, /does not hold entry 2 as the checkpoint/, 'StateRollback')
    rmSync(join(path, 'ledger'), { recursive: true })
    await refused(path, /holds no ledger, but checkpoint\.ndjson$/, 'LedgerMissing')
    for (const name of ['inventory.ndjson', 'attempt.json']) {
      rmSync(path, { recursive: true })
      mkdirSync(path)
      writeFileSync(join(path, name), '{}')
      await refused(path, new RegExp(`holds no ledger, but ${name}$`), 'LedgerMissing')
    }
    for (const mode of ['existing', 'readonly'] as const)
      await rejects(start(join(folder, 'sate'), [], { mode }), StoreError, /there is no state folder/, 'StateMissing')
    assert.not(existsSync(join(folder, 'sate')))
  })
})

test('S18: an older ledger beside a newer checkpoint is refused; an older checkpoint beside a newer ledger is good', async () => {
  await inMemory(async (folder) => {
    const [path, backup] = [join(folder, 'state'), join(folder, 'backup')]
    await start(path, ['ada'])
    cpSync(path, backup, { recursive: true })
    const newest = await start(path, ['bob'])
    copyFileSync(ledgerIn(path), join(folder, 'newest'))
    copyFileSync(ledgerIn(backup), ledgerIn(path))
    await refused(path, /does not hold entry 2 as the checkpoint beside it has it$/, 'StateRollback')
    copyFileSync(join(folder, 'newest'), ledgerIn(path))
    copyFileSync(checkpointIn(backup), checkpointIn(path))
    assert.equal(await start(path), newest)
  })
})

test('S19: thousands of unfinished files are removed at the start, never read, and nothing else is', async () => {
  await inMemory(async (folder) => {
    const path = join(folder, 'state')
    const { state } = await start(path, ['ada'])
    for (let number = 0; number < 5000; number++) {
      writeFileSync(
        `${checkpointIn(path)}.${number}-abcdef.tmp`,
        readFileSync(checkpointIn(path)).subarray(0, number % 90),
      )
    }
    writeFileSync(`${ledgerIn(path)}.tmp`, 'broken')
    writeFileSync(join(path, 'mine.tmp'), '')
    assert.equal(await start(path, [], { mode: 'readonly' }), { state, notices: [] })
    const before = performance.now()
    assert.equal(await start(path), { state, notices: [] })
    assert.ok(performance.now() - before < 5000)
    assert.equal(readdirSync(path).sort(), ['checkpoint.ndjson', 'ledger', 'mine.tmp'])
    assert.equal(readdirSync(join(path, 'ledger')), ['000001.ndjson'])
  })
})

test('S22: however often a program starts, there is one checkpoint and the ledger', async () => {
  await inMemory(async (folder) => {
    const path = join(folder, 'state')
    for (let run = 0; run < 40; run++) await start(path, [`u-${run}`], { checkpointBytes: 1 })
    assert.equal(readdirSync(path).sort(), ['checkpoint.ndjson', 'ledger'])
    assert.equal(readdirSync(join(path, 'ledger')), ['000001.ndjson'])
  })
})

test('S23: a new state folder in memory is told once', async () => {
  assert.equal([0x01021994, 0x858458f6, 0xef53, 0x6969].map(isInMemory), [true, true, false, false])
  await inFolder(async (folder) => assert.equal(doubtsAbout(folder, false), []))
  await inMemory(async (folder) => {
    if (!folder.startsWith('/dev/shm')) {
      console.error('\nSKIPPED: there is no /dev/shm, the notice of S23 is not tested\n')
      return
    }
    const path = join(folder, 'state')
    const notices: string[] = []
    await start(path, [], { onNotice: (message) => notices.push(message) })
    await start(path, [], { onNotice: (message) => notices.push(message) })
    const doubt = `the state folder ${path} lies in memory and is gone when the machine stops; see: charter explain NotDurable`
    assert.equal(notices, [doubt])
  })
})

test('S24: a symbolic link in place of any part of the state is refused, and what it names stays as it was', async () => {
  await inMemory(async (folder) => {
    const real = join(folder, 'real')
    await start(real, ['ada'])
    const victim = join(folder, 'victim')
    for (const part of ['', 'ledger', 'ledger/000001.ndjson', 'checkpoint.ndjson', 'lock']) {
      const path = join(folder, `state-${part.replaceAll('/', '-')}`)
      cpSync(real, path, { recursive: true })
      if (part === '') rmSync(path, { recursive: true })
      const planted = join(path, part)
      const target = part === 'lock' ? victim : join(real, part)
      if (part !== '' && part !== 'lock') rmSync(planted, { recursive: true })
      symlinkSync(target, part === '' ? path : planted)
      const modes = part === 'lock' ? (['create', 'existing'] as const) : MODES
      for (const mode of modes)
        await rejects(start(path, ['eve'], { mode }), StoreError, /is a symbolic link$/, 'StateSymlink')
      assert.equal(keysOf((await start(real, [], { mode: 'readonly' })).state), ['User/acme/ada'], part)
      assert.not(existsSync(victim))
    }
  })
})

test('S24: a symbolic link in place of an unfinished file is removed, not followed', async () => {
  await inMemory(async (folder) => {
    const path = join(folder, 'state')
    const victim = join(folder, 'victim')
    await start(path, ['ada'])
    writeFileSync(victim, 'precious')
    symlinkSync(victim, join(path, 'ledger', '000002.ndjson.tmp'))
    symlinkSync(victim, `${checkpointIn(path)}.1-a.tmp`)
    symlinkSync(victim, join(path, 'attempt.json'))
    const attempts = openAttempts(path)
    assert.equal(attempts.begin({ git: 'a' }), { git: { revision: 'a', count: 0 } })
    attempts.end()
    await start(path, ['bob', 'cleo'], { segmentBytes: 100 })
    assert.is(readFileSync(victim, 'utf8'), 'precious')
    assert.equal(readdirSync(path).sort(), ['checkpoint.ndjson', 'ledger'])
    mkdirSync(join(path, 'attempt.json'))
    attempts.begin({ git: 'a' })
    attempts.end()
  })
})

test.run()
