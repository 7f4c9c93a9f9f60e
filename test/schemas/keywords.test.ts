import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkOf } from '../../src/schemas/check.ts'
import { areDistinct, choiceIn, isTime, itemKeyOf } from '../../src/schemas/keywords.ts'

test('a group stands when all of it does, and no other', () => {
  const groups = [['a'], ['b', 'c']]
  const stands = (...names: string[]) => choiceIn(Object.fromEntries(names.map((name) => [name, 1])), groups)
  assert.equal([stands(), stands('x')], ['none', 'none'])
  assert.equal([stands('a'), stands('b', 'c'), stands('a', 'x')], ['one', 'one', 'one'])
  assert.equal([stands('b'), stands('a', 'b'), stands('a', 'b', 'c')], ['wrong', 'wrong', 'wrong'])
  assert.is(choiceIn({}, [['toString'], ['valueOf']]), 'none')
})

test('what differs in letter case only is the same where case does not count', () => {
  const text = { type: 'string' } as const
  const folded = itemKeyOf({ type: 'array', 'x-set': true, items: { ...text, 'x-fold': true } })
  assert.is(folded('Zoe\u0301@acme.example'), folded('zo\u00e9@ACME.example'))
  const plain = itemKeyOf({ type: 'array', 'x-set': true, items: text })
  assert.is.not(plain('a'), plain('A'))
  const keyed = itemKeyOf({
    type: 'array',
    'x-key': 'k',
    items: { type: 'object', properties: { k: { ...text, 'x-fold': true } } },
  })
  assert.equal([keyed({ k: 'A' }), keyed({ other: 1 }), keyed(null)], ['a', undefined, undefined])
  const check = checkOf({ type: 'array', 'x-set': true, items: { ...text, 'x-fold': true } })
  assert.equal([check(['a', 'b']), check(['a', 'A'])], [true, false])
})

test('items are compared all with all, few or many', () => {
  const many = Array.from({ length: 100 }, (_, index) => `item ${index}`)
  assert.equal(
    [areDistinct(many), areDistinct([...many, 'item 50']), areDistinct(['a', 'b', 'a']), areDistinct([1, '1'])],
    [true, false, false, true],
  )
})

test('a time is one of the forms that the field accepts', () => {
  const accepted = (...[text, ...forms]: [string, ...Parameters<typeof isTime>[1]]) => isTime(text, forms)
  assert.equal([accepted('2026-04-01', 'date'), accepted('2026-04-01', 'date-time')], [true, false])
  assert.equal(
    [accepted('2026-04-01T00:00:00Z', 'date-time'), accepted('2026-04-01T00:00:00Z', 'date', 'never')],
    [true, false],
  )
  assert.equal([accepted('never', 'date', 'never'), accepted('never', 'date')], [true, false])
  assert.equal([accepted('2027-02-29', 'date'), accepted('2028-02-29', 'date')], [false, true])
})

test('bounds of lists and objects are kept', () => {
  const list = checkOf({ type: 'array', minItems: 1, maxItems: 2 })
  assert.equal([[], [1], [1, 2], [1, 2, 3]].map(list), [false, true, true, false])
  const map = checkOf({ type: 'object', additionalProperties: { type: 'integer' }, minProperties: 1, maxProperties: 2 })
  assert.equal([{}, { a: 1 }, { a: 1, b: 2, c: 3 }, { a: 'x' }].map(map), [false, true, false, false])
  const number = checkOf({ type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 })
  assert.equal([0, 0.5, 1, Number.NaN, '0.5'].map(number), [false, true, false, false, false])
})

test.run()
