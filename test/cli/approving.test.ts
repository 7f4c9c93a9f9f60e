import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { organizationFile, users } from '../support/history.ts'
import { createRepository } from '../support/repository.ts'
import { ran } from '../support/terminal.ts'

const quickstart = fileURLToPath(new URL('../../examples/quickstart/orgs', import.meta.url))
const test = suite<{ folder: string; orgs: string; state: string }>('approving')

test.before.each(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'charter-cli-'))
  context.orgs = join(context.folder, 'orgs')
  context.state = join(context.folder, 'state')
  cpSync(quickstart, context.orgs, { recursive: true })
  await ran(['apply', context.orgs, '--state', context.state, '--yes'])
})

test.after.each(({ folder }) => rmSync(folder, { recursive: true }))

/** Takes a whole organization away, and gives the digest under which that is held. */
async function heldDigest(orgs: string, state: string): Promise<string> {
  rmSync(join(orgs, 'initech.yaml'))
  const held = await ran(['apply', orgs, '--state', state, '--yes'])
  assert.is(held.code, 3)
  return /digest +: ([0-9a-f]{64})/.exec(held.out)?.[1] ?? ''
}

test('approve lets the next apply of exactly that plan through', async ({ orgs, state }) => {
  const digest = await heldDigest(orgs, state)
  const approved = await ran(['approve', digest.slice(0, 12), '--state', state])
  assert.is(approved.code, 0)
  assert.match(approved.out, new RegExp(`^approved: initech \\(OrganizationDelete\\), digest ${digest}\n`))
  assert.is((await ran(['apply', orgs, '--state', state, '--yes'])).code, 0)
  assert.is((await ran(['get', 'organization', 'initech', '--state', state])).code, 1)
})

test('the command that the hold shows is the one that approves it', async ({ orgs, state }) => {
  const digest = await heldDigest(orgs, state)
  const { out } = await ran(['plan', orgs, '--state', state])
  const [, shown = ''] = /charter approve ([0-9a-f]+) --state <folder>/.exec(out) ?? []
  assert.ok(digest.startsWith(shown) && shown.length >= 8)
})

test('approving twice records it once', async ({ orgs, state }) => {
  const digest = await heldDigest(orgs, state)
  const lines = () => readFileSync(join(state, 'ledger/000001.ndjson'), 'utf8').split('\n').length
  await ran(['approve', digest, '--state', state])
  const once = lines()
  assert.is((await ran(['approve', digest, '--state', state])).code, 0)
  assert.is(lines(), once)
})

test('an unknown digest names what is held, a used one says so, a short one is no digest', async ({ orgs, state }) => {
  assert.match((await ran(['approve', 'abcdef01', '--state', state])).err, /nothing is held that has the digest/)
  const digest = await heldDigest(orgs, state)
  const unknown = await ran(['approve', '0123456789ab', '--state', state])
  assert.is(unknown.code, 1)
  assert.ok(unknown.err.includes(`  ${digest}  initech (OrganizationDelete), since `))
  assert.is((await ran(['approve', digest.slice(0, 7), '--state', state])).code, 2)
  await ran(['approve', digest, '--state', state])
  await ran(['apply', orgs, '--state', state, '--yes'])
  const used = await ran(['approve', digest, '--state', state, '-o', 'json'])
  assert.is(used.code, 1)
  assert.match(used.err, /was used already: it counts once/)
  assert.equal(JSON.parse(used.out), { format_version: '1.0', approved: false })
})

test('a hold that was recorded more than a day ago has to be looked at again', async ({ orgs, state }) => {
  const digest = await heldDigest(orgs, state)
  const { approve } = await import('../../src/cli/approve.ts')
  const said: string[] = []
  const terminal = {
    out: (text: string) => void said.push(text),
    pour: async (texts: Iterable<string>) => void said.push(...texts),
    err: (text: string) => void said.push(text),
    progress: () => undefined,
    ask: async () => undefined,
    readInput: async () => new Uint8Array(),
    outIsTerminal: false,
    width: 100,
    environment: {},
  }
  const later = new Date(Date.now() + 24 * 60 * 60 * 1000 + 1000).toISOString()
  const clock = { now: () => later, elapsedMs: () => 0 }
  assert.is(await approve(digest, { state, output: 'text' }, terminal, clock), 1)
  assert.match(said.join(''), /could be approved until .*\n {2}look at it again: charter apply records it anew/)
})

test('approve answers programs in JSON', async ({ orgs, state }) => {
  const digest = await heldDigest(orgs, state)
  const value = JSON.parse((await ran(['approve', digest, '--state', state, '-o', 'json'])).out)
  assert.equal(
    { ...value, since: '', until: '' },
    {
      format_version: '1.0',
      approved: true,
      digest,
      scope: 'initech',
      codes: ['OrganizationDelete'],
      since: '',
      until: '',
    },
  )
})

test('approve makes no state folder', async ({ folder }) => {
  assert.is((await ran(['approve', 'abcdef01', '--state', join(folder, 'nowhere')])).code, 74)
})

test('apply --approve of something that is not planned is said', async ({ orgs, state }) => {
  const applied = await ran(['apply', orgs, '--state', state, '--approve', '0'.repeat(64)])
  assert.match(applied.err, /warning: nothing that is planned now has the digest 0{64}/)
})

test('a saved plan is applied where it is still what would be planned', async ({ folder, orgs, state }) => {
  const people = join(orgs, 'acme/people.yaml')
  writeFileSync(people, readFileSync(people, 'utf8').replace('ada@acme.example', 'ada@acme.test'))
  const saved = join(folder, 'plan.json')
  writeFileSync(saved, (await ran(['plan', orgs, '--state', state, '-o', 'json'])).out)
  const apply = (...words: string[]) => ran(['apply', orgs, '--state', state, '--plan', saved, ...words])
  assert.is((await apply()).code, 2)
  assert.match((await apply('--yes')).out, /Applied: 1 to change in 1 unit/)
  const stale = await apply('--yes')
  assert.is(stale.code, 1)
  assert.match(
    stale.err,
    /the plan is stale, nothing was applied:\n {2}organization\/acme has nothing to do any more\n/,
  )
})

test('a saved plan is stale where the declarations or the state have moved', async ({ folder, orgs, state }) => {
  const people = join(orgs, 'acme/people.yaml')
  const edit = (from: string, to: string) => writeFileSync(people, readFileSync(people, 'utf8').replace(from, to))
  edit('ada@acme.example', 'ada@acme.test')
  const saved = join(folder, 'plan.json')
  writeFileSync(saved, (await ran(['plan', orgs, '--state', state, '-o', 'json'])).out)
  edit('ada@acme.test', 'ada@acme.invalid')
  rmSync(join(orgs, 'initech.yaml'))
  const stale = await ran(['apply', orgs, '--state', state, '--plan', saved, '--yes'])
  assert.is(stale.code, 1)
  assert.match(stale.err, /organization\/acme would be changed in another way\n {2}organization\/initech is not in/)
  const [ada] = JSON.parse((await ran(['get', 'user', 'ada', '--state', state, '-o', 'json'])).out)
  assert.is(ada.spec.email, 'ada@acme.example')
})

test('plan and apply of a repository tell commits, trailers and rewritten histories', async ({ folder }) => {
  const repository = createRepository()
  try {
    const state = join(folder, 'of-git')
    const file = (...names: string[]) => ({ 'orgs/acme.yaml': organizationFile('acme', users(...names)) })
    const git = ['--git', repository.path, '--path', 'orgs', '--state', state]
    const first = repository.commit({ files: file('ada') })
    assert.is((await ran(['apply', ...git, '--yes'])).code, 0)
    const second = repository.commit({ files: file('ada', 'bob'), message: 'x\n\nCharter-Removes: many\n' })
    const planned = await ran(['plan', ...git, '-o', 'json'])
    assert.match(planned.err, /^warning: the trailer `Charter-Removes: many` of commit [0-9a-f]{12} counts for nothing/)
    assert.is(JSON.parse(planned.out).units[0].changes[0].commit, second)
    assert.is((await ran(['apply', ...git, '--yes'])).code, 0)
    const back = await ran(['plan', ...git, '--revision', first])
    assert.is(back.code, 3)
    assert.match(back.out, /held\[HistoryRewritten\]/)
    assert.is((await ran(['plan', ...git.slice(0, 4), '--against', first])).code, 0)
  } finally {
    repository.remove()
  }
})

test('apply goes back to what was approved of a repository, and then on to the newest', async ({ folder }) => {
  const repository = createRepository()
  try {
    const state = join(folder, 'of-git')
    const names = ['ada', 'bob', 'cyd', 'dan', 'eve', 'flo', 'gus', 'hal']
    const declare = (...users_: string[]) =>
      repository.commit({ files: { 'orgs/acme.yaml': organizationFile('acme', users(...users_)) } })
    const apply = (...words: string[]) =>
      ran(['apply', '--git', repository.path, '--path', 'orgs', '--state', state, ...words])
    declare(...names)
    await apply('--yes')
    declare(...names.slice(0, 3))
    const held = await apply('--yes')
    const digest = /digest +: ([0-9a-f]{64})/.exec(held.out)?.[1] ?? ''
    declare(...names.slice(0, 3), 'ivy')
    assert.is((await apply('--yes')).code, 3)
    assert.is((await ran(['approve', digest, '--state', state])).code, 0)
    const unasked = await apply()
    assert.equal([unasked.code, /nobody is there to ask/.test(unasked.err)], [2, true])
    const applied = await apply('--yes')
    assert.equal([applied.code, applied.err], [0, ''])
    assert.match(applied.out, /^Approved at an earlier revision, applied first:\n\n# acme/)
    assert.match(
      applied.out,
      /Applied: 5 to remove in 1 unit, ledger entry 5\.[\s\S]*Applied: 1 to add in 1 unit, ledger entry 6/,
    )
  } finally {
    repository.remove()
  }
})

test('what is no saved plan is refused', async ({ folder, orgs, state }) => {
  const file = join(folder, 'plan.json')
  for (const text of ['', '{}', '[]', 'null', '{"format_version":"2.0","units":[]}']) {
    writeFileSync(file, text)
    const refused = await ran(['apply', orgs, '--state', state, '--plan', file, '--yes'])
    assert.is(refused.code, 2, text)
    assert.match(refused.err, /is no saved plan/)
  }
  assert.is((await ran(['apply', orgs, '--state', state, '--plan', folder, '--yes'])).code, 2)
})

test.run()
