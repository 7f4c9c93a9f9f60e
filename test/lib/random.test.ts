import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { soundsPublic } from '../../src/desired/laws/sounding.ts'
import { looksRandom, randomParts } from '../../src/lib/random.ts'
import { secretShapeOf } from '../../src/lib/tokens.ts'
import { testOnData } from '../support/data.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Bytes that look random and are the same in every run. */
const bytes = (seed: number, count: number): Buffer =>
  createHash('shake256', { outputLength: count }).update(String(seed)).digest()

function share(make: (seed: number) => string): number {
  const seeds = Array.from({ length: 2000 }, (_, seed) => seed)
  return seeds.filter((seed) => looksRandom(make(seed))).length / seeds.length
}

test('what is made of random bytes is found: of 256 bits more than 97 in a hundred', () => {
  assert.ok(share((seed) => bytes(seed, 32).toString('base64')) > 0.97)
  assert.ok(share((seed) => bytes(seed, 32).toString('base64url')) > 0.97)
  assert.ok(share((seed) => bytes(seed, 24).toString('base64')) > 0.92)
  assert.ok(share((seed) => `https://x.example/in?code=${bytes(seed, 30).toString('base64url')}`) > 0.95)
  assert.ok(share((seed) => bytes(seed, 40).toString('hex')) === 0, 'digests look like that')
})

test('what people write, and what is public, passes', () => {
  for (const text of [
    'TheQuickBrownFoxJumpsOverTheLazyDog2',
    'organization-for-everything-2026-in-europe-west-1',
    'projects/acme-prod-12/locations/europe-west3/keyRings/ring-1',
    'eu-West1-VPC2-IPv6-DNS64-NAT64-OAuth2-K8s',
    'web-frontend-7d9f8b6c5d-x2k4p',
    '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
    'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9',
    'https://docs.google.com/document/d/1A2b3C4d5E6f7G8h9I0jK1l2M3n4O5p6Q7r8S9t0/edit',
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB3k9Xq0Zx7Vb2Nm5Tr9Pw4Lc8Yd1Gh6Jk2Ms5Qv7Wz',
    'sha384-oqVuAfXRKap7fdgcCY5uykM6R9GqQ8K3uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC',
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4',
  ])
    assert.is(looksRandom(text), false, text)
})

test('a name tells what is random and public', () => {
  for (const name of ['clientId', 'tls.ca', 'publicKey', 'image.digest', 'acme.example/commit'])
    assert.ok(soundsPublic(name))
  for (const name of ['theme', 'smtp.host', 'key', 'idea', 'cadence']) assert.not.ok(soundsPublic(name), name)
})

test('the places of such words are known', () => {
  assert.equal(randomParts('a: k3Jd8sLq0Zx7Vb2Nm5Tr9Pw4 # b'), [{ start: 3, end: 27 }])
})

function linesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ya?ml|json)$/.test(name) && !name.includes('.git/'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
}

test('no line of the examples and schemas looks like a secret', () => {
  const lines = [...linesBelow(join(root, 'examples')), ...linesBelow(join(root, 'schemas'))]
  assert.ok(lines.length > 4000)
  assert.equal(
    lines.filter((line) => looksRandom(line) || secretShapeOf(line) !== undefined),
    [],
  )
})

testOnData(test, 'no line of the real declarations looks like a secret', (folder) => {
  const lines = linesBelow(folder)
  assert.ok(lines.length > 20_000)
  assert.equal(
    lines.filter((line) => looksRandom(line) || secretShapeOf(line) !== undefined),
    [],
  )
})

test.run()
