import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { holdWorld } from './holding.ts'
import { leaks } from './scanner.ts'
import { canTrace } from './strace.ts'
import { makeWorld } from './world.ts'

/** What is only seen where system calls can be watched. */
const TRACED = {
  'bytes written to files': ['/cwd/state/ledger/000001.ndjson', '/third/ledger/000001.ndjson', 'LeakedByName'],
  'names given to files': ['fingerprints.json', '/made/robot', 'mirrors/people'],
  'programs that are started': ['git-remote-http', 'GIT_CONFIG_GLOBAL', 'index-pack', 'cat-file'],
  'ways to write that show nothing': [],
}

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
  ledger: ['LeakedByName', 'rotated', 'DB_PASSWORD', '"committedAt"'],
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
  ...(canTrace ? TRACED : {}),
})

test('secrets go in on every way, and every address that can be read is', () => {
  assert.ok(world.canaries.length > 30, `${world.canaries.length} canaries`)
  const answers = world.surfaces.get('HTTP answers')?.toString() ?? ''
  const answered = answers.split('\n').filter((line) => line.startsWith('200 {')).length
  assert.ok(answered > 30, `${answered} of them answered`)
})

const traceTest = canTrace ? test : test.skip

traceTest('of all that is ever written to a file, secrets are in those that are there for it, and in no other', () => {
  const found = (world.sinks ?? []).flatMap(({ path, bytes }) =>
    leaks(new Map([[path.replaceAll(/[0-9a-f]{8}[0-9a-f-]{16,}|_\w{6}$/g, '*'), bytes]]), world.canaries),
  )
  const told = found.filter((one) => /( as raw$|git password as base64$)/.test(one) && !one.startsWith('/tmp/'))
  assert.equal([...new Set(told)].sort(), [
    '/cwd/state/mirrors/people/auth-*/config: git password as base64',
    '/secrets/made/.access.charter: the key access as raw',
    '/secrets/made/.robot.charter: the key robot as raw',
    '/secrets/made/.robot.charter: the key robot made anew as raw',
    '/traced/made/.access.charter: the key access of a traced apply as raw',
    '/traced/made/.robot.charter: the key robot of a traced apply as raw',
  ])
  assert.equal(world.surfaces.get('ways to write that show nothing')?.toString(), '')
})

traceTest('what a repository holds lies in a temporary file that has no name while it is read', () => {
  const read = (world.sinks ?? []).filter(({ path }) => path.startsWith('/tmp/'))
  assert.ok(read.length > 0)
  const found = leaks(new Map(read.map(({ path, bytes }) => [path, bytes])), world.canaries)
  assert.ok(found.some((one) => one.includes('inline setting as raw')))
  assert.not.ok(found.some((one) => /key|token of|in the environment|in a file|git password/.test(one)))
  assert.is(world.surfaces.get('temporary files')?.length, 0)
})

traceTest('what holds a secret is made for one owner alone, and never over something that is there', () => {
  const made = (world.sinks ?? []).filter(({ path }) => !path.includes('/tmp_pack_'))
  for (const { path, how } of made) assert.match(how, /O_CREAT\|O_EXCL.*, 0600\) = /, path)
})

test('no report, dump of the heap or core is left behind', () => {
  const names = world.surfaces.get('names in the working folder')?.toString().trim().split('\n') ?? []
  assert.equal(
    names.filter((name) => !/^(charter-\d+|charter-run\.yaml|state)$/.test(name)),
    [],
  )
})

test.run()
