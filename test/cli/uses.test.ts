import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createFolder } from '../support/folder.ts'
import { ledgerOf } from '../support/steps.ts'
import { ran } from '../support/terminal.ts'

const head = 'apiVersion: charter.sh/v1alpha1\nkind: '
const license = `${head}License\nmetadata: {name: main}\nspec: {entitlements: [{entitlement: UserCount, value: "50"}]}\n`

/** Acme with so many users, under a license of 50. */
function files(users: number) {
  const list = Array.from(
    { length: users },
    (_, index) => `    - {name: u${index}${index === 0 ? ', admin: true' : ''}}\n`,
  )
  const organization = `${head}Organization\nmetadata: {name: acme}\nspec:\n  displayName: Acme\n  users:\n${list.join('')}`
  return { 'license.yaml': license, 'acme.yaml': organization }
}

const state = await ledgerOf([{ instant: '2026-05-01T00:00:00.000Z', files: files(48) }])
const plan = (users: number, ...words: readonly string[]) =>
  ran(['plan', createFolder(files(users)), '--state', state, ...words])

test('a plan says how many of a limit are used before and after it', async () => {
  const { code, out } = await plan(50)
  assert.is(code, 0)
  assert.match(out, /\n {2}UserCount 50, 48 used, 50 after this change +license \(main\)\n/)
  assert.match((await plan(47)).out, /\n {2}UserCount 50, 48 used, 47 after this change +license \(main\)\n/)
  assert.not.match((await plan(48)).out, /UserCount/)
})

test('where that is too much the change is refused, and the numbers stand with it', async () => {
  const { code, out } = await plan(51)
  assert.is(code, 1)
  assert.match(out, /^error\[EntitlementExceeded\]: organization `acme` would have 51 users, .* allows 50\n/)
  assert.match(out, /\n# acme\n\n {2}UserCount 50, 48 used, 51 after this change \[1 over\] +license \(main\)\n/)
})

test('the comment of a pull request and the JSON form tell it too', async () => {
  const { out } = await plan(51, '-o', 'markdown')
  assert.match(
    out,
    /\n- `acme`: UserCount 50, 48 used, 51 after this change, \*\*1 over\*\* \(from license \(main\)\)\n/,
  )
  const use = {
    unit: 'organization/acme',
    name: 'UserCount',
    limit: 50,
    source: { type: 'license', name: 'main' },
    used: 48,
  }
  assert.equal(JSON.parse((await plan(51, '-o', 'json')).out).uses, [{ ...use, after: 51, over: true }])
  const [unit] = JSON.parse((await plan(49, '-o', 'json')).out).units
  assert.equal(unit.uses, [{ ...use, after: 49, over: false }])
})

test.run()
