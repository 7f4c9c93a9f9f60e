import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Secret } from '../../src/lib/secret.ts'
import { resolveSecret, SECRET_BYTES, secretExposure } from '../../src/secrets/resolve.ts'
import { createFolder, writeFiles } from '../support/folder.ts'

/** The revealed text, or the message of the fault. */
async function resolved(path: string, directory: string | undefined): Promise<string> {
  const found = await resolveSecret({ type: 'file', path }, { directory, environment: {} })
  return found instanceof Secret ? `secret ${found.reveal()}` : found.message
}

async function variable(environment: Record<string, string>): Promise<string> {
  const found = await resolveSecret({ type: 'env', name: 'TOKEN' }, { environment })
  return found instanceof Secret ? `secret ${found.reveal()}` : found.message
}

test('a variable gives its text as it is', async () => {
  assert.is(await variable({ TOKEN: 'abc\n' }), 'secret abc\n')
  assert.is(await variable({}), 'the variable TOKEN is not set')
  assert.is(await variable({ TOKEN: '' }), 'the variable TOKEN is empty')
})

test('a file gives its text without its last line end', async () => {
  const directory = createFolder({ a: 'abc\n', b: 'abc\r\n', c: 'abc\n\n', 'd/e': 'abc' })
  assert.equal(await Promise.all(['a', 'b', 'c', 'd/e'].map((path) => resolved(path, directory))), [
    'secret abc',
    'secret abc',
    'secret abc\n',
    'secret abc',
  ])
})

test('what is no secret is told by its place alone', async () => {
  const directory = createFolder({
    empty: '\n',
    bytes: new Uint8Array([0xff, 0xfe]),
    large: 'x'.repeat(SECRET_BYTES + 1),
    full: 'x'.repeat(SECRET_BYTES),
    'folder/file': 'x',
  })
  assert.is(await resolved('empty', directory), 'the secret file empty is empty')
  assert.is(await resolved('bytes', directory), 'the secret file bytes is not text in UTF-8')
  assert.is(await resolved('large', directory), 'the secret file large has more than 65536 bytes')
  assert.is((await resolved('full', directory)).length, 'secret '.length + SECRET_BYTES)
  assert.is(await resolved('folder', directory), 'the secret file folder is no regular file')
  assert.is(await resolved('none', directory), `the secret file none does not exist below ${directory}`)
  assert.is(await resolved('x', undefined), 'the secret file x is asked for, and no secrets directory is configured')
})

test('no path and no link leads out of the secrets directory', async () => {
  const outside = createFolder({ 'beside/token': 'stolen', 'secrets/own': 'own' })
  const directory = join(outside, 'secrets')
  symlinkSync('../beside/token', join(directory, 'link'))
  symlinkSync('../beside', join(directory, 'folder'))
  for (const path of ['link', 'folder/token']) {
    assert.is(await resolved(path, directory), `the secret file ${path} is a link that leads out of ${directory}`)
  }
  for (const path of ['../beside/token', '/etc/hostname', 'own/../../beside/token', '', 'a\0b']) {
    assert.match(await resolved(path, directory), /does not lie below the secrets directory$/)
  }
})

test('a neighbour whose name begins like the directory is outside', async () => {
  const parent = createFolder({ 'secrets/own': 'own', 'secrets-old/token': 'old' })
  symlinkSync('../secrets-old/token', join(parent, 'secrets', 'token'))
  assert.match(await resolved('token', join(parent, 'secrets')), /leads out of/)
})

test('the links of a mounted Kubernetes secret are followed, also after a rotation', async () => {
  const directory = createFolder({ '..2026_1/token': 'first' })
  symlinkSync('..2026_1', join(directory, '..data'))
  symlinkSync('..data/token', join(directory, 'token'))
  assert.is(await resolved('token', directory), 'secret first')
  writeFiles(directory, { '..2026_2/token': 'second' })
  symlinkSync('..2026_2', join(directory, '..data_tmp'))
  renameSync(join(directory, '..data_tmp'), join(directory, '..data'))
  rmSync(join(directory, '..2026_1'), { recursive: true })
  assert.is(await resolved('token', directory), 'secret second')
})

test('a file that every user may read is a warning', async () => {
  const directory = createFolder({ token: 'abc' })
  const ref = { type: 'file', path: 'token' } as const
  chmodSync(join(directory, 'token'), 0o604)
  assert.match((await secretExposure(ref, { directory, environment: {} })) ?? '', /every user of this machine/)
  chmodSync(join(directory, 'token'), 0o640)
  assert.is(await secretExposure(ref, { directory, environment: {} }), undefined)
})

test('a pipe is no secret, and nobody waits for its other end', async () => {
  const directory = createFolder()
  mkdirSync(join(directory, 'sub'))
  const { execFileSync } = await import('node:child_process')
  execFileSync('mkfifo', [join(directory, 'sub', 'pipe')])
  assert.is(await resolved('sub/pipe', directory), 'the secret file sub/pipe is no regular file')
})

test.run()
