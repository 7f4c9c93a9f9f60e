import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { API_VERSION, type Json, type JsonObject, type Kind } from '../../src/model/resource.ts'
import { declared, decoded, decodedYaml, lines } from './documents.ts'

/** What is told of a spec: messages and helps, without the place. */
function told(kind: Kind, spec: JsonObject): string[] {
  return lines(decoded(declared(kind, spec))).map((line) => line.replace(/^error (\w+) \S+: /, '$1: '))
}

/** What is told of fields of a user, written in YAML. */
function user(spec: string): string[] {
  const head = `apiVersion: ${API_VERSION}\nkind: User\nmetadata: {namespace: acme, name: ada}\n`
  return lines(decodedYaml(`${head}spec: {${spec}}`)).map((line) => line.replace(/^error (\w+) \S+: /, '$1: '))
}

test('what YAML makes of a bare word is told, with the way out', () => {
  const quotes = '  help: put it in quotes; without them 012, 0x10 and 1e3 are numbers'
  const number = (value: number) => [
    `InvalidField: \`firstName\` must be text, but the number ${value} stands here`,
    quotes,
  ]
  assert.equal(user('firstName: 012'), number(12))
  assert.equal(user('firstName: 0x10'), number(16))
  assert.equal(user('firstName: 1e3'), number(1000))
  assert.equal(user('firstName: true'), [
    'InvalidField: `firstName` must be text, but the boolean true stands here',
    '  help: put it in quotes: "true"',
  ])
  for (const word of ['yes', 'on', 'Y', '"true"']) {
    const text = word.replaceAll('"', '')
    assert.equal(user(`admin: ${word}`), [
      `InvalidField: \`admin\` must be true or false, but the text "${text}" stands here`,
      '  help: write true; YAML 1.2 knows no other words for it',
    ])
  }
  assert.is(user('admin: no')[1], '  help: write false; YAML 1.2 knows no other words for it')
  assert.equal(user('admin: maybe'), ['InvalidField: `admin` must be true or false, but text stands here'])
  assert.equal(user('firstName: no, lastName: 2026-01-01, until: 2026-01-01'), [])
})

test('a null is told by its place: left out as a field, empty as an item', () => {
  assert.equal(user('userGroups: [a, ~]'), [
    'InvalidField: an item of `userGroups` is empty',
    '  help: take it away; the texts "null" and "~" need quotes',
  ])
})

test('a value of another shape is told by what stands there', () => {
  const spec = { displayName: ['X'], minAdmins: '2', tags: 'x', contact: 'x', removalBudget: [], customizations: 3 }
  assert.equal(told('Organization', spec), [
    'InvalidField: `displayName` must be text, but a list stands here',
    '  help: write one text here',
    'InvalidField: `minAdmins` must be a whole number, but the text "2" stands here',
    '  help: write it in plain digits, without quotes',
    'InvalidField: `tags` must be a list, but text stands here',
    '  help: put it in brackets: [value]',
    'InvalidField: `contact` must be an object, but text stands here',
    '  help: its fields are `firstName`, `lastName`, `email` and `mobilePhone`',
    'InvalidField: `removalBudget` must be an object, but a list stands here',
    '  help: its fields are `fraction` and `minimum`',
    'InvalidField: `customizations` must be an object, but the number 3 stands here',
    '  help: its fields are `theme`, `logoUrl` and `brandingColor`',
  ])
  assert.equal(told('UserGroup', { members: { ada: true } }), [
    'InvalidField: `members` must be a list, but an object stands here',
    '  help: begin each item with a dash',
  ])
})

test('numbers are whole and exact, or refused', () => {
  const exact = (name: string) => [
    `InvalidField: \`${name}\` is no exact number: it is infinite, or beyond 9007199254740991 and rounded`,
    '  help: write a smaller number, or put it in quotes where text is allowed',
  ]
  assert.equal(user('settings: [{key: a, value: 9007199254740993}]'), exact('value'))
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -1e300]) {
    assert.equal(told('Organization', { displayName: 'X', minAdmins: value }), exact('minAdmins'))
  }
  assert.equal(told('Organization', { displayName: 'X', minAdmins: 1.5 }), [
    'InvalidField: `minAdmins` must be a whole number, but the number 1.5 stands here',
  ])
  const [zero] = decoded(declared('Organization', { displayName: 'X', minAdmins: -0 })).resources
  assert.is(JSON.stringify(zero?.resource.spec), '{"displayName":"X","minAdmins":0}')
})

test('bounds say the limit and what stands there', () => {
  const spec = { displayName: 'x'.repeat(256), minAdmins: -1, removalBudget: { fraction: 2, minimum: 3 } }
  assert.equal(told('Organization', spec), [
    'InvalidField: `displayName` must have at most 255 characters, not 256',
    'InvalidField: `minAdmins` must be at least 0, not -1',
    'InvalidField: `fraction` must be at most 1, not 2',
  ])
  assert.equal(told('Organization', { displayName: '' }), ['InvalidField: `displayName` must not be empty'])
  assert.equal(told('Organization', { displayName: ' ' }), [
    'InvalidField: `displayName` must be a text that is not blank',
    '  help: for example `Acme Research`',
  ])
})

test('a word that is not allowed is told with all that are, and the nearest', () => {
  assert.equal(user('role: orgadmin'), [
    'InvalidField: `role` must be one of `org_admin`, `user_admin` or `user`',
    '  help: did you mean `org_admin`?',
  ])
  assert.equal(user('role: emperor'), ['InvalidField: `role` must be one of `org_admin`, `user_admin` or `user`'])
})

test('a text of the wrong form is told by its rule and never repeated', () => {
  assert.equal(user('email: s3cr3t'), [
    'InvalidField: `email` must be an e-mail address',
    '  help: for example `ada@acme.example`',
  ])
})

test('times need an existing day and an offset', () => {
  const forms = 'a date like 2026-04-01 or a date-time with offset like 2026-04-01T09:00:00+02:00'
  const until = (text: string) => {
    const [first, help] = user(`until: "${text}"`)
    assert.is(first, `InvalidDate: \`until\` must be ${forms}`)
    return help
  }
  assert.is(until('2026-02-30'), '  help: there is no such day in the calendar')
  assert.is(until('2026-04-01T09:00:00'), '  help: add the offset, 2026-04-01T09:00:00Z for UTC')
  assert.is(until('2026-04-01 09:00:00Z'), RFC)
  assert.is(until('2026-04-01T09:00Z'), RFC)
  assert.is(until('never'), undefined)
  assert.is(until('tomorrow'), undefined)
  assert.equal(user('until: 2028-02-29, from: "2026-04-01T09:00:00.5-07:00"'), [])
  assert.equal(told('Subscription', { plan: 'p', endDate: 'nevr' }), [
    'InvalidDate: `endDate` must be a date like 2026-04-01 or the word never',
    '  help: did you mean `never`?',
  ])
})

const RFC = '  help: write it as RFC 3339 does: T between day and time, seconds, and Z or an offset with a colon'

test('a choice names its groups and what stands', () => {
  const key = { type: 'token' }
  assert.equal(told('AccessKey', key), [
    'MissingField: AccessKey needs exactly one of `secretRef` or `generate`, and none stands here',
  ])
  const both = { ...key, secretRef: { env: 'A' }, generate: { writeTo: { file: 'a' } }, user: 'a', userGroup: 'b' }
  assert.equal(told('AccessKey', both), [
    'InvalidField: AccessKey needs exactly one of `secretRef` or `generate`, but `secretRef` and `generate` stand here',
    'InvalidField: AccessKey takes at most one of `user` or `userGroup`, but `user` and `userGroup` stand here',
  ])
})

test('an unknown field is told with the nearest, and does not make another one missing', () => {
  const { problems } = decoded(declared('Workspace', { type: 'project', displayNam: 'X' }))
  assert.equal(
    problems.map(({ message }) => message),
    ['unknown field `displayNam` in Workspace'],
  )
  assert.is(problems[0]?.help, 'did you mean `displayName`?')
  assert.is(problems[0]?.at, 'key')
  assert.ok(problems[0]?.notes?.[0]?.startsWith('allowed fields: type, id, displayName, '))
  const assignee = { usr: 'ada' }
  assert.equal(told('Permission', { permission: 'MANAGE', assignee }), [
    'UnknownField: unknown field `usr` in `assignee`',
    '  help: did you mean `user`?',
  ])
})

test('what repeats in a set or a keyed list is told with both places', () => {
  const { problems } = decoded(declared('UserGroup', { members: ['b', 'a', 'b', 'b'] }))
  assert.equal(
    problems.map(({ pointer, message, related }) => ({ pointer, message, related })),
    [2, 3].map((index) => ({
      pointer: `/spec/members/${index}`,
      message: '`b` stands twice in `members`',
      related: [{ pointer: '/spec/members/0', at: 'value', message: 'here the first time' }],
    })),
  )
  const settings = [
    { key: 'a', value: 1 },
    { key: 'b', value: 1 },
    { value: 2, key: 'a' },
  ]
  const [keyed] = decoded(declared('User', { settings })).problems
  assert.is(keyed?.pointer, '/spec/settings/2/key')
  assert.equal(keyed?.related, [{ pointer: '/spec/settings/0/key', at: 'value', message: 'here the first time' }])
})

test('several mistakes are told in the order of the document', () => {
  const pointers = decoded(
    declared('User', { until: 'x', settings: [{ key: 'a', x: 1 }], admin: 'x', email: 'x' }),
  ).problems
  assert.equal(
    pointers.map(({ pointer }) => pointer),
    ['/spec/until', '/spec/settings/0', '/spec/settings/0/x', '/spec/admin', '/spec/email'],
  )
})

test('a field is missing at the object that should hold it', () => {
  const missing = (kind: Kind, spec: JsonObject) =>
    decoded(declared(kind, spec)).problems.map(({ pointer, at }) => [pointer, at])
  assert.equal(missing('Workspace', { type: 'project' }), [['/spec', 'key']])
  assert.equal(missing('User', { settings: [{ value: 1 }] as Json }), [['/spec/settings/0', 'value']])
  assert.equal(missing('Organization', { displayName: 'X', suspended: { reason: 'x', owner: 'x' } }), [
    ['/spec/suspended', 'key'],
  ])
})

test.run()
