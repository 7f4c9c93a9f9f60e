import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { KINDS } from '../../src/model/resource.ts'
import { loadKind } from '../../src/schemas/load.ts'
import { declared, decoded, decodedYaml, lines } from './documents.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\n'

/** A user of acme with these lines below `spec`. */
function user(spec: string): string {
  return `${HEAD}kind: User\nmetadata: {namespace: acme, name: ada}\nspec:\n${spec.replace(/^/gm, '  ')}`
}

test('the example of every kind is read into a resource of its own place', () => {
  for (const kind of KINDS) {
    const file = loadKind(kind)
    const { resources, problems, broken, ignored } = decoded(declared(kind, file['x-example'], file['x-example-name']))
    assert.equal({ problems, broken, ignored }, { problems: [], broken: [], ignored: false })
    const [one, ...more] = resources
    assert.equal(more, [])
    assert.is(one?.base, '')
    assert.equal(one?.resource.origin, { source: 'git', path: 'a.yaml', line: 3, column: 1 })
    assert.is(one?.resource.namespace, file['x-scope'] === 'global' ? '' : 'acme')
  }
})

test('a resource is in normal form, labels and annotations too', () => {
  const [first] = decodedYaml(`${HEAD}kind: User
metadata: {namespace: acme, name: ada, labels: {team: x, app: y}, annotations: {b: "2", a: "1"}, uid: 1-2, managedFields: [{x: null}]}
spec: {userGroups: [b, a], admin: false, email: Ada@acme.example}`).resources
  assert.is(
    JSON.stringify({ ...first?.resource, digest: '', origin: undefined }),
    '{"apiVersion":"charter.sh/v1alpha1","kind":"User","namespace":"acme","name":"ada","labels":{"app":"y","team":"x"},' +
      '"annotations":{"a":"1","b":"2"},"spec":{"email":"Ada@acme.example","userGroups":["a","b"]},"digest":""}',
  )
})

test('a name that looks like a secret is told nowhere: no unit and no identity is called so', () => {
  const token = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789'
  const read = (namespace: string, name: string) =>
    decodedYaml(
      `${HEAD}kind: User\nmetadata: {namespace: ${namespace}, name: ${name}, labels: {${token}: "!"}}\nspec: {${token}: 1}\n`,
    )
  for (const [namespace, name] of [
    [token, 'ada'],
    ['acme', token],
  ] as const) {
    const { problems, broken } = read(namespace, name)
    assert.ok(problems.length >= 3)
    assert.equal(broken, [])
    assert.is(problems[0]?.unit, namespace === 'acme' ? 'acme' : undefined)
    for (const { message, help = '' } of problems) assert.not.match(`${message} ${help}`, /abcdefgh/)
  }
  assert.is(read('Acme', 'ada').problems[0]?.unit, 'Acme')
  assert.equal(read('acme', 'Ada').broken, [{ kind: 'User', namespace: 'acme', name: 'Ada' }])
})

test('a resource keeps nothing of what it was read from', () => {
  const document = declared('User', { settings: [{ key: 'a', value: { deep: [1] } }] })
  const [first] = decoded(document).resources
  const spec = first?.resource.spec as { settings: { value: unknown }[] }
  assert.is.not(spec.settings[0]?.value, (document.spec as typeof spec).settings[0]?.value)
  assert.equal(spec.settings[0]?.value, { deep: [1] })
})

test('documents of other tools are ignored without a word', () => {
  for (const head of ['v1\nkind: Namespace', 'kustomize.config.k8s.io/v1beta1\nkind: Kustomization']) {
    const { ignored, problems, resources } = decodedYaml(`apiVersion: ${head}\nmetadata: {name: acme}`)
    assert.equal({ ignored, problems, resources }, { ignored: true, problems: [], resources: [] })
  }
})

test('an unknown kind or version says which is right', () => {
  const told = (text: string) => lines(decodedYaml(text))
  assert.equal(told(`${HEAD}kind: Usr`), [
    'error UnknownKind /kind: unknown kind `Usr`',
    '  help: did you mean `User`?',
  ])
  assert.equal(told(`${HEAD}kind: user`), [
    'error UnknownKind /kind: unknown kind `user`',
    '  help: did you mean `User`?',
  ])
  assert.equal(told('apiVersion: charter.sh/v1\nkind: User'), [
    'error UnknownKind /apiVersion: unknown version `charter.sh/v1`',
    '  help: write `apiVersion: charter.sh/v1alpha1`',
  ])
  assert.equal(told('apiVersion: v1\nkind: User'), [
    'error UnknownKind /apiVersion: `User` is no kind of `v1`',
    '  help: write `apiVersion: charter.sh/v1alpha1`',
  ])
  assert.equal(told('apiVersion: chater.sh/v1alpha1\nkind: Group'), [
    'error UnknownKind /apiVersion: `Group` is no kind of `chater.sh/v1alpha1`',
    '  help: write `apiVersion: charter.sh/v1alpha1`',
  ])
  assert.equal(told('apiVersion: apps/v1\nkind: Deployment'), [
    'error UnknownKind /kind: `Deployment` of `apps/v1` is no kind that Charter knows',
    '  help: keep it in a folder that Charter does not read',
  ])
  assert.equal(told('apiVersion: v1\nkind: List\nitems: []'), [
    'error UnknownKind /kind: `List` is no kind: a list of items is not read',
    '  help: write each item as a document of its own, with a line of --- between them',
  ])
  assert.equal(told('metadata: {name: ada}'), [
    'error MissingField : missing field `apiVersion` in the document',
    '  help: add `apiVersion: charter.sh/v1alpha1`',
    'error MissingField : missing field `kind` in the document',
    '  help: add `kind: User`',
  ])
})

test('names are checked, and the right one is offered', () => {
  const named = (kind: string, metadata: string) =>
    lines(decodedYaml(`${HEAD}kind: ${kind}\nmetadata: ${metadata}\nspec: {displayName: X}`))
  const rule =
    'lower-case letters, digits, `-` and `.`, beginning and ending with a letter or digit, at most 253 characters'
  assert.equal(named('OrganizationGroup', '{name: Zoë Müller}'), [
    `error InvalidName /metadata/name: \`name\` must be a name: ${rule}`,
    '  help: write `zoe-muller`',
  ])
  assert.equal(named('OrganizationGroup', '{name: "!"}'), [
    `error InvalidName /metadata/name: \`name\` must be a name: ${rule}`,
  ])
  assert.equal(
    named('OrganizationGroup', '{name: 12}')[0],
    'error InvalidField /metadata/name: `name` must be text, but the number 12 stands here',
  )
  assert.equal(named('Organization', '{name: 1a.b}'), [
    'error InvalidName /metadata/name: `name` must be a name: lower-case letters, digits and `-`, beginning with a letter and not ending with `-`, at most 63 characters',
  ])
  for (const reserved of ['default', 'kube-system', 'kube-']) {
    assert.ok(
      named('Organization', `{name: ${reserved}}`)[0]?.startsWith('error InvalidName /metadata/name: '),
      reserved,
    )
  }
  assert.equal(lines(decodedYaml(user('{}').replace('acme', 'kube-system'))), [
    'error InvalidName /metadata/namespace: no organization is called `kube-system`: default and kube-* are namespaces of Kubernetes',
  ])
})

test('a reference that is no name is told like a name', () => {
  assert.equal(lines(decodedYaml(user('userGroups: [Ops Team]'))).slice(1), ['  help: write `ops-team`'])
  assert.equal(lines(decodedYaml(user('previousNames: [Ada]'))).slice(1), ['  help: write `ada`'])
})

test('a resource stands in its organization, a global one nowhere', () => {
  assert.equal(lines(decodedYaml(`${HEAD}kind: User\nmetadata: {name: ada}\nspec: {}`)), [
    'error MissingField /metadata: missing field `namespace` in User',
    '  help: add the organization that this User belongs to: the namespace is the organization',
  ])
  assert.equal(
    lines(decodedYaml(`${HEAD}kind: Organization\nmetadata: {name: acme, namespace: acme}\nspec: {displayName: X}`)),
    [
      'error InvalidField /metadata/namespace: Organization is global: it has no namespace',
      '  help: take metadata.namespace out',
    ],
  )
})

test('every problem tells the unit it belongs to, where the document tells it', () => {
  const unit = (text: string) => decodedYaml(text).problems.map((problem) => problem.unit)
  assert.equal(unit(user('x: 1')), ['acme'])
  assert.equal(unit(`${HEAD}kind: Organization\nmetadata: {name: acme}\nspec: {}`), ['acme'])
  assert.equal(unit(`${HEAD}kind: License\nmetadata: {name: l}\nspec: {x: 1}`).at(0), '')
  assert.equal(unit(`${HEAD}kind: Usr\nmetadata: {namespace: acme}`), ['acme'])
  assert.equal(unit(`${HEAD}kind: User\nmetadata: {name: ada}\nspec: {}`), [undefined])
  assert.equal(unit(`${HEAD}kind: Usr`), [undefined])
})

test('what could not be read is named, so that references to it do not dangle', () => {
  assert.equal(decodedYaml(user('x: 1')).broken, [{ kind: 'User', namespace: 'acme', name: 'ada' }])
  assert.equal(decodedYaml(`${user('{}')}\nextra: 1`).broken, [{ kind: 'User', namespace: 'acme', name: 'ada' }])
  assert.equal(decodedYaml(`${HEAD}kind: User\nmetadata: {namespace: acme}\nspec: {}`).broken, [])
})

test('parts of the document that are missing or wrong are told', () => {
  assert.equal(lines(decodedYaml(`${HEAD}kind: User`)), [
    'error MissingField : missing field `metadata` in the document',
    '  help: add `metadata`: what identifies the resource: its name and the organization it belongs to',
    'error MissingField : missing field `spec` in the document',
    '  help: add `spec`: who the person is, and whether and when the account counts',
  ])
  assert.equal(lines(decodedYaml(`${HEAD}kind: User\nmetadata: {namespace: acme, name: ada}\nspec: [a]`)), [
    'error InvalidField /spec: `spec` must be an object, but a list stands here',
    '  help: write names and values below it',
  ])
  assert.equal(decodedYaml(`${HEAD}kind: License\nmetadata: {name: basic}`).problems, [])
})

test('a field in the wrong part is told where it belongs', () => {
  const text = `${HEAD}kind: User\nemail: a@b\nlabels: {}\nmetadata: {namespace: acme, name: ada, email: a@b, lables: {}}\nspec: {labels: {}}`
  assert.equal(lines(decodedYaml(text)), [
    'error UnknownField /email: unknown field `email` in the document',
    '  help: move `email` below spec',
    'error UnknownField /labels: unknown field `labels` in the document',
    '  help: move `labels` below metadata',
    'error UnknownField /metadata/email: unknown field `email` in `metadata`',
    '  help: move `email` below spec',
    'error UnknownField /metadata/lables: unknown field `lables` in `metadata`',
    '  help: did you mean `labels`?',
    'error UnknownField /spec/labels: unknown field `labels` in User',
    '  help: it belongs in metadata: metadata.labels',
  ])
})

test('status and nulls are warnings; a required null is missing; what the API server sets is nothing', () => {
  const text = `${HEAD}kind: Entitlement
metadata: {namespace: acme, name: a, labels: null, creationTimestamp: null, generation: 3}
spec: {entitlement: ~, value: null, unknown: null}
status: {conditions: [{a: null}]}`
  assert.equal(lines(decodedYaml(text)), [
    'warning NullField /metadata/labels: `labels` is null, which counts as left out',
    '  help: take the line away; the texts "null" and "~" need quotes',
    'error MissingField /spec: missing field `entitlement` in Entitlement',
    '  help: add `entitlement`: what the organization is entitled to: a known name, or one of your own that starts with `x-`',
    'warning NullField /spec/entitlement: `entitlement` is null, which counts as left out',
    '  help: take the line away; the texts "null" and "~" need quotes',
    'warning NullField /spec/value: `value` is null, which counts as left out',
    '  help: take the line away; the texts "null" and "~" need quotes',
    'error UnknownField /spec/unknown: unknown field `unknown` in Entitlement',
    'warning IgnoredField /status: status is read-only and ignored',
    '  help: take it away',
  ])
  const { resources } = decodedYaml(user('firstName: ~\nsettings: [{key: a, value: {x: null, y: [null]}}]'))
  assert.equal(resources[0]?.resource.spec, { settings: [{ key: 'a', value: { y: [null] } }] })
})

test('annotations of Charter are known ones with known values; those of kubectl are dropped', () => {
  const annotations = (text: string) =>
    decodedYaml(`${HEAD}kind: UserGroup\nmetadata: {namespace: acme, name: a, annotations: ${text}}\nspec: {}`)
  const kept = annotations(
    '{a.example/b: c, charter.sh/protected: "true", charter.sh/prune: disabled, charter.sh/uid: 5d0f6a3c-2f0e-5d1c-9b7a-3c1e8f2a4b6d, charter.sh/approve: x, charter.sh/reconcile-requested-at: y, kubectl.kubernetes.io/last-applied-configuration: z}',
  )
  assert.equal(kept.problems, [])
  assert.equal(Object.keys(kept.resources[0]?.resource.annotations ?? {}), [
    'a.example/b',
    'charter.sh/protected',
    'charter.sh/prune',
    'charter.sh/uid',
  ])
  assert.equal(
    lines(
      annotations(
        '{charter.sh/protect: "true", charter.sh/protected: "yes", charter.sh/uid: "1", charter.sh/prune: "true", a b: c, ok: true}',
      ),
    ),
    [
      'error UnknownField /metadata/annotations/charter.sh~1protect: unknown annotation `charter.sh/protect`',
      '  help: did you mean `charter.sh/protected`?',
      'error InvalidField /metadata/annotations/charter.sh~1protected: annotation `charter.sh/protected` must be "true"; take it away to end the protection',
      'error InvalidField /metadata/annotations/charter.sh~1uid: annotation `charter.sh/uid` must be a UUID in lower case',
      'error InvalidField /metadata/annotations/charter.sh~1prune: annotation `charter.sh/prune` must be "disabled"; take it away to let the resource be removed',
      'error InvalidField /metadata/annotations/a b: `a b` is not the key of an annotation',
      '  help: a key is up to 63 letters, digits, `-`, `_` and `.`, and may have a host name and a / before it',
      'error InvalidField /metadata/annotations/ok: annotation `ok` must be text, but the boolean true stands here',
      '  help: put it in quotes: "true"',
    ],
  )
  const labels = decodedYaml(
    `${HEAD}kind: UserGroup\nmetadata: {namespace: acme, name: a, labels: {charter.sh/uid: x, ok: a b}}\nspec: {}`,
  )
  assert.equal(lines(labels), [
    'error UnknownField /metadata/labels/charter.sh~1uid: unknown label `charter.sh/uid`',
    'error InvalidField /metadata/labels/ok: label `ok` must be letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit, or empty',
    '  help: for example `platform`',
  ])
})

test.run()
