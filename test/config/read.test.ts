import { mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readConfig } from '../../src/config/read.ts'
import { loadConfig, NOTIFICATION_EVENTS } from '../../src/config.ts'
import { ConfigError } from '../../src/model/errors.ts'
import { KINDS } from '../../src/model/resource.ts'
import { configurationField } from '../../src/schemas/configuration.ts'
import { fieldAt } from '../../src/schemas/field.ts'
import { configurationFile, configured, LEAST, mistakes, withGit } from '../support/configuration.ts'
import { createFolder } from '../support/folder.ts'

const KEY = `ada@example.com ssh-ed25519 ${'A'.repeat(68)}`

test('what is left out has its default, and paths begin at the folder of the file', () => {
  const path = configurationFile(LEAST)
  const folder = dirname(path)
  assert.equal(loadConfig(path, {}), {
    state: { path: join(folder, 'state'), init: false },
    sources: [
      {
        name: 'local',
        privileged: false,
        prune: true,
        schedule: { type: 'interval', ms: 10_000 },
        from: { type: 'directory', path: join(folder, 'orgs') },
      },
    ],
    http: { host: '127.0.0.1', port: 8080 },
    rateLimit: { perSecond: 50, burst: 200 },
    log: { level: 'info', format: 'auto' },
    limits: { fileBytes: 1_048_576, revisionBytes: 1_073_741_824 },
    convergeWithinMs: 3_600_000,
    notifications: [],
    usage: {
      allowedHosts: new Set(),
      schedule: { type: 'cron', expression: '0 * * * *', timezone: 'UTC' },
    },
  })
})

test('the example is right, whole and in order', () => {
  const path = fileURLToPath(new URL('../../examples/controller/charter-run.yaml', import.meta.url))
  const reading = readConfig(path, {})
  if (reading.type !== 'config') return assert.unreachable(reading.problems.map(({ message }) => message).join('\n'))
  const { config } = reading
  assert.equal(
    config.sources.map(({ name }) => name),
    ['platform', 'teams', 'local', 'cluster'],
  )
  assert.equal(config.sources[0]?.from, {
    type: 'git',
    url: 'https://git.example/platform.git',
    revision: { type: 'branch', name: 'main' },
    path: 'orgs',
    timeoutMs: 60_000,
    auth: { type: 'token', username: 'git', token: { type: 'env', name: 'GIT_TOKEN' } },
    verify: { mode: 'off', keys: [] },
    webhook: { type: 'file', path: 'platform-webhook' },
    allowLocal: false,
  })
  assert.equal(config.sources[1]?.schedule, { type: 'cron', expression: '*/5 * * * *' })
  assert.equal(config.sources[1]?.allowedKinds, new Set(['User', 'UserGroup', 'Permission']))
  assert.equal(config.hooks, { host: '0.0.0.0', port: 9292 })
  assert.equal(config.notifications[0], {
    name: 'chat',
    type: 'slack',
    url: { type: 'file', path: 'slack-url' },
    on: ['held', 'invalid', 'recovered'],
  })
})

test('a configuration cannot be changed', () => {
  const config = configured('state: {path: s}\nsources: [{name: a, allowedKinds: [User], directory: {path: o}}]\n')
  assert.throws(() => Object.assign(config.state, { init: true }), TypeError)
  assert.throws(() => Object.assign(config.sources, { length: 0 }), TypeError)
  const kinds = (config.sources[0]?.allowedKinds ?? new Set()) as Set<string>
  assert.throws(() => kinds.add('Host'), TypeError)
  assert.equal([...kinds], ['User'])
})

test('`off` listens nowhere', () => {
  const config = configured(`${LEAST}http: {listen: off}\nhooks: {listen: off}\n`)
  assert.not.ok('http' in config)
  assert.not.ok('hooks' in config)
})

test('a moment that suspends is an instant', () => {
  const suspend = (until: string) =>
    configured(
      `state: {path: s}\nsources: [{name: a, directory: {path: o}, suspend: {reason: r, owner: o, until: ${until}}}]\n`,
    ).sources[0]?.suspend?.until
  assert.is(suspend('2026-12-01'), '2026-12-01T00:00:00.000Z')
  assert.is(suspend('2026-12-01T09:00:00+01:00'), '2026-12-01T08:00:00.000Z')
})

test('keys stand in the file or in one beside it', () => {
  const { from } = configured(
    withGit(`url: https://git.example/a.git, verify: {mode: head, keys: ["${KEY}", {file: signers}]}`),
    {},
    { signers: `# who may sign\n\n${KEY} ada\n` },
  ).sources[0] ?? { from: undefined }
  assert.equal(from?.type === 'git' ? from.verify : undefined, { mode: 'head', keys: [KEY, `${KEY} ada`] })
})

test('an armored OpenPGP key is one key, however many lines it has', () => {
  const armored = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQ==\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----'
  const { from } = configured(
    withGit('url: https://git.example/a.git, verify: {mode: all, keys: [{file: keys}]}'),
    {},
    { keys: `${KEY}\n${armored}\n` },
  ).sources[0] ?? { from: undefined }
  assert.equal(from?.type === 'git' ? from.verify.keys : [], [armored, KEY])
})

test('every mistake is told at once, in the order of the file', () => {
  assert.equal(
    mistakes(
      'instalation: x\nstate: {path: 1}\nsources:\n- name: People\n  git: {url: https://git.example/a.git, brnch: main}\n- name: b\n',
    ),
    [
      '1:1 UnknownField unknown field `instalation` in the configuration (did you mean `installation`?)',
      '2:15 InvalidField `path` must be text, but the number 1 stands here (put it in quotes; without them 012, 0x10 and 1e3 are numbers)',
      '4:9 InvalidName `name` must be a name: lower-case letters, digits and `-`, beginning and ending with a letter or digit, at most 63 characters (write `people`)',
      '5:41 UnknownField unknown field `brnch` in `git` (did you mean `branch`?)',
      '6:3 MissingField an item of `sources` needs exactly one of `git`, `directory` or `kubernetes`, and none stands here',
    ],
  )
})

test('no two sources have one name', () => {
  assert.equal(
    mistakes('state: {path: s}\nsources:\n- {name: a, directory: {path: o}}\n- {name: a, directory: {path: p}}\n'),
    ['4:10 InvalidField `a` stands twice in `sources` (give one of them another `name`)'],
  )
})

test('who suspends a source says why, who and until when', () => {
  assert.equal(
    mistakes('state: {path: s}\nsources:\n- {name: a, directory: {path: o}, suspend: {}}\n').map((text) =>
      text.replace(/ \(.*/, ''),
    ),
    ['reason', 'owner', 'until'].map((name) => `3:35 MissingField missing field \`${name}\` in \`suspend\``),
  )
})

test('a file of two documents, an empty one and one that does not parse are refused at their place', () => {
  assert.equal(mistakes(`${LEAST}---\n${LEAST}`), [
    '4:1 InvalidField a configuration is one document, and here a second one begins (keep one of them)',
  ])
  assert.match(mistakes('')[0] ?? '', /^1:1 EmptyFile/)
  assert.match(mistakes('state: {path: s\nsources: []\n')[0] ?? '', /Syntax/)
})

test('a file that is not there is a wrong option, and a folder is no file', () => {
  const folder = createFolder()
  assert.throws(
    () => loadConfig(join(folder, 'none.yaml'), {}),
    (error: unknown) => {
      assert.instance(error, ConfigError)
      return (error as Error).message === `there is no configuration file ${join(folder, 'none.yaml')}`
    },
  )
  assert.throws(() => loadConfig(folder, {}), /is not a file/)
})

test('a mounted ConfigMap is read through its links', () => {
  const folder = createFolder({ '..2026/charter-run.yaml': LEAST })
  mkdirSync(join(folder, 'orgs'))
  symlinkSync('..2026', join(folder, '..data'))
  symlinkSync('..data/charter-run.yaml', join(folder, 'charter-run.yaml'))
  const config = loadConfig(join(folder, 'charter-run.yaml'), {})
  assert.is('state' in config && config.state.path, join(folder, 'state'))
})

test('the schema lists the kinds and the events that there are', () => {
  const allowed = fieldAt(configurationField(), '/sources/0/allowedKinds/0')?.enum
  assert.equal(allowed, KINDS)
  assert.equal(fieldAt(configurationField(), '/notifications/0/on/0')?.enum, NOTIFICATION_EVENTS)
})

test.run()
