import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Audited, audited } from '../../support/audited.ts'
import { createFolder, removeFolder } from '../../support/folder.ts'
import { validOutput } from '../../support/schema.ts'
import { ran } from '../../support/terminal.ts'
import { hasPython, scriptVerdict } from '../../support/verifiers.ts'

const test = suite<Audited>('evidence of access')
const RANGE = ['--since', '2024-01-31', '--until', '2024-08-01']

test.before(async (context) => {
  Object.assign(context, await audited())
})

test.after(({ repository, state }) => {
  repository.remove()
  removeFolder(state)
})

/** Writes a pack into a folder of its own, which is given. */
async function packed({ state }: Audited, ...words: readonly string[]): Promise<string> {
  const out = join(createFolder(), 'pack')
  const { code, err } = await ran(['access', 'evidence', '--state', state, '--out', out, ...words])
  assert.is(code, 0, err)
  return out
}

/** The files of a folder, by name. */
function filesIn(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}

/** Rows of CSV without quoted cells, by their headers. */
function rowsIn(text: string): readonly Readonly<Record<string, string>>[] {
  const [header = '', ...lines] = text.trimEnd().split('\r\n')
  const names = header.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, place) => [names[place] ?? '', cell])))
}

test('the same ledger, time and repository give the same bytes, also when the ledger has gone on', async (context) => {
  const words = [...RANGE, '--repository', context.repository.path]
  const first = filesIn(await packed(context, ...words))
  const again = await audited()
  assert.equal(filesIn(await packed(again, ...RANGE, '--repository', again.repository.path)), first)
  const apply = ['apply', '--git', again.repository.path, '--path', 'orgs', '--source', 'git', '--state', again.state]
  again.repository.commit({ files: { 'orgs/beta.yaml': BETA } })
  assert.is((await ran([...apply, '--yes'])).code, 0)
  assert.equal(filesIn(await packed(again, ...RANGE, '--repository', again.repository.path)), first)
  const later = filesIn(await packed(again, '--since', '2024-01-31', '--repository', again.repository.path))
  assert.match(later['population-end.csv'] ?? '', /^beta,root,/m)
  again.repository.remove()
  removeFolder(again.state)
})

const BETA = `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: beta}
spec:
  displayName: Beta
  users: [{name: root, admin: true}]
`

test('checksums and manifest name every file, and a change of one shows', async (context) => {
  const out = await packed(context, ...RANGE, '--repository', context.repository.path)
  const files = filesIn(out)
  const sums = Object.fromEntries(
    (files.SHA256SUMS ?? '')
      .trimEnd()
      .split('\n')
      .map((line) => [line.slice(66), line.slice(0, 64)]),
  )
  const { SHA256SUMS: _, ...others } = files
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
  assert.equal(sums, Object.fromEntries(Object.entries(others).map(([name, text]) => [name, sha256(text)])))
  const manifest = validOutput('access-evidence', files['manifest.json'] ?? '') as Manifest
  assert.equal(
    manifest.files.map(({ name, sha256: sum }) => [name, sum]).sort(),
    Object.entries(sums)
      .filter(([name]) => name !== 'manifest.json')
      .sort(),
  )
  for (const { name, bytes } of manifest.files) assert.is(statSync(join(out, name)).size, bytes)
  const check = () => execFileSync('sha256sum', ['-c', '--quiet', 'SHA256SUMS'], { cwd: out, stdio: 'pipe' })
  check()
  writeFileSync(join(out, 'sample.csv'), `${files['sample.csv']} `)
  assert.throws(check)
})

interface Manifest {
  readonly head: { readonly seq: number; readonly hash: string }
  readonly notes: readonly string[]
  readonly sample: { readonly list_digest: string }
  readonly files: readonly {
    readonly name: string
    readonly sha256: string
    readonly bytes: number
    readonly counts: Readonly<Record<string, number>>
  }[]
}

test('the population at the beginning and the changes are the population at the end', async (context) => {
  const files = filesIn(await packed(context, ...RANGE))
  const held = (name: string) =>
    rowsIn(files[name] ?? '')
      .filter(({ PERMISSION }) => PERMISSION !== '')
      .map(({ UID, SCOPE, PERMISSION }) => `${UID} ${SCOPE} ${PERMISSION}`)
  const now = new Set(held('population-start.csv'))
  for (const { CHANGE, UID, SCOPE, PERMISSION } of rowsIn(files['changes.csv'] ?? '')) {
    const name = `${UID} ${SCOPE} ${PERMISSION}`
    if (CHANGE === 'gained') now.add(name)
    else assert.ok(now.delete(name), name)
  }
  assert.equal([...now].sort(), held('population-end.csv').sort())
  const lines = (files['changes.ndjson'] ?? '').trimEnd().split('\n')
  assert.is(lines.length, rowsIn(files['changes.csv'] ?? '').length)
})

test('what was at the beginning is told as it was known then', async (context) => {
  const files = filesIn(await packed(context, ...RANGE))
  const told = (name: string) => {
    const grace = rowsIn(files[name] ?? '').find(({ USER }) => USER === 'grace')
    return [grace?.REASON, grace?.ENTRY]
  }
  assert.equal(told('population-start.csv'), ['the platform team runs acme', '1'])
  assert.equal(told('population-end.csv'), ['they run acme', '6'])
})

test('a pack has its head, its sample, and every entry with its hold, approval and hash', async (context) => {
  const files = filesIn(await packed(context, ...RANGE, '--seed', '7', '-n', '2', '--kind', 'grant'))
  const manifest = JSON.parse(files['manifest.json'] ?? '') as Manifest
  const { head } = manifest
  const entries = rowsIn(files['entries.csv'] ?? '')
  assert.equal(
    entries.map(({ ENTRY, TYPE, CODES }) => `${ENTRY} ${TYPE} ${CODES}`.trim()),
    ['2 applied', '3 held SelfGrant', '4 approved SelfGrant', '5 applied', '6 applied'],
  )
  for (const [place, { PREVIOUS }] of entries.entries()) {
    if (place > 0) assert.is(PREVIOUS, entries[place - 1]?.HASH)
  }
  assert.equal(head, { seq: 6, hash: entries.at(-1)?.HASH })
  assert.match(files['VERIFY.md'] ?? '', new RegExp(`--head ${head.seq}:${head.hash}`))
  const words = ['access', 'sample', '--state', context.state, ...RANGE, '--seed', '7', '-n', '2', '--kind', 'grant']
  assert.is(files['sample.csv'], (await ran([...words, '-o', 'csv'])).out)
  assert.match((await ran(words)).err, new RegExp(manifest.sample.list_digest))
  assert.match(manifest.notes.join('\n'), /the ledger does not say who made 1 of \d+ commits/)
})

test('the commands of VERIFY.md do what it says', async (context) => {
  const words = [...RANGE, '--seed', "it's Ada's", '--organization', 'acme', '--repository', context.repository.path]
  const out = await packed(context, ...words)
  const text = readFileSync(join(out, 'VERIFY.md'), 'utf8')
  const again = join(createFolder(), 'again')
  const [, command = ''] = /```sh\ncharter (access evidence [\s\S]*?)\ndiff/.exec(text) ?? []
  const places = command.replace('--state state', `--state ${context.state}`).replace('../again', again)
  const line = places.replace('--repository repository', `--repository ${context.repository.path}`)
  const asked = execFileSync('sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' })
    .trimEnd()
    .split('\n')
  assert.is((await ran(asked)).code, 0)
  assert.equal(filesIn(again), filesIn(out))
  const [, head = ''] = /ledger verify --state state --replay --head (\S+)/.exec(text) ?? []
  assert.is((await ran(['ledger', 'verify', '--state', context.state, '--replay', '--head', head])).code, 0)
  const [seq = '', hash = ''] = head.split(':')
  if (hasPython) assert.is(scriptVerdict({ path: context.state, published: { seq: Number(seq), hash } }).code, 0)
})

test('a pack is written only into a folder where nothing is, for its owner alone', async (context) => {
  const out = await packed(context, ...RANGE)
  assert.is(statSync(out).mode & 0o777, 0o700)
  for (const name of readdirSync(out)) assert.is(statSync(join(out, name)).mode & 0o777, 0o600)
  const before = filesIn(out)
  const write = (folder: string) => ran(['access', 'evidence', '--state', context.state, ...RANGE, '--out', folder])
  const { code, err } = await write(out)
  assert.is(code, 2)
  assert.match(err, /is not empty\n {2}name a folder that is missing or empty\n/)
  assert.equal(filesIn(out), before)
  const file = join(createFolder({ file: '' }), 'file')
  assert.match((await write(join(file, 'pack'))).err, /cannot write to .*: a part of the path is not a folder/)
  const locked = createFolder()
  chmodSync(locked, 0o500)
  if (process.geteuid?.() !== 0) assert.match((await write(join(locked, 'pack'))).err, /permission is denied/)
  chmodSync(locked, 0o700)
})

test('with --redact pii nobody is named in a pack, and it can be made again', async (context) => {
  const words = [...RANGE, '--repository', context.repository.path, '--redact', 'pii']
  const files = filesIn(await packed(context, ...words))
  const people = /\b(ada|grace|linus|bob|mary|lovelace|hopper|torvalds|1a723e16)\b|acme\.example|operator test/i
  for (const [name, text] of Object.entries(files)) assert.is(people.exec(text), null, name)
  assert.equal(filesIn(await packed(context, ...words)), files)
  validOutput('access-evidence', files['manifest.json'] ?? '')
  assert.match(files['VERIFY.md'] ?? '', /--redact pii/)
  const plain = filesIn(await packed(context, ...RANGE, '--repository', context.repository.path))
  for (const [name, text] of Object.entries(plain)) {
    if (name.endsWith('.csv')) assert.is(rowsIn(files[name] ?? '').length, rowsIn(text).length, name)
  }
  const [own] = rowsIn(files['self-approved.csv'] ?? '')
  assert.is(own?.AUTHORS, own?.APPROVER)
  const linus = rowsIn(files['changes.csv'] ?? '').find(({ ENTRY }) => ENTRY === '5')
  assert.is(linus?.USER, own?.APPROVER)
})

test('examples/evidence is such a pack', async (context) => {
  const made = filesIn(await packed(context, ...RANGE, '--repository', context.repository.path))
  const example = fileURLToPath(new URL('../../../examples/evidence', import.meta.url))
  if (process.env.UPDATE === '1') {
    removeFolder(example)
    mkdirSync(example)
    for (const [name, text] of Object.entries(made)) writeFileSync(join(example, name), text)
  } else assert.equal(filesIn(example), made)
})

test('what is printed for programs is the manifest', async ({ state }) => {
  const out = join(createFolder(), 'pack')
  const printed = await ran(['access', 'evidence', '--state', state, ...RANGE, '--out', out, '-o', 'json'])
  assert.is(printed.out, readFileSync(join(out, 'manifest.json'), 'utf8'))
  validOutput('access-evidence', printed.out)
})

test.run()
