import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { testOnData } from '../support/data.ts'
import { createFolder, removeFolder } from '../support/folder.ts'
import { ran } from '../support/terminal.ts'

/** Imports real organizations below a fresh folder and hands it over; removed afterwards. */
async function withImport(
  words: readonly string[],
  run: (orgs: string, state: string) => Promise<void>,
): Promise<void> {
  const folder = createFolder()
  try {
    const orgs = join(folder, 'orgs')
    const imported = await ran(['import', 'peribolos', ...words, '--out', orgs])
    assert.is(imported.code, 0)
    await run(orgs, join(folder, 'state'))
  } finally {
    removeFolder(folder)
  }
}

testOnData(test, 'kubernetes-org is imported, validated and applied, and nothing is left to do', async (data) => {
  await withImport([join(data, 'kubernetes-org/config')], async (orgs, state) => {
    const valid = await ran(['validate', orgs])
    assert.is(valid.out, '151 files, 4424 resources in 8 organizations: no problems\n')
    assert.is((await ran(['apply', orgs, '--state', state, '--yes'])).code, 0)
    assert.is((await ran(['plan', orgs, '--state', state, '--detailed-exitcode'])).code, 0)
    const users = JSON.parse((await ran(['get', 'users', '--state', state, '-o', 'json'])).out)
    assert.is(users.length, 2666)

    const groups = join(orgs, 'kubernetes/sig-release/user-groups.yaml')
    const text = readFileSync(groups, 'utf8')
    writeFileSync(groups, text.replace('members:', 'membrs:'))
    const broken = await ran(['plan', orgs, '--state', state])
    assert.is(broken.code, 1)
    assert.match(
      broken.out,
      /did you mean `members`\?[\s\S]*Plan: 0 to add, 0 to change, 0 to remove, 0 to rename\. {2}Invalid: kubernetes\.\n$/,
    )
    writeFileSync(groups, text)

    const people = join(orgs, 'etcd-io/users.yaml')
    writeFileSync(people, readFileSync(people, 'utf8').replace('  admin: true\n', ''))
    const changed = await ran(['plan', orgs, '--state', state, '--detailed-exitcode'])
    assert.is(changed.code, 2)
    assert.match(changed.out, /- admin : true[\s\S]*Plan: 0 to add, 1 to change, 0 to remove, 0 to rename\.\n$/)
    assert.is((await ran(['apply', orgs, '--state', state, '--yes'])).code, 0)
    assert.is((await ran(['plan', orgs, '--state', state, '--detailed-exitcode'])).code, 0)

    rmSync(orgs, { recursive: true })
    mkdirSync(orgs)
    const held = await ran(['apply', orgs, '--state', state, '--yes'])
    assert.is(held.code, 3)
    assert.match(held.out, /held\[EmptySource\]: .*4424 stored resources came from it/)
    assert.is(JSON.parse((await ran(['get', 'users', '--state', state, '-o', 'json'])).out).length, 2666)
  })
})

testOnData(test, 'istio-community is imported, validated and applied, and nothing is left to do', async (data) => {
  await withImport([join(data, 'istio-community/org'), '--organization', 'istio'], async (orgs, state) => {
    const valid = await ran(['validate', orgs])
    assert.is(valid.code, 0)
    assert.match(valid.out, /in 1 organization: no problems\n$/)
    assert.is((await ran(['apply', orgs, '--state', state, '--yes'])).code, 0)
    assert.is((await ran(['plan', orgs, '--state', state, '--detailed-exitcode'])).code, 0)
  })
})

test.run()
