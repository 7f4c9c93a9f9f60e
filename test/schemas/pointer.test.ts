import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { pointerOf, valueAt } from '../../src/lib/pointer.ts'
import { type Json, type JsonObject, KINDS } from '../../src/model/resource.ts'
import { loadKind } from '../../src/schemas/load.ts'
import { documentPointer } from '../../src/schemas/pointer.ts'
import { specs } from './arbitrary.ts'
import { declared, decoded } from './documents.ts'

/** Looks places of the first (or a later) resource of a document up in it. */
function finder(document: JsonObject, position = 0): (pointer: string) => string {
  const found = decoded(document).resources[position]
  if (found === undefined) throw new Error('not valid')
  return (pointer) => documentPointer(found.resource, found.base, pointer, document)
}

test('metadata and plain fields stand where they stand', () => {
  const metadata = { name: 'ada', namespace: 'acme', labels: { 'a.b/c': 'x' }, annotations: { k: 'v' } }
  const find = finder({ ...declared('User', { email: 'a@b' }), metadata })
  assert.is(find('/metadata/name'), '/metadata/name')
  assert.is(find('/metadata/namespace'), '/metadata/namespace')
  assert.is(find('/labels/a.b~1c'), '/metadata/labels/a.b~1c')
  assert.is(find('/annotations/k'), '/metadata/annotations/k')
  assert.is(find('/spec/email'), '/spec/email')
})

test('members of sets are found by value, items of keyed lists by key', () => {
  const members = ['grace', 'ada']
  const group = finder(declared('UserGroup', { members }))
  assert.is(group('/spec/members/0'), '/spec/members/1')
  assert.is(group('/spec/members'), '/spec/members')
  const settings = [
    { key: 'z', value: [1, 2] },
    { value: 3, key: 'a' },
  ]
  const user = finder(declared('User', { settings }))
  assert.is(user('/spec/settings/0/value'), '/spec/settings/1/value')
  assert.is(user('/spec/settings/1/value/1'), '/spec/settings/0/value/1')
})

test('an inline child is looked up in its item', () => {
  const users = [{ name: 'grace' }, { name: 'ada', userGroups: ['b', 'a'], labels: { team: 'x' } }]
  const find = finder(declared('Organization', { displayName: 'X', users }, 'acme'), 2)
  assert.is(find('/metadata/name'), '/spec/users/1/name')
  assert.is(find('/metadata/namespace'), '/spec/users/1')
  assert.is(find('/labels/team'), '/spec/users/1/labels/team')
  assert.is(find('/spec/userGroups/0'), '/spec/users/1/userGroups/1')
  assert.is(find('/spec/email'), '/spec/users/1')
  assert.is(find('/spec'), '/spec/users/1')
})

test('what is not written, or null, answers the nearest thing around it that is', () => {
  const find = finder(
    declared('Organization', { displayName: 'X', contact: { email: 'a@b.example', firstName: null } }, 'acme'),
  )
  assert.is(find('/spec/contact/lastName'), '/spec/contact')
  assert.is(find('/spec/contact/firstName'), '/spec/contact')
  assert.is(find('/spec/removalBudget/fraction'), '/spec')
  assert.is(find('/labels/team'), '/metadata')
  assert.is(finder(declared('License', {}))('/spec/displayName'), '/spec')
  const { spec: _, ...specless } = declared('License', {})
  assert.is(finder(specless)('/spec/displayName'), '')
})

test('every place of a normal form leads to the same value in the document, alone and inline', () => {
  const leaves = (value: Json, path: readonly string[]): string[] =>
    typeof value !== 'object' || value === null || Object.keys(value).length === 0
      ? [pointerOf(path)]
      : Object.entries(value).flatMap(([name, item]) => leaves(item, [...path, name]))
  for (const kind of KINDS) {
    const { 'x-plural': list, 'x-scope': scope } = loadKind(kind)
    const alike = (spec: JsonObject) => {
      const alone = declared(kind, spec)
      const inline = declared('Organization', { displayName: 'X', [list]: [{ name: 'thing', ...spec }] }, 'acme')
      for (const document of scope === 'global' ? [alone] : [alone, inline]) {
        const found = decoded(document).resources.at(-1)
        if (found === undefined) throw new Error('not valid')
        const { resource, base } = found
        for (const pointer of leaves(resource.spec, ['spec'])) {
          if (pointer === '/spec') continue
          const written = documentPointer(resource, base, pointer, document)
          assert.equal(valueAt(document, written), valueAt(resource, pointer), `${pointer} ${written}`)
        }
      }
    }
    fc.assert(fc.property(specs(kind), alike), { numRuns: 20 })
  }
})

test.run()
