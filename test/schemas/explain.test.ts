import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { KINDS } from '../../src/model/resource.ts'
import { type Explanation, explainField } from '../../src/schemas/explain.ts'
import { documentField } from '../../src/schemas/shape.ts'

function explained(...[kind, path]: Parameters<typeof explainField>): Explanation {
  const answer = explainField(kind, path)
  if (answer.type === 'unknown') throw new Error(`${path} is unknown`)
  return answer
}

test('a field is explained by what its schema says', () => {
  const { title, description, ...members } = explained('UserGroup', 'members')
  assert.equal([title, description.length > 0], ['Members', true])
  assert.equal(members, {
    type: 'field',
    kind: 'UserGroup',
    path: 'spec.members',
    value: 'set of names of User',
    required: false,
    rules: ['at most 1000000 items'],
    allowed: [],
    examples: ['["ada","grace"]'],
    fields: [],
  })
  const fraction = explained('Organization', 'spec.removalBudget.fraction')
  assert.equal([fraction.value, fraction.default, fraction.rules], ['number', '0.05', ['from 0 to 1']])
  assert.equal(explained('User', 'role').allowed, ['org_admin', 'user_admin', 'user'])
  assert.is(explained('User', 'id').default, 'metadata.name')
  assert.is(explained('Workspace', 'displayName').required, true)
  assert.equal(explained('User', 'email').rules, [
    'from 3 to 254 characters',
    'an e-mail address',
    'unique in the organization',
    'letter case does not count',
  ])
})

test('a path may begin with spec or not, and positions of items do not count', () => {
  for (const path of [
    'settings.value',
    'spec.settings.value',
    'settings[0].value',
    'spec.settings.3.value',
    'settings.*.value',
    'settings[].value',
  ]) {
    assert.is(explained('User', path).path, 'spec.settings.value')
  }
  assert.is(explained('User', 'metadata.name').path, 'metadata.name')
  assert.is(explained('UserGroup', 'metadata.labels.team').title, 'Label value')
  assert.is(explained('Organization', 'users.email').path, 'spec.users.email')
})

test('an object says what its fields are and how they go together', () => {
  const assignee = explained('Permission', 'assignee')
  assert.equal(assignee.rules, ['exactly one of `user`, `userGroup` or `accessKey`'])
  assert.equal(
    assignee.fields.map(({ name, value, required }) => [name, value, required]),
    [
      ['user', 'name of a User', false],
      ['userGroup', 'name of a UserGroup', false],
      ['accessKey', 'name of an AccessKey', false],
    ],
  )
  assert.equal(explained('AccessKey', 'spec').rules.slice(-1), ['at most one of `user` or `userGroup`'])
  assert.equal(
    explained('User', '').fields.map(({ name, required }) => [name, required]),
    [
      ['apiVersion', true],
      ['kind', true],
      ['metadata', true],
      ['spec', true],
      ['status', false],
    ],
  )
})

test('an unknown path tells how far it leads, what is there and what was meant', () => {
  const answer = explainField('User', 'settings.valu')
  assert.is(answer.type, 'unknown')
  assert.equal(answer.type === 'unknown' && { ...answer, fields: answer.fields.slice(0, 3) }, {
    type: 'unknown',
    path: 'spec.settings.valu',
    fields: ['key', 'type', 'value'],
    nearest: 'spec.settings.value',
  })
  assert.equal(explainField('User', 'settings.value.deep.er'), {
    type: 'unknown',
    path: 'spec.settings.value.deep',
    fields: [],
  })
  assert.is(explainField('User', 'toString').type, 'unknown')
})

test('every field of every kind can be explained by its path', () => {
  const walk = (kind: (typeof KINDS)[number], path: string): number => {
    const { fields, title, description } = explained(kind, path)
    assert.ok(title !== '' && description !== '', `${kind} ${path}`)
    return fields.reduce((count, { name }) => count + walk(kind, path === '' ? name : `${path}.${name}`), 1)
  }
  const count = KINDS.filter((kind) => kind !== 'Organization').reduce((sum, kind) => sum + walk(kind, ''), 0)
  assert.ok(count > 500)
  assert.ok(Object.keys(documentField('Organization').properties?.spec?.properties ?? {}).includes('users'))
})

test.run()
