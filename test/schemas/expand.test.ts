import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type JsonObject, KINDS, type Resource } from '../../src/model/resource.ts'
import { loadKind } from '../../src/schemas/load.ts'
import { specs } from './arbitrary.ts'
import { declared, decoded, decodedYaml, lines } from './documents.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: acme}\nspec:\n  displayName: Acme\n'

function organization(lists: JsonObject): JsonObject {
  return declared('Organization', { displayName: 'Acme', ...lists }, 'acme')
}

function placeless(resource: Resource): Omit<Resource, 'origin'> {
  const { origin: _, ...rest } = resource
  return rest
}

test('inline children are the same resources as documents of their own', () => {
  const children = KINDS.filter((kind) => loadKind(kind)['x-scope'] === 'organization')
  assert.is(children.length, 12)
  for (const kind of children) {
    const same = (spec: JsonObject, labels: Record<string, string>) => {
      const own = declared(kind, spec)
      const metadata = { ...(own.metadata as JsonObject), labels }
      const alone = decoded({ ...own, metadata }).resources.map(({ resource }) => placeless(resource))
      const list = [{ name: 'thing', labels, ...spec }]
      const inline = decoded(organization({ [loadKind(kind)['x-plural']]: list }))
      assert.equal(inline.problems, [])
      assert.equal(
        inline.resources.slice(1).map(({ resource }) => placeless(resource)),
        alone,
      )
      assert.equal(inline.resources[0]?.resource.spec, { displayName: 'Acme' })
    }
    const labels = fc.dictionary(fc.constantFrom('team', 'a'), fc.constantFrom('x', 'y'))
    fc.assert(fc.property(specs(kind), labels, same), { numRuns: 15 })
  }
})

test('a child knows its item and its own place; the organization comes first, then kinds in their order', () => {
  const text = `${HEAD}  userGroups: [{name: ops, members: [ada]}]\n  users: [{name: ada}, {name: grace}]`
  const found = decodedYaml(text).resources.map(({ base, resource: { kind, name, origin } }) => [
    base,
    kind,
    name,
    origin,
  ])
  const at = (line: number, column: number) => ({ source: 'git', path: 'a.yaml', line, column })
  assert.equal(found, [
    ['', 'Organization', 'acme', at(3, 1)],
    ['/spec/users/0', 'User', 'ada', at(10, 5)],
    ['/spec/users/1', 'User', 'grace', at(11, 5)],
    ['/spec/userGroups/0', 'UserGroup', 'ops', at(10, 5)],
  ])
})

test('a mistake in an item points into the item and spoils that item alone', () => {
  const answer = decodedYaml(`${HEAD}  users:
    - {name: ada, labels: {a b: c}, emial: a@b}
    - {email: a@b}
    - {name: Grace, metadata: {}, spec: {}, namespace: acme, kind: User}
    - {name: linus, until: ~, settings: [{key: a, value: .inf}]}
    - {name: barbara}
    - text
`)
  assert.equal(lines(answer), [
    'error InvalidField /spec/users/0/labels/a b: `a b` is not the key of a label',
    '  help: a key is up to 63 letters, digits, `-`, `_` and `.`, and may have a host name and a / before it',
    'error UnknownField /spec/users/0/emial: unknown field `emial` in User',
    '  help: did you mean `email`?',
    'error MissingField /spec/users/1: missing field `name` in User',
    '  help: every resource has a name of its own',
    'error InvalidName /spec/users/2/name: `name` must be a name: lower-case letters, digits, `-` and `.`, beginning and ending with a letter or digit, at most 253 characters',
    '  help: write `grace`',
    'error UnknownField /spec/users/2/metadata: unknown field `metadata` in User',
    '  help: write name, labels and annotations in the item itself',
    'error UnknownField /spec/users/2/spec: unknown field `spec` in User',
    '  help: write the fields in the item itself, without spec',
    'error UnknownField /spec/users/2/namespace: unknown field `namespace` in User',
    '  help: take it away: an inline resource belongs to the organization that holds it',
    'error UnknownField /spec/users/2/kind: unknown field `kind` in User',
    '  help: take it away: the list says what its items are',
    'warning NullField /spec/users/3/until: `until` is null, which counts as left out',
    '  help: take the line away; the texts "null" and "~" need quotes',
    'error InvalidField /spec/users/3/settings/0/value: `value` is no exact number: it is infinite, or beyond 9007199254740991 and rounded',
    '  help: write a smaller number, or put it in quotes where text is allowed',
    'error InvalidField /spec/users/5: an item of `users` must be an object, but text stands here',
    '  help: write names and values below it',
  ])
  assert.equal(
    answer.resources.map(({ resource }) => resource.name),
    ['acme', 'barbara'],
  )
  assert.equal(
    answer.broken.map(({ kind, namespace, name }) => `${kind}/${namespace}/${name}`),
    ['User/acme/ada', 'User/acme/Grace', 'User/acme/linus'],
  )
  assert.ok(answer.problems.every(({ unit }) => unit === 'acme'))
})

test('a list that is none is told, and an unknown list with the nearest', () => {
  assert.equal(lines(decodedYaml(`${HEAD}  users: {ada: {}}\n  usrGroups: []\n  licenses: []`)), [
    'error InvalidField /spec/users: `users` must be a list, but an object stands here',
    '  help: begin each item with a dash',
    'error UnknownField /spec/usrGroups: unknown field `usrGroups` in Organization',
    '  help: did you mean `userGroups`?',
    'error UnknownField /spec/licenses: unknown field `licenses` in Organization',
  ])
})

test('only an Organization has inline lists', () => {
  assert.is(
    lines(decoded(declared('UserGroup', { users: [] })))[0],
    'error UnknownField /spec/users: unknown field `users` in UserGroup',
  )
})

test('an organization without a name has no children', () => {
  const { resources, broken } = decodedYaml(`${HEAD.replace('name: acme', '')}  users: [{name: ada}]`)
  assert.equal({ resources, broken }, { resources: [], broken: [] })
})

test('a name twice in a list is left to the laws, which name both places', () => {
  const { resources, problems } = decodedYaml(`${HEAD}  users: [{name: ada}, {name: ada, email: a@b}]`)
  assert.equal(problems, [])
  assert.equal(
    resources.map(({ base }) => base),
    ['', '/spec/users/0', '/spec/users/1'],
  )
})

test.run()
