import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { StoreError } from '../../src/model/errors.ts'
import { operatorToken } from '../../src/store/token.ts'
import { createFolder, removeFolder } from '../support/folder.ts'

function inFolder(work: (folder: string, path: string) => void): void {
  const folder = createFolder()
  try {
    work(folder, join(folder, 'operator-token'))
  } finally {
    removeFolder(folder)
  }
}

function refused(folder: string): string {
  try {
    operatorToken(folder)
  } catch (error) {
    if (error instanceof StoreError) return `${error.code}: ${error.message.replace(folder, '')}`
    throw error
  }
  return 'taken'
}

test('the first start makes a token of 256 bits for its owner alone, the next one reads it', () => {
  inFolder((folder, path) => {
    const made = operatorToken(folder)
    assert.equal([made.path, made.isNew, statSync(path).mode & 0o777], [path, true, 0o600])
    assert.is(Buffer.from(made.token, 'base64url').length, 32)
    assert.is(readFileSync(path, 'utf8'), `${made.token}\n`)
    assert.equal(operatorToken(folder), { path, token: made.token, isNew: false })
  })
})

test('two state folders have different tokens', () => {
  inFolder((one) => inFolder((other) => assert.not.equal(operatorToken(one).token, operatorToken(other).token)))
})

test('a token that others may read, that is too short, or that is no file is refused, and never shown', () => {
  inFolder((folder, path) => {
    const { token } = operatorToken(folder)
    for (const mode of [0o640, 0o604, 0o622]) {
      chmodSync(path, mode)
      assert.is(refused(folder), 'StateNotOwned: others than its owner may read /operator-token')
    }
    chmodSync(path, 0o600)
    for (const text of ['', '\n', token.slice(0, 31)]) {
      writeFileSync(path, text)
      assert.is(refused(folder), 'StateForeign: /operator-token holds no token')
    }
    rmSync(path)
    mkdirSync(path, { mode: 0o700 })
    assert.is(refused(folder), 'StateForeign: /operator-token is no file')
    rmSync(path, { recursive: true })
    execFileSync('mkfifo', ['-m', '600', path])
    assert.is(refused(folder), 'StateForeign: /operator-token is no file')
  })
})

test('a link in its place is refused, also one that names a good token, or nothing', () => {
  inFolder((folder, path) => {
    const other = join(folder, 'elsewhere')
    writeFileSync(other, 'x'.repeat(43), { mode: 0o600 })
    symlinkSync(other, path)
    assert.match(refused(folder), /^StateSymlink: /)
    rmSync(other)
    assert.match(refused(folder), /^StateSymlink: /)
  })
})

test.run()
