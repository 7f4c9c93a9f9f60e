import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openFileStore } from '../../src/store/file.ts'
import { applied, clock, countingRandom, create, inFolder, user } from '../store/support.ts'
import { ran } from '../support/terminal.ts'

const ADA = user('ada')
const REMOVAL = { uid: ADA.uid, kind: 'User', action: 'delete' as const, body: { key: 'User/acme/ada' } }
const RENAME = {
  uid: create('Organization', '', 'acme').uid,
  kind: 'Organization',
  action: 'rename' as const,
  body: { key: 'Organization//acme', from: 'Organization//apex', fields: [] },
}

/** A state of acme, once apex, with bob; ada was there in entries 2 and 3. */
async function inState(run: (path: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const path = join(folder, 'state')
    const store = openFileStore({ path, mode: 'create', clock, random: countingRandom() })
    let state = await store.open()
    const apex = { ...create('Organization', '', 'apex', { displayName: 'Acme' }), uid: RENAME.uid }
    for (const changes of [[apex], [RENAME, ADA], [user('bob')], [REMOVAL]])
      state = await store.append([applied(changes)], state.head)
    await store.close()
    await run(path)
  })
}

function erase(path: string, words: readonly string[], answer?: string) {
  return ran(['ledger', 'erase', ...words, '--state', path], answer === undefined ? {} : { answer })
}

function textIn(path: string): string {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ndjson'))
  return files.map((name) => readFileSync(join(path, name), 'utf8')).join('')
}

test('who is gone is erased by name, and the ledger verifies', async () => {
  await inState(async (path) => {
    const { code, out, err } = await erase(path, ['user', 'acme/ada', '--yes'])
    assert.equal([code, err], [0, ''])
    assert.is(
      out,
      `Erased what 2 changes of user acme/ada said; entry 5 records it.\nNext: charter ledger verify --replay --state ${path}\n`,
    )
    assert.not.match(textIn(path), /acme\/ada|ada@/)
    const verified = await ran(['ledger', 'verify', '--replay', '--state', path])
    assert.is(verified.code, 0)
    assert.match(verified.out, /\n {2}2 changes without a body, as entries of type erased say\n/)
    const again = await erase(path, ['user', ADA.uid, '--yes'])
    assert.equal([again.code, again.out], [0, `Nothing to erase: user ${ADA.uid} was erased already.\n`])
    assert.match((await ran(['ledger', 'head', '--state', path])).out, /^5:/)
  })
})

test('it is asked for first, and nobody to ask is a wrong call', async () => {
  await inState(async (path) => {
    assert.is((await erase(path, ['user', 'acme/ada'])).code, 2)
    const no = await erase(path, ['user', 'acme/ada'], 'n')
    assert.equal([no.code, no.err], [1, 'nothing was erased\n'])
    assert.match(textIn(path), /ada@acme/)
    assert.is((await erase(path, ['user', ADA.uid], 'y')).code, 0)
    assert.not.match(textIn(path), /ada@acme/)
  })
})

test('what is stored, unknown or wrongly named is not erased, and it is said what would be', async () => {
  await inState(async (path) => {
    const before = textIn(path)
    const refused = async (words: readonly string[], code: number, message: RegExp) => {
      const { code: found, err, out } = await erase(path, [...words, '--yes'])
      assert.equal([found, out], [code, ''])
      assert.match(err, message)
    }
    await refused(
      ['user', 'acme/bob'],
      1,
      /^charter: the user `acme\/bob` is stored; only .*\n {2}next: charter remove user bob, apply that, and erase it then\n$/,
    )
    await refused(['user', 'acme/eve'], 1, /the ledger tells of no user `acme\/eve`/)
    await refused(['usergroup', ADA.uid], 1, /the ledger tells of no \S+ `0{8}-/)
    await refused(['org', 'apex'], 1, /the organization `apex` was renamed, .* cannot be erased$/m)
    await refused(['user', 'ada'], 2, /`ada` names no user\n {2}name its organization and itself/)
    await refused(['thing', 'acme/ada'], 2, /there is no kind `thing`/)
    assert.is(textIn(path), before)
  })
})

test('who came back under the same name stays, and who was there before is named by uid', async () => {
  await inState(async (path) => {
    const store = openFileStore({ path, mode: 'existing', clock })
    const { head } = await store.open()
    const back = { ...ADA, uid: '00000000-0000-5000-8000-000000000002' }
    await store.append([applied([back])], head)
    await store.close()
    const { code, err } = await erase(path, ['user', 'acme/ada', '--yes'])
    assert.is(code, 1)
    assert.match(err, new RegExp(`erased can be what had that name before: uid ${ADA.uid}\n$`))
    assert.is((await erase(path, ['user', ADA.uid, '--yes'])).code, 0)
    assert.match((await ran(['get', 'user', 'ada', '--state', path, '-o', 'name'])).out, /ada/)
  })
})

test('a moment at which it was stored answers erased: get, describe, entitlements, export and history', async () => {
  await inState(async (path) => {
    await erase(path, ['user', 'acme/ada', '--yes'])
    const at = async (seq: string, ...words: readonly string[]) => ran([...words, '--state', path, '--seq', seq])
    assert.is(
      (await at('3', 'get', 'users', '-o', 'csv')).out.split('\n').filter((line) => /erased|bob/.test(line)).length,
      2,
    )
    assert.match((await at('3', 'get', 'users')).out, /^\(erased\) +acme/m)
    const values = JSON.parse((await at('3', 'get', 'users', '-o', 'json')).out)
    assert.equal(values[1], {
      kind: 'User',
      metadata: { namespace: 'acme' },
      status: { uid: ADA.uid, createdAt: clock.now(), erased: true },
    })
    const entitled = await at('3', 'entitlements', 'acme', '-o', 'csv')
    assert.is(entitled.err, 'charter: 1 resource of that moment erased since, not counted\n')
    assert.match(entitled.out, /^acme,UserCount,no limit,1,/m)
    assert.is(JSON.parse((await at('3', 'entitlements', '-o', 'json')).out).organizations[0].erased, 1)
    assert.is((await at('4', 'entitlements', 'acme')).err, '')
    assert.not.match((await at('4', 'get', 'users')).out, /erased/)
    assert.not.match((await at('1', 'get', 'users')).out, /erased/)
    const named = await at('3', 'get', 'user', 'ada')
    assert.is(named.code, 1)
    assert.match(named.err, /^charter: whether there was a user `ada` cannot be said any more: 1 user .* erased since/)
    assert.is((await at('3', 'describe', 'user', 'ada')).err, named.err)
    assert.match((await at('4', 'get', 'user', 'ada')).err, /there is no user `ada`/)
    const described = await at('3', 'describe', 'user', ADA.uid)
    assert.equal(
      [described.code, described.out],
      [0, `user ${ADA.uid}, created ${clock.now()}, has been erased since\n`],
    )
    assert.equal(JSON.parse((await at('3', 'describe', 'user', ADA.uid, '-o', 'json')).out), values[1])
    const exported = await at('3', 'export', '--out', '-')
    assert.equal([exported.code, exported.err], [0, 'charter: 1 resource of that moment erased since, left out\n'])
    assert.match((await ran(['history', '--state', path])).out, /^ +2 .* \+1 ->1 \(1 erased\)/m)
    const { out } = await ran(['history', '--seq', '2', '--state', path])
    assert.match(out, /^ {2}erased +: what 1 change said$/m)
    assert.match((await ran(['history', '--seq', '5', '--state', path])).out, new RegExp(`uids +: \\["${ADA.uid}"\\]`))
    assert.is(JSON.parse((await ran(['history', '--seq', '2', '--state', path, '-o', 'json'])).out).entry.erased, 1)
    const [entry] = JSON.parse((await ran(['ledger', 'show', '2', '--state', path])).out)
    assert.equal(Object.keys(entry.changes[1]), ['action', 'digest', 'kind', 'uid'])
  })
})

test.run()
