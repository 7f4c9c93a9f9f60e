import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import { SYSTEMS } from '../../src/api/compat/systems.ts'
import { ENDPOINTS } from '../../src/api/endpoints.ts'
import { writeFiles } from '../support/folder.ts'
import { type Answered, ask } from '../support/http.ts'
import type { RunningProcess } from '../support/running.ts'
import { ran } from '../support/terminal.ts'
import { CLIENT_TOKEN, type Value } from './planted.ts'
import type { Put } from './surfaces.ts'

/** Where a program listens, as its log tells in JSON or in text. */
export function addressOf(running: RunningProcess, name: 'http' | 'hooks' | 'admission'): URL {
  const [, address = ''] = new RegExp(`${name}"?[:=]"?(https?://[^\\s",]+)`).exec(running.said.err) ?? []
  return new URL(address)
}

const written = ({ status, headers, body }: Answered): string => `${status} ${JSON.stringify(headers)} ${body}\n`

/** Reads everything that can be read over HTTP with a token. */
export async function read(running: RunningProcess, token: string, put: Put): Promise<void> {
  const port = Number(addressOf(running, 'http').port)
  const authorization = `Bearer ${token}`
  const names: Readonly<Record<string, string>> = { organization: 'acme', user: 'ada', group: 'ops', key: 'theme' }
  const paths = ENDPOINTS.map(({ path }) => `/api/v1${path.replace(/\{(\w+)\}/g, (_, name) => names[name] ?? 'ada')}`)
  const compat = [
    'waldur/api/customers/',
    'locktera/orgs',
    'comodit/organizations/LeakedByName/access',
    'comodit/organizations',
    ...SYSTEMS.map(({ name }) => `${name}/`),
  ]
  const others = ['/', '/openapi.json', '/docs', '/healthz', '/readyz', ...compat.map((one) => `/compat/${one}`)]
  for (const path of [...paths, ...others])
    put('HTTP answers', written(await ask(port, { path, headers: { authorization } })))
  put('metrics', (await ask(port, { path: '/metrics', headers: { authorization } })).body)
  put('status', (await ask(port, { path: '/api/v1/status', headers: { authorization } })).body)
  put('event stream', await streamed(port, authorization))
}

/** Asks everything that can be asked over HTTP, rightly and wrongly. */
export async function talk(running: RunningProcess, value: Value, put: Put): Promise<void> {
  await read(running, value(CLIENT_TOKEN), put)
  const port = Number(addressOf(running, 'http').port)
  const authorization = `Bearer ${value(CLIENT_TOKEN)}`
  const claims = Buffer.from(JSON.stringify({ iss: 'x', sub: value('claim of a token') })).toString('base64url')
  const wrong = [
    { path: '/api/v1/organizations', headers: { authorization: `Bearer ${value('wrong token')}` } },
    { path: '/api/v1/organizations', headers: { authorization: `Basic ${value('wrong token')}` } },
    { path: '/api/v1/organizations', headers: { authorization: `Bearer eyJhbGciOiJub25lIn0.${claims}.` } },
    { path: `/api/v1/organizations?access_token=${value('token in an address')}`, headers: { authorization } },
    { path: `/api/v1/organizations?${value('token in an address')}=1`, headers: { authorization } },
    {
      path: '/nowhere',
      headers: { authorization, cookie: `s=${value('cookie')}`, referer: `http://x/${value('cookie')}` },
    },
    { path: '/api/v1/organizations', method: 'POST', headers: { authorization }, body: value('body of a call') },
    {
      path: '/access/v1/evaluation',
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: `{"a": ${value('body of a call')}`,
    },
  ]
  for (const asked of wrong) put('HTTP refusals', written(await ask(port, asked)))
  put('HTTP refusals', written(await hook(running, value, '{}', value('wrong signature'))))
}

/** How long the first entry is waited for, and then whether more comes. */
const [MOST_MS, QUIET_MS] = [20_000, 1_500]

/** What the stream of events tells from the first entry of the ledger on, until it has nothing more to tell. */
async function streamed(port: number, authorization: string): Promise<string> {
  const headers = { authorization, 'last-event-id': '1' }
  const over = new AbortController()
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/events`, { headers, signal: over.signal })
  let text = ''
  let timer = setTimeout(() => over.abort(), MOST_MS)
  try {
    for await (const part of answer.body ?? []) {
      text += Buffer.from(part).toString()
      if (!text.includes('event: entry')) continue
      clearTimeout(timer)
      timer = setTimeout(() => over.abort(), QUIET_MS)
    }
  } catch {
    // Nothing more comes: what has come until then is all.
  }
  clearTimeout(timer)
  return text
}

/** Calls the webhook; with the right signature where none is named. */
export function hook(running: RunningProcess, value: Value, body: string, signature?: string): Promise<Answered> {
  const right = `sha256=${createHmac('sha256', value('webhook secret')).update(body).digest('hex')}`
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'push',
    'x-hub-signature-256': signature ?? right,
  }
  return ask(Number(addressOf(running, 'hooks').port), { method: 'POST', path: '/hooks/people', headers, body })
}

/** What an operator asks of the state of the running program. */
export async function operate(state: string, folder: string): Promise<readonly string[]> {
  const environment = { XDG_RUNTIME_DIR: join(folder, 'cwd') }
  const commands = [
    ...['organizations', 'users', 'datasources', 'accesskeys'].map((kind) => ['get', kind, '-o', 'json']),
    ['get', 'organizations', '-o', 'yaml'],
    ['describe', 'organization', 'acme'],
    ['export', '--out', '-'],
    ['export', '--format', 'gooddata', '--organization', 'acme'],
    ['history'],
    ['history', '--seq', '1'],
    ['export', '--out', join(folder, 'exported')],
    ['ledger', 'show', '-o', 'json'],
    ['ledger', 'verify'],
    ['status', '-o', 'json'],
    ['usage'],
    ['access', 'who-can', 'MANAGE', '--organization', 'acme'],
  ]
  const texts: string[] = []
  for (const words of commands) texts.push(said(words, await ran([...words, '--state', state], { environment })))
  return texts
}

/** What an author runs on declarations, the good and the bad ones. */
export async function declare(folder: string, value: Value): Promise<readonly string[]> {
  const orgs = join(folder, 'orgs')
  writeFiles(folder, { 'own/smtp': value('secret in a file'), 'own/bootstrap': value('bootstrap token') })
  const environment = {
    CHARTER_SECRETS_DIRECTORY: join(folder, 'own'),
    DB_PASSWORD: value('secret in the environment'),
    METER: value('usage token'),
    TMPDIR: join(folder, 'tmp'),
  }
  writeFiles(folder, {
    'wrong.yaml': `state: {path: s}\nsources: [{name: a, git: {url: "https://u:${value('address in a configuration')}@h.example/x"}}]\n`,
  })
  const state = ['--state', join(folder, 'other')]
  const commands = [
    ...['text', 'json', 'github', 'gitlab', 'sarif'].map((format) => ['validate', orgs, '--format', format]),
    ...['text', 'json', 'markdown'].map((form) => ['plan', orgs, '-o', form, '--resolve-secrets', ...state]),
    ['apply', orgs, '--yes', ...state],
    ['diff', orgs, ...state],
    ['check', '--config', join(folder, 'wrong.yaml')],
    ['check', '--config', join(folder, 'cwd/charter-run.yaml')],
    ['validate', '--git', `https://u:${value('address on a command line')}@127.0.0.1:1/x.git`],
    ['plan', '--server', `https://u:${value('address on a command line')}@127.0.0.1:1`, '--token-file', '/dev/null'],
  ]
  const texts: string[] = []
  for (const words of commands) texts.push(said(words, await ran(words, { environment })))
  writeFiles(folder, { 'own/smtp': value('rotated secret') })
  const again = ['plan', orgs, '--resolve-secrets', ...state]
  return [...texts, said(again, await ran(again, { environment }))]
}

/** What a command said; what it was told is its user's own. */
function said(words: readonly string[], { code, out, err }: Awaited<ReturnType<typeof ran>>): string {
  return `$ ${words
    .slice(0, 2)
    .join(' ')
    .replace(/https:\S+/, '')} (${code})\n${out}${err}\n`
}
