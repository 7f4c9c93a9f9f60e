import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Json, JsonObject } from '../../../src/model/resource.ts'
import { fieldRows } from '../../../src/plan/render/fields.ts'
import { create, remove, update } from './support.ts'

function rowsOf(before: Json | undefined, after: Json | undefined, name = 'field'): string[] {
  const spec = (value: Json | undefined): JsonObject => (value === undefined ? {} : { [name]: value })
  const sides = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
  const field = { type: 'value' as const, pointer: `/spec/${name}`, ...sides }
  return shown(update({ name: 'x', spec: spec(before) }, spec(after), [field]))
}

function shown(change: Parameters<typeof fieldRows>[0], full = false): string[] {
  return fieldRows(change, { full }).map((row) => `${row.sign} ${row.label} : ${row.texts.join('\n')}`)
}

test('a value that came, went or changed is one row', () => {
  assert.equal(rowsOf(undefined, 5), ['+ field : 5'])
  assert.equal(rowsOf(true, undefined), ['- field : true'])
  assert.equal(rowsOf('a', 'b'), ['~ field : "a" -> "b"'])
  assert.equal(rowsOf(1, '1'), ['~ field : 1 -> "1"'])
})

test('an object is compared field by field, and unchanged fields are not shown', () => {
  const rows = rowsOf({ a: 1, b: { c: 'x', d: 2 } }, { a: 1, b: { c: 'y', e: [1] } })
  assert.equal(rows, ['~ field.b.c : "x" -> "y"', '- field.b.d : 2', '+ field.b.e : 1'])
})

test('a list whose items have a key is compared by key, whatever the order', () => {
  const before = [{ key: 'a', value: 1 }, { key: 'b', value: 2 }, { key: 'c' }]
  const after = [{ key: 'd' }, { key: 'b', value: 3 }, { key: 'a', value: 1 }]
  assert.equal(rowsOf(before, after), [
    '~ field[b].value : 2 -> 3',
    '- field[c] : {key: "c"}',
    '+ field[d] : {key: "d"}',
  ])
})

test('a keyed list in another order says so', () => {
  assert.equal(rowsOf([{ id: 'a' }, { id: 'b' }], [{ id: 'b' }, { id: 'a' }]), ['~ field : (another order)'])
})

test('a short list is shown before and after, a long one by what came and went', () => {
  assert.equal(rowsOf(['a', 'b'], ['b', 'a']), ['~ field : ["a", "b"] -> ["b", "a"]'])
  const long = Array.from({ length: 30 }, (_, index) => `item-${index}`)
  assert.equal(rowsOf(long, [...long.slice(1), 'new']), ['+ field : "new"', '- field : "item-0"'])
  assert.equal(rowsOf(long, long.toReversed()), ['~ field : (another order)'])
  assert.equal(rowsOf(long, [...long, 'item-3']), ['+ field : "item-3"'])
})

test('secret references are shown as references', () => {
  assert.equal(rowsOf({ env: 'A' }, { file: 'db/pw' }, 'passwordRef'), ['~ passwordRef : env A -> file db/pw'])
  assert.equal(rowsOf(undefined, { kubernetes: { name: 'db', key: 'pw' } }, 'secretRef'), [
    '+ secretRef : kubernetes db/pw',
  ])
  assert.equal(rowsOf(undefined, { file: 'token' }, 'writeTo'), ['+ writeTo : file token'])
  assert.equal(rowsOf(undefined, { env: 'A' }, 'other'), ['+ other : {env: "A"}'])
})

test('of a long text only the part that differs is shown', () => {
  const long = 'x'.repeat(500)
  assert.equal(rowsOf(`${long}old${long}`, `${long}new${long}`), [
    `~ field : "…${'x'.repeat(24)}old${'x'.repeat(24)}…" -> "…${'x'.repeat(24)}new${'x'.repeat(24)}…"`,
  ])
})

test('emoji are not torn apart where a long text is cut', () => {
  const rows = rowsOf(`${'👍'.repeat(90)}a`, `${'👍'.repeat(90)}b`)
  assert.not.match(rows.join(''), /\\ud/)
})

test('an item of a list goes by its key in labels, and by its number where it has none', () => {
  const settings = [{ key: 'theme', value: 'light' }, { key: 'a/b' }]
  const fields = ['/spec/settings/0/value', '/spec/settings/theme/value', '/spec/settings/1', '/spec/none/7'].map(
    (pointer) => ({ type: 'value' as const, pointer, after: 1 }),
  )
  const spec = { settings, none: [1, 2] }
  const rows = shown(update({ name: 'x', spec }, spec, fields))
  assert.equal(rows, [
    '+ settings[theme].value : 1',
    '+ settings[theme].value : 1',
    '+ settings["a/b"] : 1',
    '+ none[7] : 1',
  ])
})

test('labels and annotations carry their room, odd names are quoted', () => {
  const fields = ['/labels/team', '/annotations/charter.sh~1protected', '/spec/a b'].map((pointer) => ({
    type: 'value' as const,
    pointer,
    after: 'x',
  }))
  assert.equal(shown(update({ name: 'x' }, {}, fields)), [
    '+ labels.team : "x"',
    '+ annotations["charter.sh/protected"] : "x"',
    '+ "a b" : "x"',
  ])
})

test('creates and deletes list eight fields and count the rest', () => {
  const spec = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`f${index + 10}`, index]))
  assert.equal(shown(create({ name: 'x', spec })).slice(7), ['+ f17 : 7', '+ … : and 3 more fields'])
  assert.is(shown(remove({ name: 'x', spec })).length, 9)
  assert.is(shown(create({ name: 'x', spec }), true).length, 11)
})

test('long lists are capped at ten items and wrapped, in full they are only wrapped', () => {
  const userGroups = Array.from({ length: 25 }, (_, index) => `group-number-${index}`)
  const row = shown(create({ name: 'x', spec: { userGroups } }))[0] ?? ''
  assert.match(row, /"group-number-9" … and 15 more$/)
  for (const line of row.split('\n')) assert.ok(line.length <= 88 + '+ userGroups : '.length)
  assert.match(shown(create({ name: 'x', spec: { userGroups } }), true)[0] ?? '', /"group-number-24"$/)
})

test('a property named __proto__ is shown like any other', () => {
  const spec = JSON.parse('{"customizations": {"__proto__": {"secret": true, "value": "hunter2"}}}') as JsonObject
  const rows = shown(create({ name: 'x', spec }))
  assert.equal(rows, ['+ customizations : {__proto__: {secret: true, value: (sensitive value)}}'])
})

test.run()
