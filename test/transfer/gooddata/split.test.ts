import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sectionsOf } from '../../../src/transfer/gooddata/split.ts'
import { holds } from '../../support/property.ts'

/** The object that the parts of a text make again. */
function joined(text: string): object | undefined {
  const parts = sectionsOf(text)?.map(({ name, value, items }) => [
    JSON.parse(`"${name}"`),
    items === undefined
      ? JSON.parse(text.slice(value.start, value.end))
      : items.map(({ start, end }) => JSON.parse(text.slice(start, end))),
  ])
  return parts === undefined ? undefined : Object.fromEntries(parts)
}

test('an object that is taken apart is the same, however it is written', async () => {
  const object = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue())
  const property = fc.asyncProperty(object, fc.nat(3), async (value, space) => {
    const text = JSON.stringify(value, null, space)
    assert.equal(joined(text), JSON.parse(text))
    assert.equal(joined(`\r\n ${text}\t`), JSON.parse(text))
  })
  await holds(property, 500)
})

const BROKEN = [
  ...['', '[]', '1', '{', '{}x', '{,}', '{"a":1,}', '{"a" 1}', '{a:1}', '{"a":"b}', '{"a":1 "b":2}'],
  ...['{"a":[1}', '{"a":[,]}', '{"a":[1,]}', '{"a":[1 2]}'],
]

test('a text that is no whole object has no parts', async () => {
  for (const text of BROKEN) assert.is(sectionsOf(text), undefined, text)
  const property = fc.asyncProperty(fc.jsonValue(), fc.nat(), async (value, cut) => {
    const text = JSON.stringify({ a: value, b: [value] })
    assert.is(sectionsOf(text.slice(0, cut % text.length)), undefined)
  })
  await holds(property, 300)
})

test.run()
