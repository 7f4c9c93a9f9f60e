import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { problemsText } from '../../src/cli/problems/text.ts'
import { readConfig } from '../../src/config/read.ts'
import { plainStyle } from '../../src/plan/render/style.ts'
import { configurationFile, configured, LEAST, messages, withGit } from '../support/configuration.ts'

const URL = 'url: https://git.example/a.git'

test('a source reads one revision, by a name that git allows', () => {
  assert.equal(messages(withGit(`${URL}, branch: main, tag: v1`)), [
    'a source reads one revision: `branch`, `tag` or `commit`',
  ])
  assert.equal(messages(withGit(`${URL}, branch: "--upload-pack=x"`)), ['`branch` is not a name that git allows'])
  assert.equal(messages(withGit(`${URL}, branch: a..b`)), ['`branch` is not a name that git allows'])
  assert.equal(messages(withGit(`${URL}, commit: abc123`)), [
    '`commit` must be the full hash of a commit: 40 or 64 characters of 0-9 and a-f',
  ])
  assert.equal(messages(withGit(`${URL}, branch: team/main`)), [])
})

test('a source is read every so often or by cron, and not both', () => {
  assert.equal(messages(withGit(`${URL}, interval: 60s, cron: "* * * * *"`)), [
    '`git` takes at most one of `interval` or `cron`, but `interval` and `cron` stand here',
  ])
  assert.equal(messages(withGit(`${URL}, cron: "61 * * * *"`)), ['`cron` is no cron expression: the minute is wrong'])
  assert.equal(messages(withGit(`${URL}, cron: "0 0 31 2 *"`)), [
    '`cron` is no cron expression: the day of month is wrong',
  ])
  assert.equal(messages(withGit(`${URL}, cron: often`)), [
    '`cron` is no cron expression: it needs five fields, or six with the seconds first',
  ])
  assert.equal(messages(withGit(`${URL}, interval: 5ms`)), ['`interval` must lie between 100ms and 24d'])
  assert.equal(messages(withGit(`${URL}, interval: 25d`)), ['`interval` must lie between 100ms and 24d'])
  assert.equal(messages(withGit(`${URL}, timeout: 2h`)), ['`timeout` must lie between 1s and 1h'])
  assert.equal(messages(withGit(`${URL}, interval: "60"`)), [
    '`interval` must be a duration: a whole number and `ms`, `s`, `m`, `h` or `d`',
  ])
})

test('an address is one of the transports that are allowed', () => {
  assert.equal(messages(withGit('url: "ext::sh -c id"')), ['remote helpers (`name::`) are not allowed'])
  assert.equal(messages(withGit('url: file://host/srv/a.git')), ['file:// is not allowed'])
  assert.equal(messages(withGit('url: http://git.example/a.git')), ['http to git.example is not allowed'])
  assert.equal(messages(withGit('url: http://127.0.0.1:3000/a.git')), [])
  assert.equal(messages(withGit('url: git@git.example:a.git')), [])
  assert.equal(messages(withGit('url: ../a')), ['`url` is a path of this machine, which is not allowed here'])
  assert.equal(messages(withGit('url: ../a, allowLocal: true')), [])
  assert.equal(messages(withGit(`${URL}, path: ../../etc`)), ['the folder `../../etc` is not in its shortest form'])
})

test('proof of who asks goes with its transport', () => {
  const secrets = 'secrets: {directory: s}\n'
  assert.equal(messages(withGit('url: git@git.example:a.git, auth: {tokenRef: {env: T}}')), [
    'a token serves https, not ssh',
  ])
  assert.equal(messages(withGit(`${URL}, auth: {sshKeyRef: {file: k}}`, secrets)), ['a key serves ssh, not https'])
  assert.equal(messages(withGit(`${URL}, auth: {tokenRef: {env: T}, knownHosts: {file: k}}`, secrets)), [
    '`knownHosts` goes with a key for ssh',
  ])
  assert.equal(messages(withGit(`${URL}, auth: {tokenRef: {env: T}, sshKeyRef: {env: K}}`)).length > 0, true)
})

test('a reference by file needs the secrets directory', () => {
  assert.equal(messages(withGit(`${URL}, auth: {tokenRef: {file: t}}`)), [
    'a secret is named by its file, but no secrets directory is set',
  ])
  assert.equal(messages(withGit(`${URL}, auth: {tokenRef: {file: t}}`, 'secrets: {directory: s}\n')), [])
  assert.match(
    messages(withGit(`${URL}, auth: {tokenRef: {file: ../t}}`, 'secrets: {directory: s}\n'))[0] ?? '',
    /relative path/,
  )
})

test('signatures are verified against keys that are there', () => {
  assert.equal(messages(withGit(`${URL}, verify: {mode: all}`)), [
    'signatures are to be verified (`mode: all`), but no keys are named',
  ])
  assert.equal(messages(withGit(`${URL}, verify: {mode: all, keys: [AAAA, 3, {file: none}, {path: x}]}`)), [
    'key 1 of the text has no form that is known',
    'a key is a line of text, or `{file: PATH}`',
    'the file none cannot be read',
    'a key is a line of text, or `{file: PATH}`',
  ])
})

test('a webhook needs somebody who listens', () => {
  const webhook = `${URL}, webhook: {secretRef: {env: W}}`
  assert.equal(messages(withGit(webhook)), ['`webhook` is set, but webhooks are taken nowhere'])
  assert.equal(messages(withGit(webhook, 'hooks: {listen: "0.0.0.0:9292"}\n')), [])
  assert.equal(messages(withGit(webhook, 'hooks: {listen: off}\n')), [])
})

test('webhooks have a port of their own', () => {
  const same = ['webhooks and `http` would listen at the same address']
  assert.equal(messages(`${LEAST}hooks: {listen: "127.0.0.1:8080"}\n`), same)
  assert.equal(messages(`${LEAST}hooks: {listen: "[::1]:80"}\nhttp: {listen: "[::1]:80"}\n`), same)
  assert.equal(messages(`${LEAST}hooks: {listen: "127.0.0.1:0"}\nhttp: {listen: "127.0.0.1:0"}\n`), [])
})

test('sizes and times have limits', () => {
  assert.equal(messages(`${LEAST}limits: {fileBytes: 65MiB, revisionBytes: 0B}\nconvergeWithin: 91d\n`), [
    '`fileBytes` must lie between 1B and 64MiB',
    '`revisionBytes` must lie between 1B and 16GiB',
    '`convergeWithin` must lie between 1s and 90d',
  ])
})

test('a notification has an address that may stand there, a token where it needs one, and sources that exist', () => {
  const notify = (fields: string) => messages(`${LEAST}notifications: [{name: a, ${fields}}]\n`)
  assert.equal(notify('type: webhook, url: "http://hooks.example/x"'), ['`url` must begin with https://'])
  assert.equal(notify('type: webhook, url: "http://localhost:1/x"'), [])
  assert.equal(notify('type: webhook, url: "https://me:x@hooks.example/x"'), ['the address holds user info'])
  assert.equal(notify('type: slack, url: "https://hooks.slack.com/services/a"'), [
    'the address is a secret itself: who knows it may write there',
  ])
  assert.equal(notify('type: github, url: "https://api.github.com"'), ['a commit status of github needs a token'])
  assert.equal(notify('type: webhook, urlRef: {env: U}, sources: [locla]'), ['there is no source `locla`'])
  assert.equal(notify('type: webhook'), [
    'an item of `notifications` needs exactly one of `url` or `urlRef`, and none stands here',
  ])
})

test('no message and no frame shows a secret that stands in the file', () => {
  const canaries = ['canary-1', 'canary-2', 'canary-3', 'canary-4']
  const text = [
    'state: {path: s, wrong: 1}',
    'sources:',
    `- {name: A, git: {url: "https://me:${canaries[0]}@git.example/a", nope: 1}}`,
    `- {name: B, git: {url: "https://${canaries[1]}@git.example/b", auth: {token: ${canaries[2]}, nope: 1}}}`,
    `notifications: [{name: C, type: slack, url: "https://hooks.slack.com/services/${canaries[3]}", nope: 1}]`,
  ].join('\n')
  const reading = readConfig(configurationFile(text), {})
  if (reading.type !== 'invalid') return assert.unreachable()
  const { problems, source, files } = reading
  const totals = { files: 1, resources: 0, organizations: 0 }
  const shown = problemsText({ groups: [{ problems }], totals, texts: [{ source, files }] }, plainStyle)
  assert.equal(
    canaries.filter((canary) => shown.includes(canary) || JSON.stringify(problems).includes(canary)),
    [],
  )
  assert.match(shown, /unknown field `nope`/)
})

test('state and secrets do not lie where declarations are read', () => {
  const at = (state: string, secrets: string, path: string) =>
    messages(
      `state: {path: ${state}}\nsecrets: {directory: ${secrets}}\nsources: [{name: a, directory: {path: ${path}}}]\n`,
    )
  assert.equal(at('orgs/state', 'orgs', './orgs'), [
    'the state folder lies in the directory of source a',
    'the secrets directory lies in the directory of source a',
  ])
  assert.equal(at('state', '/run/secrets', '.'), ['the state folder lies in the directory of source a'])
  assert.equal(at('orgs-state', '..secrets', 'orgs'), [])
})

test('a local repository is an absolute path in the end', () => {
  const { from } = configured(withGit('url: repo, allowLocal: true')).sources[0] ?? { from: undefined }
  assert.match(from?.type === 'git' ? from.url : '', /^\/.*\/repo$/)
})

test('a host that usage may be read from is written as addresses have it', () => {
  const usage = (text: string) => messages(`${LEAST}usage: {${text}}\n`)
  const right = ['prometheus.example', '10.0.0.1:9090', 'h:80', 'h:443', '"[::1]:9090"', 'prometheus']
  assert.equal(usage(`allowedHosts: [${right.join(', ')}], directory: usage, schedule: "*/15 * * * *"`), [])
  for (const wrong of ['https://h', 'h/path', 'Prometheus.example', 'ada@h', '"*"', '"a b"', '"*.example"']) {
    const [message = '', ...more] = usage(`allowedHosts: [${wrong}]`)
    assert.match(message, /is no host, or no host and port/)
    assert.equal(more, [])
  }
  assert.equal(usage('schedule: often'), [
    '`schedule` is no cron expression: it needs five fields, or six with the seconds first',
  ])
})

const SHA = 'ab'.repeat(32)

test('others than this machine may ask only where somebody is configured who may', () => {
  const open = ['others than this machine could ask, but nobody is configured who may: `authentication` is missing']
  for (const address of ['0.0.0.0:8080', '[::]:80', '10.1.2.3:80', 'charter.example:80'])
    assert.equal(messages(`${LEAST}http: {listen: "${address}"}\n`), open, address)
  for (const address of ['127.0.0.1:8080', 'localhost:80', '[::1]:80', '127.1.2.3:1', 'off'])
    assert.equal(messages(`${LEAST}http: {listen: "${address}"}\n`), [], address)
  const tokens = `authentication: {tokens: [{name: ci, sha256: ${SHA}, role: operator}]}\n`
  assert.equal(messages(`${LEAST}http: {listen: "0.0.0.0:8080"}\n${tokens}`), [])
  const problems = readConfig(configurationFile(LEAST), { CHARTER_HTTP_LISTEN: '0.0.0.0:80' })
  assert.equal(problems.type === 'invalid' ? problems.problems.map(({ message }) => message) : [], open)
})

test('authentication lets somebody in, by tokens that are each of one holder', () => {
  assert.equal(messages(`${LEAST}authentication: {}\n`), ['`authentication` lets nobody in'])
  const token = (name: string, more: string) => `{name: ${name}, role: metrics, ${more}}`
  const tokens = (...all: readonly string[]) => messages(`${LEAST}authentication: {tokens: [${all.join(', ')}]}\n`)
  assert.equal(tokens(token('a', `sha256: ${SHA}`), token('b', `sha256: ${SHA}`)), [
    'this is the SHA-256 of another token here',
  ])
  assert.equal(tokens(token('a', `sha256: ${SHA}, organizations: [acme]`)), [
    'metrics tell of all organizations, so that `metrics` cannot be for some',
  ])
  assert.equal(tokens(token('a', 'sha256: abc')), ['`sha256` must be 64 characters of 0-9 and a-f'])
  assert.equal(tokens(), ['`tokens` must not be empty'])
})

test('an identity provider is named so that nobody can put something between', () => {
  const oidc = (fields: string) => messages(`${LEAST}authentication: {oidc: {audience: a, ${fields}}}\n`)
  assert.equal(oidc('issuer: "https://login.example/tenant/"'), [])
  assert.equal(oidc('issuer: "http://[::1]:3000"'), [])
  assert.equal(oidc('issuer: "http://login.example"'), ['`issuer` must begin with https://'])
  assert.equal(oidc('issuer: "file:///etc/passwd"'), ['`issuer` must begin with https://'])
  assert.equal(oidc('issuer: login.example'), ['`issuer` is not a URL'])
  for (const issuer of ['https://login.example?tenant=a', 'https://login.example#a', 'https://a:b@login.example'])
    assert.equal(oidc(`issuer: "${issuer}"`), ['`issuer` holds user info, a query or a fragment'])
  const right = 'issuer: "https://login.example"'
  const short = ['`maxStaleSeconds` must not be less than `cacheSeconds`']
  assert.equal(oidc(`${right}, cacheSeconds: 600, maxStaleSeconds: 599`), short)
  assert.equal(oidc(`${right}, cacheSeconds: 3601`), short)
  assert.equal(oidc(`${right}, maxStaleSeconds: 60`), short)
  for (const algorithm of ['none', 'HS256'])
    assert.match(
      oidc(`${right}, algorithms: [${algorithm}]`)[0] ?? '',
      /^an item of `algorithms` must be one of `Ed25519`/,
    )
  assert.equal(messages(`${LEAST}authentication: {oidc: {}}\n`).length, 2)
})

test('a cluster lets people in by what their tokens are made for, who are remembered for 30 seconds at most', () => {
  const kubernetes = (fields: string) => messages(`${LEAST}authentication: {kubernetes: {${fields}}}\n`)
  assert.equal(kubernetes('audience: charter.example, cacheSeconds: 30, context: production'), [])
  assert.equal(kubernetes(''), ['missing field `audience` in `kubernetes`'])
  assert.equal(kubernetes('audience: a, cacheSeconds: 31'), ['`cacheSeconds` must be at most 30, not 31'])
  const { authentication } = configured(`${LEAST}authentication: {kubernetes: {audience: a}}\n`)
  assert.equal(authentication, { tokens: [], kubernetes: { audience: 'a', cacheSeconds: 30 } })
  const beside = configured(
    `${LEAST}authentication: {kubernetes: {audience: a, kubeconfig: /etc/charter/kubeconfig}}\n`,
  )
  assert.is(beside.authentication?.kubernetes?.kubeconfig, '/etc/charter/kubeconfig')
})

test('an admission webhook needs a cluster that is a source, a port of its own, a certificate and a key', () => {
  const admission = 'admission: {listen: "0.0.0.0:9443", certificateFile: tls/tls.crt, keyFile: tls/tls.key}\n'
  const cluster = 'state: {path: state}\nsources: [{name: cluster, kubernetes: {}}]\n'
  assert.equal(messages(cluster + admission), [])
  assert.equal(messages(LEAST + admission), ['`admission` is set, but no source is a cluster'])
  assert.equal(messages(`${LEAST}admission: {listen: "off", certificateFile: a, keyFile: b}\n`), [])
  assert.equal(messages(`${cluster}admission: {listen: "0.0.0.0:99999", certificateFile: a, keyFile: b}\n`), [
    'the port must be at most 65535',
  ])
  assert.equal(messages(`${cluster}admission: {listen: "0.0.0.0:9443"}\n`).length, 2)
  const { selfGrant, usernamePrefix } = configured(cluster + admission).admission ?? {}
  assert.equal([selfGrant, usernamePrefix], ['warn', undefined])
  const client = configured(cluster + admission.replace('}', ', clientCaFile: tls/client.crt}')).admission?.clientCaFile
  assert.ok(client?.startsWith('/') && client.endsWith('/tls/client.crt'))
  const { listen, certificateFile = '', keyFile = '' } = configured(cluster + admission).admission ?? {}
  assert.equal(listen, { host: '0.0.0.0', port: 9443 })
  assert.ok(
    certificateFile.startsWith('/') && certificateFile.endsWith('/tls/tls.crt') && keyFile.endsWith('/tls/tls.key'),
  )
  assert.is(configured(`${cluster}admission: {listen: "off", certificateFile: a, keyFile: b}\n`).admission, undefined)
})

test('an identity provider has its defaults', () => {
  const oidc = configured(`${LEAST}authentication: {oidc: {issuer: "https://login.example", audience: a}}\n`)
  assert.equal(oidc.authentication, {
    tokens: [],
    oidc: {
      issuer: 'https://login.example',
      audience: 'a',
      algorithms: ['ES256', 'EdDSA', 'RS256'],
      emailClaim: 'email',
      requireVerifiedEmail: true,
      cacheSeconds: 300,
      maxStaleSeconds: 3600,
    },
  })
})

test('the limit of requests has a default, and a variable may set it', () => {
  assert.equal(configured(LEAST).rateLimit, { perSecond: 50, burst: 200 })
  assert.equal(configured(LEAST, { CHARTER_HTTP_RATE_LIMIT_BURST: '7' }).rateLimit, { perSecond: 50, burst: 7 })
  assert.equal(messages(`${LEAST}http: {rateLimit: {perSecond: 0}}\n`), ['`perSecond` must be at least 1, not 0'])
})

test('an origin is written as browsers send it, and never a pattern', () => {
  const origins = (text: string) => messages(`${LEAST}http: {allowedOrigins: [${text}]}\n`)
  assert.equal(origins('https://dashboard.example, "https://dashboard.example:8443", "http://localhost:3000"'), [])
  assert.equal(configured(`${LEAST}http: {allowedOrigins: [https://a.example]}\n`).allowedOrigins, [
    'https://a.example',
  ])
  assert.is(configured(LEAST).allowedOrigins, undefined)
  for (const text of ['"*"', '"https://*.example"']) {
    assert.equal(origins(text), ['with `*` any page that gets hold of a token could read'])
  }
  const form = 'an origin is a scheme, a host, and a port where that is not the usual one'
  for (const text of [
    'https://a.example/',
    'https://A.example',
    'https://a.example:443',
    'a.example',
    'null',
    '"ftp://a.example"',
    '"https://user:x@a.example"',
  ]) {
    assert.equal(origins(text).length, 1, text)
    if (text !== 'null') assert.equal(origins(text), [form], text)
  }
  assert.equal(origins('http://dashboard.example'), ['an origin must begin with https://'])
})

test.run()
