import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { HOLD_CODES } from '../../src/model/hold.ts'
import { PROBLEM_CODES } from '../../src/model/problem.ts'
import { KINDS } from '../../src/model/resource.ts'
import { ran } from '../support/terminal.ts'

test('explain lists every kind and code, and explains each', async () => {
  const { out } = await ran(['explain'])
  for (const word of [...KINDS, ...PROBLEM_CODES, ...HOLD_CODES]) {
    assert.ok(out.includes(`${word} `), word)
    assert.is((await ran(['explain', word])).code, 0, word)
  }
})

test('explain takes short names, fields at any depth, and any letter case', async () => {
  const { out } = await ran(['explain', 'ugroup.members'])
  assert.match(out, /^UserGroup\.spec\.members {2}set of names of User\n/)
  assert.match((await ran(['explain', 'organization.removalBudget.fraction'])).out, /Default: 0\.05/)
  assert.match((await ran(['explain', 'LASTADMIN'])).out, /^LastAdmin: /)
  const all = (await ran(['explain', 'Organization', '--recursive'])).out
  assert.match(all, /removalBudget .*\n +fraction /)
})

test('explain says what was probably meant', async () => {
  const wrong = await ran(['explain', 'User.emial'])
  assert.is(wrong.code, 2)
  assert.match(wrong.err, /User has no field `spec\.emial`\n {2}did you mean `User\.spec\.email`\?/)
  assert.match((await ran(['explain', 'Usr'])).err, /neither a kind nor a code `Usr`\n {2}did you mean `User`\?/)
})

test('schema prints draft-07 for editors, or one kind', async () => {
  const { out } = await ran(['schema'])
  assert.is(JSON.parse(out).$schema, 'http://json-schema.org/draft-07/schema#')
  assert.is(JSON.parse((await ran(['schema', 'user'])).out).title, 'User')
  const wrong = await ran(['schema', 'Persona'])
  assert.is(wrong.code, 2)
  assert.match(wrong.err, /there is no kind `Persona`/)
})

test('completion knows every command and its options', async () => {
  for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
    const { code, out } = await ran(['completion', shell])
    assert.is(code, 0)
    for (const word of ['validate', 'apply', 'peribolos', 'detailed-exitcode', 'UserGroup'])
      assert.ok(out.includes(word), `${shell}: ${word}`)
  }
  assert.is((await ran(['completion', 'tcsh'])).code, 2)
})

test('an unknown command or option is a usage error that says what was meant', async () => {
  const wrong = await ran(['valdate'])
  assert.is(wrong.code, 2)
  assert.match(wrong.err, /unknown command 'valdate'[\s\S]*Did you mean validate\?/)
  assert.is((await ran(['plan', '--stat', 'x'])).code, 2)
  assert.is((await ran(['--help'])).code, 0)
  for (const name of [
    'validate',
    'plan',
    'diff',
    'apply',
    'get',
    'describe',
    'history',
    'export',
    'explain',
    'schema',
    'init',
    'completion',
  ]) {
    const help = await ran([name, '--help'])
    assert.is(help.code, 0)
    assert.match(help.out, /Examples:|completion script/, name)
  }
})

test('version is a line, or JSON', async () => {
  assert.match((await ran(['version'])).out, /^charter \d+\.\d+\.\d+ \(charter\.sh\/v1alpha1, Node \d+/)
  assert.is(JSON.parse((await ran(['version', '-o', 'json'])).out).apiVersion, 'charter.sh/v1alpha1')
})

test.run()
