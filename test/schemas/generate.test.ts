import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { load } from 'js-yaml'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { crds, definition } from '../../scripts/generate/crds.ts'
import { pages } from '../../scripts/generate/pages.ts'
import { valueAt } from '../../src/lib/pointer.ts'
import type { Specs, UserStatus } from '../../src/model/kinds.generated.ts'
import { type Json, type JsonObject, KINDS, type Kind } from '../../src/model/resource.ts'
import { expandedSchema, loadKind } from '../../src/schemas/load.ts'
import { fields } from './fields.ts'
import { structuralBreaches } from './structural.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

function check(folder: string): { readonly status: number | null; readonly said: string } {
  const run = spawnSync(process.execPath, ['scripts/generate.ts', '--check'], { cwd: folder, encoding: 'utf8' })
  return { status: run.status, said: run.stdout }
}

function openApi(kind: Kind): JsonObject {
  return valueAt(definition(kind), '/spec/versions/0/schema/openAPIV3Schema') as JsonObject
}

test('what is committed is what the schemas say', () => {
  const { status, said } = check(root)
  assert.is(said, '')
  assert.is(status, 0)
})

test('a changed, a missing and a left-over file are drift, and generating mends it', () => {
  const copy = mkdtempSync(join(tmpdir(), 'charter-generate-'))
  try {
    for (const name of ['schemas', 'src', 'scripts', 'crds', 'docs', 'examples', 'package.json'])
      cpSync(join(root, name), join(copy, name), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
    const user = join(copy, 'schemas/User.json')
    writeFileSync(user, readFileSync(user, 'utf8').replace('"Given name."', '"First name of the person."'))
    rmSync(join(copy, 'docs/kinds/Host.md'))
    writeFileSync(join(copy, 'crds/charter.sh_teams.yaml'), '')
    const before = check(copy)
    assert.is(before.status, 1)
    assert.equal(before.said.trim().split('\n').sort(), [
      'crds/charter.sh_organizations.yaml differs from schemas/',
      'crds/charter.sh_teams.yaml belongs to no kind',
      'crds/charter.sh_users.yaml differs from schemas/',
      'docs/kinds/Host.md differs from schemas/',
      'docs/kinds/User.md differs from schemas/',
      'run: npm run generate',
      'src/model/kinds.generated.ts differs from schemas/',
    ])
    assert.is(spawnSync(process.execPath, ['scripts/generate.ts'], { cwd: copy }).status, 0)
    assert.equal(check(copy), { status: 0, said: '' })
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
})

test('a CRD file is its definition, named as Kubernetes wants it', () => {
  const files = crds()
  assert.is(files.length, KINDS.length)
  for (const [index, kind] of KINDS.entries()) {
    const plural = loadKind(kind)['x-plural'].toLowerCase()
    assert.is(files[index]?.path, `crds/charter.sh_${plural}.yaml`)
    assert.equal(load(files[index]?.text ?? ''), definition(kind))
    assert.is(valueAt(definition(kind), '/metadata/name'), `${plural}.charter.sh`)
    assert.equal(valueAt(definition(kind), '/spec/names/categories'), ['charter'])
  }
})

test('CRDs keep the rules of structural schemas, and default nothing but what says that nobody has looked yet', () => {
  const found = KINDS.flatMap((kind) =>
    ['spec', 'status'].flatMap((part) =>
      structuralBreaches(valueAt(openApi(kind), `/properties/${part}`) as JsonObject, `${kind}.${part}`),
    ),
  )
  assert.equal(
    found,
    KINDS.map((kind) => `${kind}.status: keyword default`),
  )
  for (const kind of KINDS)
    assert.equal(valueAt(openApi(kind), '/properties/status/default'), { observedGeneration: 0 })
})

test('every field of a CRD has a description', () => {
  const silent = KINDS.flatMap((kind) =>
    ['spec', 'status'].flatMap((part) =>
      fields(valueAt(openApi(kind), `/properties/${part}`) as JsonObject, `${kind}.${part}`).flatMap(
        ({ at, schema }) => (typeof schema.description === 'string' && schema.description !== '' ? [] : [at]),
      ),
    ),
  )
  assert.equal(silent, [])
})

test('every kind has the status subresource, the usual columns first, its own ones wide', () => {
  for (const kind of KINDS) {
    const version = valueAt(definition(kind), '/spec/versions/0') as JsonObject
    const columns = version.additionalPrinterColumns as JsonObject[]
    assert.equal(version.subresources, { status: {} })
    assert.equal(
      columns.slice(0, 4).map((column) => column.name),
      ['READY', 'STATUS', 'REVISION', 'AGE'],
    )
    assert.ok(columns.slice(4).every((column) => column.priority === 1))
    const status = Object.keys(valueAt(version, '/schema/openAPIV3Schema/properties/status/properties') as JsonObject)
    for (const name of ['observedGeneration', 'conditions', 'uid', 'version', 'lastAppliedRevision', 'history'])
      assert.ok(status.includes(name), `${kind} ${name}`)
  }
})

test('a CRD takes the example of its kind and refuses what breaks a group, a time or a bound', () => {
  const ajv = new Ajv({ strict: false })
  const takes = (kind: Kind, spec: Json) => ajv.validate(openApi(kind), { metadata: { name: 'a' }, spec })
  for (const kind of KINDS) assert.ok(takes(kind, loadKind(kind)['x-example']), `${kind}: ${ajv.errorsText()}`)
  const key = { type: 'token', secretRef: { env: 'TOKEN' } }
  assert.ok(takes('AccessKey', key))
  assert.ok(takes('AccessKey', { ...key, user: 'ada' }))
  assert.not.ok(takes('AccessKey', { type: 'token' }), 'neither secretRef nor generate')
  assert.not.ok(takes('AccessKey', { ...key, user: 'ada', userGroup: 'operators' }), 'two holders')
  assert.not.ok(takes('AccessKey', { ...key, generate: { writeTo: { file: 'token' } } }), 'both')
  assert.not.ok(takes('AccessKey', { ...key, secretRef: { env: 'A', file: 'a' } }), 'two places')
  assert.not.ok(takes('AccessKey', { ...key, expiresAt: '2027-01-01' }), 'a date where a date-time stands')
  assert.ok(takes('Subscription', { plan: 'free', endDate: 'never' }))
  assert.not.ok(takes('Subscription', { plan: 'free', startDate: 'never' }))
  assert.not.ok(takes('Organization', { displayName: 'A', removalBudget: { fraction: 1.5 } }))
  assert.not.ok(takes('Organization', { displayName: 'A', users: [{ email: 'ada@acme.example' }] }), 'no name')
  assert.not.ok(takes('User', undefined as unknown as Json), 'no spec')
})

test("an Organization's CRD has an inline list for each kind of an organization, and fits kubectl", () => {
  const spec = valueAt(openApi('Organization'), '/properties/spec/properties') as Record<string, JsonObject>
  const inside = KINDS.filter((kind) => loadKind(kind)['x-scope'] === 'organization')
  assert.is(inside.length, 12)
  for (const kind of inside) {
    const list = spec[loadKind(kind)['x-plural']] ?? {}
    assert.equal(list['x-kubernetes-list-map-keys'], ['name'], kind)
    assert.equal(valueAt(list, '/items/required/0'), 'name', kind)
  }
  const annotation = Buffer.byteLength(JSON.stringify(definition('Organization')))
  assert.ok(annotation < 262_144, `kubectl apply keeps a copy of at most 262144 bytes, this one has ${annotation}`)
})

test('a page names every field of its kind, and its example is a valid document', () => {
  const ajv = new Ajv({ strict: false })
  for (const kind of KINDS) {
    const text = pages().find(({ path }) => path === `docs/kinds/${kind}.md`)?.text ?? ''
    for (const { at } of fields(loadKind(kind).spec, 'spec'))
      if (at !== 'spec' && !/(\[\]|\*)$/.test(at)) assert.ok(text.includes(`\`${at}\``), `${kind} ${at}`)
    const example = load(/```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? '')
    assert.ok(ajv.validate(expandedSchema(kind), example), `${kind}: ${ajv.errorsText()}`)
  }
})

test('links between pages lead somewhere', () => {
  const all = pages()
  const known = new Set(all.map(({ path }) => path.slice('docs/kinds/'.length)))
  const broken = all.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)].flatMap(([, to]) => (known.has(to ?? '') ? [] : [`${path}: ${to}`])),
  )
  assert.equal(broken, [])
})

test('the generated types say what is required and what cannot be changed', () => {
  const user: Specs['User'] = { email: 'ada@acme.example', role: 'user', userGroups: ['operators'] }
  const status: UserStatus = { version: 1, history: [{ outcome: 'applied', lastTime: '2026-03-02T10:15:00Z' }] }
  // @ts-expect-error: a permission needs an assignee
  const permission: Specs['Permission'] = { permission: 'MANAGE' }
  // @ts-expect-error: not one of the roles
  const role: Specs['User'] = { role: 'owner' }
  const frozen = () => {
    // @ts-expect-error: lists are read-only
    user.userGroups?.push('x')
    // @ts-expect-error: fields are read-only
    user.email = 'x'
  }
  assert.equal([user, status, permission, role, frozen].length, 5)
})

test.run()
