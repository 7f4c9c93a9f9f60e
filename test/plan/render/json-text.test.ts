import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { jsonText, jsonTexts, lineTexts, madeList } from '../../../src/plan/render/json-text.ts'

test('pieces are the text of the whole, whatever it is', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
      assert.is([...jsonTexts(value)].join(''), jsonText(value))
      assert.is([...lineTexts(value)].join(''), JSON.stringify(value))
    }),
    { numRuns: 500 },
  )
})

test('what has no value is left out of an object, and is null in a list', () => {
  const value = { here: 1, gone: undefined, items: [undefined, { gone: undefined }] }
  assert.is([...jsonTexts(value)].join(''), jsonText(value))
})

test('a made list is written like any other, item by item', () => {
  const items = Array.from({ length: 10_000 }, (_, number) => ({ number, name: `item\u202e ${number}` }))
  let made = 0
  const list = madeList(function* () {
    for (const item of items) {
      made++
      yield item
    }
  })
  const pieces = jsonTexts({ unit: { list, none: madeList(() => []) } })
  const first = pieces.next().value ?? ''
  assert.ok(made < items.length / 2, `${made} were made before anything was written`)
  assert.is([first, ...pieces].join(''), jsonText({ unit: { list: items, none: [] } }))
  assert.is(JSON.stringify({ list }), JSON.stringify({ list: items }))
})

test.run()
