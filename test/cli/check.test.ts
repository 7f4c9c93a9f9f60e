import { existsSync, readdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '../../src/lib/clock.ts'
import { openFileStore } from '../../src/store/file.ts'
import { certified } from '../support/certified.ts'
import { startFakeCluster } from '../support/fakecluster.ts'
import { createFolder, type Files, writeFiles } from '../support/folder.ts'
import { serveRepository } from '../support/gitserver.ts'
import { showing, signingKey, startListening } from '../support/issuer.ts'
import { createRepository } from '../support/repository.ts'
import { startReviewer } from '../support/reviewer.ts'
import { ran } from '../support/terminal.ts'

const ORGANIZATION =
  'apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: acme}\nspec: {displayName: Acme}\n'
const MARKER = 'installation: example\n'
const HEAD = 'installation: example\nstate: {path: state, init: true}\nhttp: {listen: "127.0.0.1:0"}\n'
const LOCAL = 'sources:\n- {name: local, directory: {path: orgs}}\n'

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true })
addFormats.default(ajv)
for (const name of ['plan', 'check']) {
  const path = new URL(`../../schemas/output/${name}.schema.json`, import.meta.url)
  ajv.addSchema(JSON.parse(readFileSync(path, 'utf8')))
}

/** What is wrong with the output under its published schema. */
function breaches(text: string): readonly unknown[] {
  const validate = ajv.getSchema('https://charter.sh/schemas/output/check.schema.json')
  return validate?.(JSON.parse(text)) === true ? [] : (validate?.errors ?? ['no schema'])
}

interface Found {
  readonly subject: string
  readonly status: string
  readonly message: string
}

/** A folder with a configuration and a directory of declarations. */
function prepared(text: string, files: Files = {}): string {
  const folder = createFolder({ 'orgs/acme.yaml': ORGANIZATION, 'orgs/charter.yaml': MARKER, ...files })
  writeFiles(folder, { 'charter-run.yaml': text })
  return folder
}

/** The exit code, and what was found about each subject: `status message`. */
async function checked(folder: string, environment: Record<string, string> = {}) {
  const words = ['check', '--config', join(folder, 'charter-run.yaml'), '-o', 'json']
  const { code, out } = await ran(words, { environment })
  assert.equal(breaches(out), [])
  const { result, checks } = JSON.parse(out) as { result: string; checks: readonly Found[] }
  const about = (subject: string) =>
    checks
      .filter((check) => check.subject === subject)
      .map(({ status, message }) => `${status} ${message.replaceAll(folder, 'FOLDER')}`)
  return { code, result, out, about }
}

test('where everything can be used the exit code is 0, and nothing is written', async () => {
  const folder = prepared(HEAD + LOCAL)
  const before = readdirSync(folder)
  const { code, result, about } = await checked(folder)
  assert.is(code, 0)
  assert.is(result, 'ok')
  assert.equal(about('state'), ['ok FOLDER/state will be made'])
  assert.equal(about('source local'), ['ok 2 files, every 10s'])
  assert.equal(about('http'), ['ok 127.0.0.1:0 is free'])
  assert.match(about('git')[0] ?? '', /^ok 2\./)
  assert.match(about('clock')[0] ?? '', /^ok 20\d\d-/)
  assert.equal(readdirSync(folder), before)
})

test('a wrong configuration shows every mistake with its line, and the exit code is 2', async () => {
  const folder = prepared('state: {path: state}\nsorces: []\n')
  const { code, out } = await ran(['check', '--config', join(folder, 'charter-run.yaml')])
  assert.is(code, 2)
  assert.match(out, /error\[UnknownField\]: unknown field `sorces` in the configuration/)
  assert.match(out, /charter-run\.yaml:2:1\n {2}\|\n2 \| sorces: \[\]\n {2}\| \^{6}\n/)
  assert.match(out, /did you mean `sources`\?/)
  const { code: json, out: text } = await ran(['check', '--config', join(folder, 'charter-run.yaml'), '-o', 'json'])
  assert.is(json, 2)
  assert.equal(breaches(text), [])
  assert.is(JSON.parse(text).result, 'invalid')
})

test('the configuration is named by the option, else by CHARTER_CONFIG', async () => {
  const folder = prepared(HEAD + LOCAL)
  const environment = { CHARTER_CONFIG: join(folder, 'charter-run.yaml') }
  assert.is((await ran(['check'], { environment })).code, 0)
  const missing = await ran(['check', '--config', join(folder, 'none.yaml')], { environment })
  assert.is(missing.code, 2)
  assert.match(missing.err, /there is no configuration file .*none\.yaml\n {2}name one with --config or CHARTER_CONFIG/)
})

test('a missing state folder is a failure where it may not be made', async () => {
  const { code, about } = await checked(prepared(HEAD.replace(', init: true', '') + LOCAL))
  assert.is(code, 1)
  assert.equal(about('state'), ['failed there is no state folder FOLDER/state'])
  const folder = prepared(HEAD.replace(', init: true', '') + LOCAL)
  assert.is((await ran(['check', '--init', '--config', join(folder, 'charter-run.yaml')])).code, 0)
})

test('a state folder that is in use is named with its holder', async () => {
  const folder = prepared(HEAD + LOCAL)
  const store = openFileStore({ path: join(folder, 'state'), mode: 'create', clock: systemClock })
  await store.open()
  const held = await checked(folder)
  assert.is(held.code, 0)
  assert.is(held.about('state')[0], 'ok FOLDER/state, 0 entries')
  assert.match(
    held.about('state')[1] ?? '',
    new RegExp(`^warning FOLDER/state is in use by process ${process.pid} on `),
  )
  await store.close()
  assert.equal((await checked(folder)).about('state'), ['ok FOLDER/state, 0 entries'])
})

test('a state folder in memory is refused', async () => {
  if (!existsSync('/dev/shm') || statfsSync('/dev/shm').type !== 0x01021994) return
  const { code, about } = await checked(
    prepared(`${HEAD.replace('path: state', 'path: /dev/shm/charter-none')}${LOCAL}`),
  )
  assert.is(code, 1)
  assert.equal(about('state'), [
    'ok /dev/shm/charter-none will be made',
    'failed /dev/shm lies in memory (tmpfs) and is gone after a restart',
  ])
})

test('a secret that cannot be had fails where it is named, and where it is needed', async () => {
  const { code, about } = await checked(
    prepared(`${HEAD}sources:\n- {name: a, git: {url: "https://git.example/a", auth: {tokenRef: {env: TOKEN}}}}\n`),
  )
  assert.is(code, 1)
  assert.equal(about('secret'), ['failed the variable TOKEN is not set (source a: token)'])
  assert.equal(about('source a'), ['failed cannot be read: the variable TOKEN is not set'])
})

test('a repository is asked with its credential for its revision, its folder and its marker', async () => {
  const repository = createRepository({ bare: true })
  repository.commit({ files: { 'orgs/acme.yaml': ORGANIZATION, 'orgs/charter.yaml': MARKER } })
  const server = await serveRepository(repository.gitDir, { password: 'canary-7d1' })
  const source = (name: string, fields: string) =>
    `- {name: ${name}, git: {url: "${server.url}", auth: {tokenRef: {env: TOKEN}, username: reader}, ${fields}}}\n`
  const text = [
    HEAD,
    'sources:\n',
    source('right', 'branch: main, path: orgs, cron: "0 0 1 1 *"'),
    source('branch', 'branch: mian, path: orgs'),
    source('folder', 'branch: main, path: org'),
  ].join('')
  try {
    const { code, about, out } = await checked(prepared(text), { TOKEN: 'canary-7d1' })
    assert.is(code, 1)
    assert.match(about('source right').join(), /^ok 2 files at [0-9a-f]{12}, next at 20\d\d-.*Z$/)
    assert.match(about('source branch').join(), /^failed there is no branch `mian` in /)
    assert.match(about('source folder').join(), /^failed .*org/)
    assert.not.ok(out.includes('canary-7d1'))
    const refused = await checked(prepared(text), { TOKEN: 'canary-wrong' })
    assert.match(refused.about('source right').join(), /^failed .*the server refused access$/)
    assert.not.ok(refused.out.includes('canary-wrong'))
  } finally {
    await server.close()
  }
})

test('a source of another installation is refused, one of nobody is a warning', async () => {
  const other = await checked(prepared(HEAD + LOCAL, { 'orgs/charter.yaml': 'installation: other\n' }))
  assert.is(other.code, 1)
  assert.is(other.about('source local')[1], 'failed its charter.yaml names the installation other, not example')
  const none = await checked(prepared(HEAD + LOCAL.replace('orgs', 'bare'), { 'bare/acme.yaml': ORGANIZATION }))
  assert.is(none.code, 0)
  assert.match(none.about('source local')[1] ?? '', /^warning it holds no charter\.yaml/)
})

test('a file that cannot be read is a warning, and a suspended source is not read', async () => {
  const broken = await checked(prepared(HEAD + LOCAL, { 'orgs/bad.yaml': 'a: [' }))
  assert.equal(broken.about('source local'), ['warning 3 files, every 10s; 1 file cannot be read'])
  const suspend = 'suspend: {reason: moving, owner: ada, until: "2999-01-01"}'
  const { code, about } = await checked(prepared(`${HEAD}sources:\n- {name: a, directory: {path: none}, ${suspend}}\n`))
  assert.is(code, 0)
  assert.equal(about('source a'), ['warning suspended until 2999-01-01T00:00:00.000Z by ada: moving'])
})

test('a port that is taken fails, unless it is charter that runs', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const folder = prepared(`${HEAD.replace('127.0.0.1:0', `127.0.0.1:${port}`)}${LOCAL}`)
  try {
    const { code, about } = await checked(folder)
    assert.is(code, 1)
    assert.equal(about('http'), [`failed 127.0.0.1:${port} is in use by another process`])
    const store = openFileStore({ path: join(folder, 'state'), mode: 'create', clock: systemClock })
    await store.open()
    const running = await checked(folder)
    await store.close()
    assert.is(running.code, 0)
    assert.match(running.about('http').join(), /^warning .* charter seems to run$/)
  } finally {
    server.close()
  }
})

test('the address of a notification may be secret and is never shown', async () => {
  const text = `${HEAD}${LOCAL}notifications:\n- {name: chat, type: slack, urlRef: {env: URL}}\n`
  const right = await checked(prepared(text), { URL: 'https://hooks.slack.com/services/canary' })
  assert.is(right.code, 0)
  assert.equal(right.about('notification chat'), ['ok slack to a secret address'])
  const wrong = await checked(prepared(text), { URL: 'ftp://canary' })
  assert.is(wrong.code, 1)
  assert.equal(wrong.about('notification chat'), ['failed its secret address is no https URL'])
  assert.not.ok(`${right.out}${wrong.out}`.includes('canary'))
})

test('a person reads one line for each look, with help where something is wrong, and a sum', async () => {
  const folder = prepared(`${HEAD}sources:\n- {name: a, directory: {path: none}}\n`)
  const { code, out } = await ran(['check', '--config', join(folder, 'charter-run.yaml')])
  assert.is(code, 1)
  const lines = out.split('\n')
  assert.is(lines[0], `ok       configuration  ${folder}/charter-run.yaml, 1 source`)
  assert.ok(lines.includes(`FAILED   source a  there is no folder or file ${folder}/none`))
  assert.ok(lines.includes('         help: check the path'))
  assert.is(lines.at(-2), '1 failure, 0 warnings, 5 ok')
})

test('a usage source that may not be read is a warning, a usage directory that is missing a failure', async () => {
  const source = (name: string, spec: string) =>
    `apiVersion: charter.sh/v1alpha1\nkind: UsageSource\nmetadata: {name: ${name}}\nspec: {metric: calls, ${spec}}\n---\n`
  const orgs =
    source('here', 'type: http, url: "https://allowed.example/a"') +
    source('away', 'type: http, url: "https://away.example:8443/a"') +
    source('clear', 'type: http, url: "http://allowed.example/a", authSecretRef: {env: T}') +
    source('late', 'type: http, url: "https://allowed.example/a", schedule: "99 * * * *"') +
    source('token', 'type: http, url: "https://allowed.example/a", authSecretRef: {env: UNSET}') +
    source('file', 'type: file, path: a.ndjson')
  const usage = 'usage: {allowedHosts: [allowed.example]}\n'
  const folder = prepared(HEAD + LOCAL + usage, { 'meters/usage.yaml': orgs })
  assert.is((await ran(['apply', join(folder, 'meters'), '--state', join(folder, 'state'), '--yes'])).code, 0)
  const { code, about } = await checked(folder)
  assert.is(code, 0)
  assert.equal(about('usage'), ['ok 1 usage source may be read'])
  assert.equal(
    ['away', 'clear', 'late', 'token', 'file'].map((name) => about(`usage source ${name}`)),
    [
      ['warning the host `away.example:8443` is not allowed by the configuration'],
      ['warning its token would go to `allowed.example` in clear text'],
      ['warning its schedule is no cron expression: the minute is wrong'],
      ['warning its token cannot be had: the variable UNSET is not set'],
      ['warning it is a file, and no usage directory is configured'],
    ],
  )
  const missing = await checked(prepared(`${HEAD}${LOCAL}usage: {directory: nowhere}\n`))
  assert.equal([missing.code, missing.about('usage')], [1, ['failed there is no folder FOLDER/nowhere']])
})

test('an identity provider that does not show its keys is a failure', async () => {
  const server = await startListening()
  server.answer = showing(server.url, [await signingKey('first')])
  const oidc = `authentication: {oidc: {issuer: "${server.url}", audience: a}}\n`
  const folder = prepared(HEAD + LOCAL + oidc)
  assert.equal((await checked(folder)).about('authentication'), [`ok ${server.url} shows 1 key`])
  await server.stop()
  const { code, about } = await checked(folder)
  const gone = `failed ${server.url} cannot be asked: its configuration: nothing listens at this address`
  assert.equal([code, about('authentication')], [1, [gone]])
})

test('approvers of a cluster are told to approve nothing', async () => {
  const fake = await startFakeCluster()
  try {
    const source = (more: string) => `- {name: cluster, kubernetes: {kubeconfig: ${fake.kubeconfig}}${more}}\n`
    const about = async (more: string) => (await checked(prepared(HEAD + LOCAL + source(more)))).about('source cluster')
    assert.equal(await about(''), ['ok 0 objects, every 5m'])
    assert.equal(await about(', approvers: [ada]'), [
      'ok 0 objects, every 5m',
      'warning its `approvers` approve nothing: who wrote an object or an annotation, no cluster tells',
    ])
  } finally {
    await fake.stop()
  }
})

test('the certificate of an admission webhook is looked at', async () => {
  const admission = 'admission: {listen: "127.0.0.1:0", certificateFile: tls.crt, keyFile: tls.key}\n'
  const cluster = '- {name: cluster, kubernetes: {kubeconfig: nowhere}}\n'
  const folder = prepared(HEAD + LOCAL + cluster + admission)
  const { cert, key } = certified()
  assert.ok((await checked(folder)).about('admission').includes('failed the file FOLDER/tls.crt cannot be read'))
  writeFileSync(join(folder, 'tls.crt'), cert)
  writeFileSync(join(folder, 'tls.key'), certified().key)
  assert.ok((await checked(folder)).about('admission').includes('failed the key does not fit the certificate'))
  writeFileSync(join(folder, 'tls.key'), key)
  const about = (await checked(folder)).about('admission')
  assert.ok(
    about.some((text) => /^warning the certificate counts for 1 day more$/.test(text)),
    about.join('; '),
  )
})

test('an API server that does not let us ask whose a token is is a failure', async () => {
  const reviewer = await startReviewer(({ kind }) => (kind === 'TokenReview' ? {} : { allowed: false }))
  const kubernetes = `authentication: {kubernetes: {audience: a, kubeconfig: ${reviewer.kubeconfig}}}\n`
  const folder = prepared(HEAD + LOCAL + kubernetes)
  const right = 'ok the API server says whose a token is, and what they may see'
  assert.equal((await checked(folder)).about('authentication'), [right])
  reviewer.answer = ({ kind }) => (kind === 'TokenReview' ? {} : { allowed: true })
  const open = 'warning the API server lets everybody see every Organization'
  assert.equal((await checked(folder)).about('authentication'), [open])
  reviewer.answer = () => 403
  const { code, about } = await checked(folder)
  assert.is(code, 1)
  assert.match(
    about('authentication')[0] ?? '',
    /^failed cannot create tokenreviews\.authentication\.k8s\.io at 127\.0\.0\.1:\d+: RBAC does not allow it$/,
  )
  await reviewer.stop()
})

test.run()
