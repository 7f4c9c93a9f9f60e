import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sha256 } from '../../src/lib/digest.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { ClusterPlace, SecretCluster } from '../../src/secrets/cluster.ts'
import { createSink } from '../../src/secrets/sink.ts'
import { type Disk, realDisk } from '../../src/store/disk.ts'
import { createFolder } from '../support/folder.ts'

const VALUE = 'made-for-a-test'
const secret = new Secret(VALUE)
const file = (path: string) => ({ type: 'file', path }) as const
const PLACE: ClusterPlace = { type: 'kubernetes', namespace: 'acme', name: 'deploy', key: 'token' }

/** A cluster that keeps values and marks; `refuses` is what it answers to everything. */
function createCluster(refuses?: string): SecretCluster & { readonly held: Map<string, readonly [string, string]> } {
  const held = new Map<string, readonly [string, string]>()
  const fault = refuses === undefined ? undefined : { message: refuses, help: 'allow it' }
  return {
    held,
    read: async () => (fault === undefined ? new Secret('read') : { type: 'fault', ...fault }),
    async handOver({ name }, value, mark) {
      if (fault === undefined) held.set(name, [value.reveal(), mark])
      return fault
    },
    isHandedOver: async ({ name }, mark) => fault ?? (held.get(name)?.[1] === mark ? 'done' : 'lost'),
  }
}

test('a file is there whole, for its owner alone, once it is published, and stays when that is asked again', async () => {
  const directory = createFolder()
  const sink = createSink({ directory, environment: {} }, realDisk)
  assert.is(await sink.stage(file('a/b/token'), secret, undefined), undefined)
  assert.is(readFileSync(join(directory, 'a/b/.token.charter'), 'utf8'), VALUE)
  assert.is(await sink.publish(file('a/b/token'), sha256(VALUE)), 'done')
  assert.is(readFileSync(join(directory, 'a/b/token'), 'utf8'), VALUE)
  assert.is(await sink.publish(file('a/b/token'), sha256(VALUE)), 'done')
})

test('only the value that was handed over before is overwritten, with or without a line end', async () => {
  const directory = createFolder({ token: `${VALUE}\n`, other: 'x' })
  const sink = createSink({ directory, environment: {} }, realDisk)
  const told = async (path: string, own: string | undefined) => (await sink.stage(file(path), secret, own))?.message
  assert.is(await told('token', sha256(VALUE)), undefined)
  assert.match((await told('token', undefined)) ?? '', /is there already/)
  assert.match((await told('other', sha256(VALUE))) ?? '', /is there already/)
  mkdirSync(join(directory, 'folder'))
  assert.match((await told('folder', sha256(VALUE))) ?? '', /is there already/)
  symlinkSync('other', join(directory, 'link'))
  assert.match((await told('link', sha256('x'))) ?? '', /is there already/)
})

test('no link leads a value out of the secrets directory', async () => {
  const folder = createFolder({ 'outside/x': '', 'secrets/x': '' })
  const directory = join(folder, 'secrets')
  symlinkSync('../outside', join(directory, 'out'))
  const sink = createSink({ directory, environment: {} }, realDisk)
  assert.match((await sink.stage(file('out/token'), secret, undefined))?.message ?? '', /would lie outside/)
  assert.match((await sink.stage(file('out/deep/token'), secret, undefined))?.message ?? '', /would lie outside/)
})

test('what a disk refuses is told in our words, and takes less than a whole value for none', async () => {
  const directory = createFolder()
  const failing = (more: Partial<Disk>) => createSink({ directory, environment: {} }, { ...realDisk, ...more })
  const refuse = (code: string) => () => {
    throw Object.assign(new Error(VALUE), { code })
  }
  const told = async (more: Partial<Disk>) => (await failing(more).stage(file('token'), secret, undefined))?.message
  assert.is(await told({ write: refuse('ENOSPC') }), 'the secret file token cannot be written: the disk is full')
  assert.is(await told({ write: () => 0 }), 'the secret file token cannot be written: the disk is full')
  assert.is(await told({ syncFolder: refuse('EIO') }), 'the secret file token cannot be written: error EIO')
  assert.is(
    await told({ write: (one, bytes, from, at) => realDisk.write(one, bytes.subarray(0, from + 1), from, at) }),
    undefined,
  )
  assert.is(readFileSync(join(directory, '.token.charter'), 'utf8'), VALUE)
})

test('what waits and will not be handed over is taken away', async () => {
  const directory = createFolder()
  const sink = createSink({ directory, environment: {} }, realDisk)
  await sink.stage(file('token'), secret, undefined)
  sink.discard(file('token'))
  sink.discard(PLACE)
  assert.throws(() => readFileSync(join(directory, '.token.charter')), /ENOENT/)
  writeFileSync(join(directory, 'token'), 'x')
  sink.discard(file('token'))
  assert.is(readFileSync(join(directory, 'token'), 'utf8'), 'x')
})

test('a cluster takes a value with its mark, and knows after a crash whether it has', async () => {
  const cluster = createCluster()
  const sink = createSink({ environment: {}, cluster }, realDisk)
  assert.is(await sink.stage(PLACE, secret, undefined), undefined)
  assert.is(await sink.publish(PLACE, sha256(VALUE)), 'lost')
  assert.is(await sink.publish(PLACE, sha256(VALUE), secret), 'done')
  assert.equal([...cluster.held], [['deploy', [VALUE, sha256(VALUE)]]])
  assert.is(await sink.publish(PLACE, sha256(VALUE)), 'done')
  assert.is(await sink.publish(PLACE, sha256('another')), 'lost')
})

test('a cluster that refuses, and none, is told', async () => {
  const refusing = createSink({ environment: {}, cluster: createCluster('not allowed') }, realDisk)
  assert.equal(await refusing.publish(PLACE, sha256(VALUE), secret), { message: 'not allowed', help: 'allow it' })
  const none = createSink({ environment: {} }, realDisk)
  const fault = await none.stage(PLACE, secret, undefined)
  assert.is(
    fault?.message,
    'there is no cluster in which the key token of the Secret deploy in namespace acme could be written',
  )
  assert.equal(await none.publish(PLACE, sha256(VALUE), secret), fault)
})

test.run()
