import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { choiceWords } from '../../src/schemas/words/choice.ts'
import { limits, limitWords } from '../../src/schemas/words/limit.ts'
import { patternWords } from '../../src/schemas/words/text.ts'
import { declared, decoded, lines } from './documents.ts'

test('a choice made by halves says what is missing', () => {
  const spot = { pointer: '/spec/login', field: {}, label: '`login`', value: { name: 'x' } }
  const words = choiceWords([['token'], ['name', 'password']], 1, spot)
  assert.equal(words, {
    code: 'MissingField',
    message: '`login` needs exactly one of `token` or `name with password`, and `name` needs `password`',
    help: 'add `password`',
  })
})

test('limits of every kind are told and explained', () => {
  const say = (limit: Parameters<typeof limitWords>[0], bound: number, value: unknown) =>
    limitWords(limit, { pointer: '/spec/x', field: { [limit]: bound }, label: '`x`', value: value as never }).message
  assert.is(say('minLength', 3, '😀'), '`x` must have at least 3 characters, not 1')
  assert.is(say('minItems', 1, []), '`x` must not be empty')
  assert.is(say('minItems', 2, [1]), '`x` must have at least 2 items, not 1')
  assert.is(say('maxItems', 1, [1, 2]), '`x` must have at most 1 item, not 2')
  assert.is(say('minProperties', 2, { a: 1 }), '`x` must have at least 2 fields, not 1')
  assert.is(say('maxProperties', 0, { a: 1 }), '`x` must have at most 0 fields, not 1')
  assert.is(say('exclusiveMinimum', 0, 0), '`x` must be more than 0, not 0')
  assert.is(say('exclusiveMaximum', 1, 1), '`x` must be less than 1, not 1')
  assert.equal(limits({ minItems: 1, minimum: 0, maximum: 1, maxLength: 5, exclusiveMinimum: 2 }), [
    'at most 5 characters',
    'at least 1 item',
    'from 0 to 1',
    'more than 2',
  ])
})

test('a pattern that nobody put in words is shown', () => {
  const spot = { pointer: '/spec/x', field: { pattern: '^a$' }, label: '`x`', value: 'b' }
  assert.equal(patternWords(spot), { code: 'InvalidField', message: '`x` must be of the form ^a$' })
})

test('a duration of nothing is refused: no key would ever be too old by it', () => {
  const form =
    '`maxAge` must be an ISO 8601 duration in years, months, weeks or days that does not begin with 0, such as `P90D`'
  const key = (maxAge: string) =>
    lines(decoded(declared('AccessKey', { type: 'token', secretRef: { env: 'A' }, rotation: { maxAge } })))
  for (const maxAge of ['P0D', 'P0Y0M', 'P0W'])
    assert.is(key(maxAge)[0], `error InvalidField /spec/rotation/maxAge: ${form}`)
  for (const maxAge of ['P1D', 'P90D', 'P1Y', 'P1Y6M', 'P10M0D', 'P1W', 'P20Y']) assert.equal(key(maxAge), [], maxAge)
})

test.run()
