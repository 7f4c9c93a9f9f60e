import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Secret } from '../../src/lib/secret.ts'
import type { SecretRef, SecretUse } from '../../src/model/secret.ts'
import { lookUp, sinkFault } from '../../src/secrets/look.ts'
import { createFolder } from '../support/folder.ts'

const use = (ref: SecretRef, purpose: SecretUse['purpose'] = 'read'): SecretUse => ({
  pointer: '/spec/x',
  purpose,
  ref,
})

test('every place is looked at once, and each use is told its secret', async () => {
  const read: string[] = []
  const cluster = {
    async read({ namespace, name, key }: { namespace: string; name: string; key: string }) {
      read.push(`${namespace}/${name}/${key}`)
      return new Secret('from a cluster')
    },
    handOver: async () => undefined,
    isHandedOver: async () => 'lost' as const,
  }
  const place = use({ type: 'kubernetes', namespace: 'acme', name: 'db', key: 'password' })
  const told: string[] = []
  const unresolved = await lookUp(
    [place, place, use({ type: 'env', name: 'A' }), use({ type: 'env', name: 'B' })],
    { environment: { A: 'a' }, cluster },
    ({ ref }, secret) => told.push(`${ref.type} ${secret.reveal()}`),
  )
  assert.equal(told, ['env a', 'kubernetes from a cluster', 'kubernetes from a cluster'])
  assert.equal(read, ['acme/db/password'])
  assert.equal(
    [...unresolved],
    [['read env B', { message: 'the variable B is not set', help: 'set it in the environment of charter' }]],
  )
})

test('the same place is another one in another namespace, and for another purpose', async () => {
  const inNamespace = (namespace: string) => use({ type: 'kubernetes', namespace, name: 'db', key: 'password' })
  const unresolved = await lookUp(
    [inNamespace('acme'), inNamespace('globex'), { ...inNamespace('acme'), purpose: 'write' }],
    { environment: {} },
  )
  assert.equal(
    [...unresolved.keys()],
    ['read kubernetes acme/db/password', 'read kubernetes globex/db/password', 'write kubernetes acme/db/password'],
  )
})

test('a file can be handed over below the secrets directory, in folders that are still to be made', async () => {
  const directory = createFolder({ 'acme/old': 'x' })
  const outside = createFolder()
  symlinkSync(outside, join(directory, 'out'))
  const at = async (path: string, folder: string | undefined = directory) =>
    (await sinkFault({ type: 'file', path }, { environment: {}, directory: folder }))?.message
  assert.is(await at('token'), undefined)
  assert.is(await at('acme/new/token'), undefined)
  assert.is(await at('out/token'), `the secret file out/token would lie outside of ${directory}`)
  assert.is(await at('x', join(directory, 'none')), `there is no secrets directory ${join(directory, 'none')}`)
  assert.is(
    (await sinkFault({ type: 'file', path: 'x' }, { environment: {} }))?.message,
    'the secret file x is to be written, and no secrets directory is configured',
  )
})

test('a folder that takes no new files is told', async () => {
  if (process.geteuid?.() === 0) return
  const directory = createFolder()
  mkdirSync(join(directory, 'acme'))
  chmodSync(join(directory, 'acme'), 0o500)
  const fault = await sinkFault({ type: 'file', path: 'acme/token' }, { environment: {}, directory })
  assert.match(fault?.message ?? '', /^the secret file acme\/token may not be written: .* takes no new files$/)
})

test.run()
