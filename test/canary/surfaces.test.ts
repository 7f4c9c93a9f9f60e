import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { holdWorld } from './holding.ts'
import { makeWorld } from './world.ts'

const world = await makeWorld()

holdWorld('git', world, {
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
})

test('secrets go in on every way, and every address that can be read is', () => {
  assert.ok(world.canaries.length > 30, `${world.canaries.length} canaries`)
  const answers = world.surfaces.get('HTTP answers')?.toString() ?? ''
  const answered = answers.split('\n').filter((line) => line.startsWith('200 {')).length
  assert.ok(answered > 30, `${answered} of them answered`)
})

test('no report, dump of the heap or core is left behind', () => {
  const names = world.surfaces.get('names in the working folder')?.toString().trim().split('\n') ?? []
  assert.equal(
    names.filter((name) => !/^(charter-\d+|charter-run\.yaml|state)$/.test(name)),
    [],
  )
})

test.run()
