import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readRegularFile, whyUnreadable } from '../../src/sources/file.ts'
import { createFolder } from '../support/folder.ts'

/** The code of the reason for which a path is not read. */
function refusedFor(path: string): string {
  const read = readRegularFile(path, 100)
  return 'reason' in read ? read.reason.code : 'none'
}

test('a regular file up to the limit is read whole', () => {
  const path = createFolder({ empty: '', full: 'x'.repeat(100), over: 'x'.repeat(101) })
  assert.equal(readRegularFile(join(path, 'empty'), 100), { bytes: Buffer.alloc(0) })
  assert.equal(readRegularFile(join(path, 'full'), 100), { bytes: Buffer.from('x'.repeat(100)) })
  assert.equal(readRegularFile(join(path, 'over'), 100), { tooLarge: 101 })
})

test('G13: a link is refused also where it has taken the place of a file since the folder was listed', () => {
  const path = createFolder({ a: 'secret' })
  symlinkSync('a', join(path, 'b'))
  assert.is(refusedFor(join(path, 'b')), 'SymlinkNotAllowed')
})

test('what is no regular file, or went away, is unreadable and not waited for', () => {
  const path = createFolder()
  execFileSync('mkfifo', [join(path, 'pipe')])
  assert.is(refusedFor(join(path, 'pipe')), 'Unreadable')
  assert.is(refusedFor(path), 'Unreadable')
  assert.is(refusedFor('/dev/zero'), 'Unreadable')
  assert.is(refusedFor(join(path, 'missing')), 'Unreadable')
})

test('a file whose size is not what it holds is unreadable', () => {
  // Files of /proc say that they are empty and are not.
  assert.is(refusedFor('/proc/self/status'), 'Unreadable')
})

test('reasons of the operating system are told in our words', () => {
  assert.is(whyUnreadable({ code: 'EACCES' }), 'may not be read (permission denied)')
  assert.is(whyUnreadable({ code: 'EIO' }), 'cannot be read (EIO)')
})

test.run()
