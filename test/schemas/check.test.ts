import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Json, type JsonObject, KINDS, type Kind } from '../../src/model/resource.ts'
import { checkOf } from '../../src/schemas/check.ts'
import { shapeOf } from '../../src/schemas/shape.ts'
import { type Body, judgedMistakes, mistakesOf } from '../../src/schemas/validator.ts'
import { specs } from './arbitrary.ts'

/** What a spec is broken with: every type, bounds and forms that are near to right ones. */
const WRONG: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e9,
  '',
  ' ',
  'x',
  'never',
  '2026-02-30',
  '2026-04-01T00:00:00',
  'Wrong Name',
  'a'.repeat(300),
  '😀x',
  [],
  [1],
  ['a', 'a'],
  ['b', 'a', 'B'],
  [null],
  [{}],
  {},
  { a: 1 },
  { env: 'A', file: 'b' },
]

function bodyOf(spec: Json): Body {
  return { labels: {}, annotations: {}, spec: spec as JsonObject }
}

/** Copies a value with one thing changed: at step `where` of a walk a value is replaced, taken away, doubled or joined by another. */
function broken(value: Json, where: number, how: number, wrong: Json): Json {
  let step = 0
  const walk = (current: Json): Json => {
    if (step++ === where) return wrong
    if (Array.isArray(current)) {
      const items = current.map(walk)
      return step++ === where && items.length > 0 ? [...items, items[0] as Json] : items
    }
    if (typeof current !== 'object' || current === null) return current
    const entries = Object.entries(current as JsonObject).map(([name, item]) => [name, walk(item)] as const)
    if (step++ !== where) return Object.fromEntries(entries)
    return Object.fromEntries(how % 2 === 0 ? [...entries, ['other', wrong]] : entries.slice(1))
  }
  return walk(value)
}

function isPlain(kind: Kind, body: Body): boolean {
  return shapeOf(kind).isPlainlyValid(body)
}

test('what a schema allows is plainly valid, and ajv finds no mistake in it', () => {
  for (const kind of KINDS) {
    const agree = (spec: JsonObject) => {
      assert.equal(judgedMistakes(kind, bodyOf(spec)), { first: [], more: 0 })
      assert.ok(isPlain(kind, bodyOf(spec)))
    }
    fc.assert(fc.property(specs(kind), agree), { numRuns: 30 })
  }
})

test('the check and ajv say the same of broken specs', () => {
  let refused = 0
  for (const kind of KINDS) {
    const agree = (spec: JsonObject, where: number, how: number, wrong: Json) => {
      const body = bodyOf(broken(spec, where, how, wrong))
      const mistakes = judgedMistakes(kind, body).first
      if (mistakes.length > 0) refused++
      assert.is(isPlain(kind, body), mistakes.length === 0, JSON.stringify({ kind, body, mistakes }))
    }
    const anywhere = fc.property(specs(kind), fc.nat(20), fc.nat(3), fc.constantFrom(...WRONG), agree)
    fc.assert(anywhere, { numRuns: 150 })
  }
  assert.ok(refused > 1000, `only ${refused} specs were broken`)
})

test('labels and annotations are judged with the spec', () => {
  const spec = { displayName: 'X' }
  for (const labels of [{ a: 1 }, { a: 'b c' }, [], 'x', { a: 'b'.repeat(64) }] as Json[]) {
    assert.not(isPlain('OrganizationGroup', { labels, annotations: {}, spec }))
    assert.is(judgedMistakes('OrganizationGroup', { labels, annotations: {}, spec }).first.length > 0, true)
  }
})

test('a text that the check cannot count is left to ajv', () => {
  const emoji = checkOf({ type: 'string', maxLength: 3 })
  assert.not(emoji('😀😀'))
  const body = bodyOf({ displayName: '😀'.repeat(150) })
  assert.not(isPlain('OrganizationGroup', body))
  assert.equal(mistakesOf('OrganizationGroup', body).first, [])
  assert.equal(mistakesOf('OrganizationGroup', bodyOf({ displayName: '😀'.repeat(151) })).first, [
    { keyword: 'maxLength', pointer: '/spec/displayName' },
  ])
})

test('a short minimum counts characters, not units', () => {
  const two = checkOf({ type: 'string', minLength: 2 })
  assert.equal([two('a'), two('ab'), two('😀'), two('😀😀')], [false, true, false, true])
})

test.run()
