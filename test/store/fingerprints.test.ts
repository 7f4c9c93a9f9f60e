import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { StoreError } from '../../src/model/errors.ts'
import { realDisk } from '../../src/store/disk.ts'
import { readFingerprintKey, writeFingerprintKey } from '../../src/store/fingerprintkey.ts'
import { openSecretMemory } from '../../src/store/fingerprints.ts'
import { createFolder } from '../support/folder.ts'

const SHA = 'ab'.repeat(32)
const KNOWN = {
  prints: new Map([
    ['b', 'id:2'],
    ['a', 'id:1'],
  ]),
  keys: new Map([
    [
      'uid',
      {
        sha256: SHA,
        pending: {
          sha256: SHA,
          count: 2,
          generation: 2,
          cause: 'generation' as const,
          place: { type: 'file' as const, path: 'acme/access' },
        },
      },
    ],
  ]),
}

test('what is saved is there again, in a file for its owner alone', async () => {
  const folder = createFolder()
  const memory = openSecretMemory({ folder })
  assert.is(existsSync(join(folder, 'fingerprints.json')), false)
  await memory.save(KNOWN)
  assert.is(statSync(join(folder, 'fingerprints.json')).mode & 0o777, 0o600)
  const { prints, keys } = openSecretMemory({ folder }).now()
  assert.equal([...prints], [...KNOWN.prints].sort())
  assert.equal([...keys], [...KNOWN.keys])
})

test('a damaged file counts as lost and is told, and a file that others may read is refused', () => {
  const folder = createFolder()
  const path = join(folder, 'fingerprints.json')
  const notices: string[] = []
  for (const text of [
    '',
    '{',
    '[]',
    '{"format":2,"prints":[],"keys":[]}',
    '{"format":1,"prints":[[1,2]],"keys":[]}',
    '{"format":1,"prints":[],"keys":[["uid",{"sha256":"x"}]]}',
  ]) {
    writeFileSync(path, text, { mode: 0o600 })
    const memory = openSecretMemory({ folder, onNotice: (notice) => void notices.push(notice) })
    assert.equal([memory.now().prints.size, memory.now().keys.size], [0, 0])
  }
  assert.is(notices.length, 6)
  assert.match(notices[0] ?? '', /is damaged or of another version: no secret is known/)
  chmodSync(path, 0o640)
  assert.throws(
    () => openSecretMemory({ folder }),
    (error: Error) => error instanceof StoreError && error.code === 'StateNotOwned',
  )
})

test('where it cannot be written, what was remembered stays', async () => {
  const folder = createFolder()
  await openSecretMemory({ folder }).save(KNOWN)
  const before = readFileSync(join(folder, 'fingerprints.json'), 'utf8')
  const disk = {
    ...realDisk,
    sync: async () => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    },
  }
  const memory = openSecretMemory({ folder, disk })
  try {
    await memory.save({ prints: new Map(), keys: new Map() })
    assert.unreachable()
  } catch (error) {
    assert.ok(error instanceof StoreError && error.code === 'StoreFull')
  }
  assert.is(memory.now().prints.size, 2)
  assert.is(readFileSync(join(folder, 'fingerprints.json'), 'utf8'), before)
  assert.is(existsSync(join(folder, 'fingerprints.json.tmp')), false)
})

test('the key of fingerprints is kept for its owner alone, and another text in its place is refused', async () => {
  const folder = createFolder()
  assert.is(readFingerprintKey(folder), undefined)
  await writeFingerprintKey(folder, Buffer.alloc(32, 7))
  assert.is(statSync(join(folder, 'fingerprint-key')).mode & 0o777, 0o600)
  assert.equal([...(readFingerprintKey(folder) ?? [])], [...Buffer.alloc(32, 7)])
  writeFileSync(join(folder, 'fingerprint-key'), 'short\n')
  assert.throws(() => readFingerprintKey(folder), /holds no key of fingerprints/)
})

test.run()
