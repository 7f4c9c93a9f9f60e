import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ENCODINGS, leaks } from './scanner.ts'
import { makeWorld } from './world.ts'

const { canaries, surfaces } = await makeWorld()

/**
 * Every way out of the program, and a word that is no secret and has to be seen there: whoever looks in the wrong place finds
 * no secret either.
 */
const SEEN: Readonly<Record<string, readonly string[]>> = {
  'log as JSON': ['pass is over', 'globex.yaml', 'a secret has changed', 'handed over a secret'],
  'log as text': ['started', 'stopped'],
  'HTTP answers': ['LeakedByName', 'application/json', 'hasPassword', 'openapi'],
  'HTTP refusals': ['application/problem+json', '401 ', '400 ', '404 ', '405 '],
  'event stream': ['event: start', 'event: entry', 'Organization'],
  metrics: ['charter_source_', 'people'],
  status: ['globex', 'SecretInline'],
  notifications: ['globex', 'SecretInline'],
  'command line': ['LeakedByName', 'SecretInline', 'InvalidField', 'Syntax', 'secret changed', 'passwordRef'],
  ledger: ['LeakedByName', 'rotated', 'DB_PASSWORD'],
  checkpoint: ['LeakedByName'],
  inventory: ['globex.yaml'],
  'other files of the state': ['fingerprints.json', 'fingerprint-key'],
  'ledger of apply': ['LeakedByName'],
  'checkpoint of apply': ['LeakedByName'],
  'inventory of apply': ['globex.yaml'],
  'other files of the state of apply': [],
  'arguments of git': ['fetch', '--git-dir', 'cat-file'],
  'environment of git': ['GIT_CONFIG_GLOBAL', 'GIT_TERMINAL_PROMPT'],
  'temporary files': [],
  'names in the working folder': ['state'],
}

test('no secret leaves the program, in no encoding, on no way', () => {
  assert.ok(canaries.length > 25)
  assert.equal(leaks(surfaces, canaries), [])
})

test('every way out is looked at: what is no secret is seen on each', () => {
  assert.equal([...surfaces.keys()].sort(), Object.keys(SEEN).sort())
  for (const [surface, words] of Object.entries(SEEN)) {
    const found = leaks(
      surfaces,
      words.map((value) => ({ what: value, value })),
    )
    for (const word of words) assert.ok(found.includes(`${surface}: ${word} as raw`), `${surface} shows ${word}`)
  }
})

test('one deliberate leak is found on each way, in each encoding, and on no other', () => {
  for (const [at, [surface, content]] of [...surfaces].entries()) {
    const { what, value } = canaries[at % canaries.length] ?? { what: '', value: '' }
    for (const [name, forms] of Object.entries(ENCODINGS)) {
      const middle = Math.floor(content.length / 2)
      const leak = Buffer.from(forms(value)[0] ?? '')
      const leaking = Buffer.concat([content.subarray(0, middle), leak, content.subarray(middle)])
      const found = leaks(new Map([...surfaces, [surface, leaking] as const]), [{ what, value }])
      assert.ok(found.includes(`${surface}: ${what} as ${name}`), `${name} on ${surface}`)
      assert.ok(found.every((one) => one.startsWith(`${surface}: `)))
    }
  }
})

test('no report, dump of the heap or core is left behind', () => {
  const names = surfaces.get('names in the working folder')?.toString().trim().split('\n') ?? []
  assert.equal(
    names.filter((name) => !/^(charter-\d+|charter-run\.yaml|state)$/.test(name)),
    [],
  )
})

test.run()
