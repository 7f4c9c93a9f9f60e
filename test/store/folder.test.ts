import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ConflictError, StoreError } from '../../src/model/errors.ts'
import { inFolder, keysOf, ledgerIn, ledgerOf, rejects, stateIn } from './support.ts'

const MODES = ['create', 'existing', 'readonly'] as const

test('a state folder is made with its ledger, for its owner alone', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'state')
    await ledgerOf(path, ['ada'])
    assert.equal(readdirSync(path), ['ledger'])
    assert.equal(readdirSync(join(path, 'ledger')), ['000001.ndjson'])
    const modes = [path, join(path, 'ledger'), ledgerIn(path)].map((file) => statSync(file).mode & 0o777)
    assert.equal(modes, [0o700, 0o700, 0o600])
    const [first, second] = readFileSync(ledgerIn(path), 'utf8').split('\n')
    assert.equal(JSON.parse(first ?? ''), { ledger: 'charter', format: 1, seq: 0, previous: '' })
    assert.is(JSON.parse(second ?? '').seq, 1)
  })
})

test('a missing folder is made only where that is meant, and never its parents', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'state')
    for (const mode of ['existing', 'readonly'] as const) {
      await rejects(stateIn(path, mode), StoreError, /^there is no state folder .*state$/)
      assert.not(existsSync(path))
    }
    await rejects(stateIn(join(folder, 'mistyped', 'state'), 'create'), StoreError, /there is no folder .*mistyped$/)
    assert.equal(readdirSync(folder), [])
    assert.is((await stateIn(path, 'create')).head.seq, 0)
    assert.is((await stateIn(`${path}/`)).head.seq, 0)
  })
})

test('an empty folder becomes a state folder only where that is meant', async () => {
  await inFolder(async (path) => {
    mkdirSync(join(path, 'lost+found'))
    for (const mode of ['existing', 'readonly'] as const)
      await rejects(stateIn(path, mode), StoreError, /holds no ledger$/)
    assert.equal(readdirSync(path), ['lost+found'])
    assert.is((await stateIn(path, 'create')).head.seq, 0)
  })
})

test('a folder that holds other files is never touched', async () => {
  for (const mode of MODES) {
    await inFolder(async (path) => {
      writeFileSync(join(path, 'thesis.txt'), 'years of work')
      await rejects(stateIn(path, mode), StoreError, /holds no ledger, but thesis\.txt$/)
      assert.equal(readdirSync(path), ['thesis.txt'])
    })
  }
})

test('a ledger that is missing beside other parts of a state folder is not begun again', async () => {
  for (const mode of MODES) {
    await inFolder(async (folder) => {
      const path = join(folder, 'state')
      await ledgerOf(path, ['ada'])
      writeFileSync(join(path, 'checkpoint.ndjson'), '{}\n')
      rmSync(ledgerIn(path))
      await rejects(stateIn(path, mode), StoreError, /holds no ledger, but checkpoint\.ndjson$/)
      rmSync(join(path, 'ledger'), { recursive: true })
      await rejects(stateIn(path, mode), StoreError, /holds no ledger, but checkpoint\.ndjson$/)
      assert.equal(readdirSync(path), ['checkpoint.ndjson'])
    })
  }
})

test('what a stop in the middle of making a ledger leaves behind is finished', async () => {
  await inFolder(async (path) => {
    mkdirSync(join(path, 'ledger'))
    writeFileSync(`${ledgerIn(path)}.tmp`, '{"form')
    assert.is((await stateIn(path, 'create')).head.seq, 0)
    assert.equal(readdirSync(join(path, 'ledger')), ['000001.ndjson'])
  })
})

test('a ledger that has become empty, or lost its first line, is not a new one', async () => {
  for (const mode of MODES) {
    await inFolder(async (path) => {
      await ledgerOf(path, ['ada'])
      const text = readFileSync(ledgerIn(path), 'utf8')
      truncateSync(ledgerIn(path), 0)
      await rejects(stateIn(path, mode), StoreError, /^the ledger .*000001\.ndjson is empty$/)
      for (const content of ['\n', '{}\n', 'null\n', '[]\n', text.slice(0, 20), text.slice(text.indexOf('\n') + 1)]) {
        writeFileSync(ledgerIn(path), content)
        await rejects(stateIn(path, mode), StoreError, /^line 1 of .*000001\.ndjson is not the first line of a ledger$/)
        assert.is(readFileSync(ledgerIn(path), 'utf8'), content)
      }
    })
  }
})

test('a ledger of a newer version says so', async () => {
  await inFolder(async (path) => {
    await ledgerOf(path, ['ada'])
    const text = readFileSync(ledgerIn(path), 'utf8')
    writeFileSync(ledgerIn(path), text.replace('"format":1', '"format":2'))
    await rejects(stateIn(path), StoreError, /line 1 of .* was written by a newer version of Charter$/)
    writeFileSync(ledgerIn(path), text.replace(/"format":1(?=,\t)/, '"format":2'))
    await rejects(stateIn(path), StoreError, /line 2 of .* was written by a newer version of Charter$/)
    writeFileSync(ledgerIn(path), text)
    writeFileSync(join(path, 'ledger', '000001.zip'), '')
    await rejects(stateIn(path), StoreError, /holds 000001\.zip, which this version/)
  })
})

test('a file, or a symbolic link, in place of a folder or of the ledger is refused', async () => {
  for (const mode of MODES) {
    await inFolder(async (folder) => {
      const path = join(folder, 'state')
      await ledgerOf(join(folder, 'real'), ['ada'])
      writeFileSync(path, '')
      await rejects(stateIn(path, mode), StoreError, /state is not a folder$/)
      rmSync(path)
      symlinkSync(join(folder, 'real'), path)
      await rejects(stateIn(path, mode), StoreError, /state is a symbolic link$/)
      await rejects(stateIn(`${path}/`, mode), StoreError, /state is a symbolic link$/)
      rmSync(path)
      mkdirSync(path)
      symlinkSync(join(folder, 'real', 'ledger'), join(path, 'ledger'))
      await rejects(stateIn(path, mode), StoreError, /ledger is a symbolic link$/)
      rmSync(join(path, 'ledger'))
      mkdirSync(join(path, 'ledger'))
      symlinkSync(ledgerIn(join(folder, 'real')), ledgerIn(path))
      await rejects(stateIn(path, mode), StoreError, /cannot open .*000001\.ndjson: it is a symbolic link$/)
      assert.equal(keysOf(await stateIn(join(folder, 'real'))), ['User/acme/ada'])
    })
  }
})

test('what is no file in place of the ledger or the lock is refused at once', async () => {
  await inFolder(async (path) => {
    await ledgerOf(path, ['ada'])
    assert.is(spawnSync('mkfifo', [join(path, 'lock')]).status, 0)
    await rejects(stateIn(path), ConflictError, /locked by somebody who does not say who/)
    rmSync(join(path, 'lock'))
    rmSync(ledgerIn(path))
    assert.is(spawnSync('mkfifo', [ledgerIn(path)]).status, 0)
    for (const mode of MODES)
      await rejects(stateIn(path, mode), StoreError, /^the ledger .*000001\.ndjson is not a file$/)
    rmSync(ledgerIn(path))
    mkdirSync(ledgerIn(path))
    for (const mode of MODES) await rejects(stateIn(path, mode), StoreError, /000001\.ndjson/)
  })
})

test('a ledger that other users may read is not opened for writing', async () => {
  await inFolder(async (path) => {
    await ledgerOf(path, ['ada'])
    chmodSync(ledgerIn(path), 0o644)
    await rejects(stateIn(path), StoreError, /^other users of this machine may read the ledger .*000001\.ndjson$/)
    assert.is((await stateIn(path, 'readonly')).head.seq, 1)
    chmodSync(ledgerIn(path), 0o660)
    assert.is((await stateIn(path)).head.seq, 1)
  })
})

test('names that could confuse a terminal are shown escaped', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'st\u001b[31mate')
    await rejects(stateIn(path), StoreError, /st\\u\{1b\}\[31mate$/)
  })
})

test('what the system forbids is named with the path', async () => {
  const isRoot = process.getuid?.() === 0
  await inFolder(async (folder) => {
    const path = join(folder, 'state')
    await ledgerOf(path, ['ada'])
    // Nothing is forbidden to root, so root becomes somebody else for a while.
    chmodSync(folder, 0o555)
    chmodSync(path, 0o000)
    if (isRoot) process.seteuid?.(65534)
    try {
      await rejects(stateIn(path), StoreError, /^cannot read .*state: permission is denied$/)
      await rejects(
        stateIn(join(folder, 'other'), 'create'),
        StoreError,
        /^cannot make the folder .*other: permission is denied$/,
      )
    } finally {
      if (isRoot) process.seteuid?.(0)
      chmodSync(folder, 0o700)
      chmodSync(path, 0o700)
    }
    chmodSync(join(path, 'ledger'), 0o500)
    chmodSync(ledgerIn(path), 0o400)
    if (!isRoot) await rejects(stateIn(path), StoreError, /^cannot open .*000001\.ndjson: permission is denied$/)
    assert.is((await stateIn(path, 'readonly')).head.seq, 1)
  })
})

test.run()
