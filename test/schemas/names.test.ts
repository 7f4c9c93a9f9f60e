import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { correctedName, fits, isReserved } from '../../src/schemas/names.ts'
import { shapeOf } from '../../src/schemas/shape.ts'

const name = shapeOf('User').metadata.properties?.name ?? {}
const organization = shapeOf('Organization').metadata.properties?.name ?? {}

test('a wrong name is corrected to the nearest right one', () => {
  const corrected = (text: string) => correctedName(text, name)
  assert.is(corrected('Ada Lovelace'), 'ada-lovelace')
  assert.is(corrected('Zoë'), 'zoe')
  assert.is(corrected('ada@acme.example'), 'ada-acme.example')
  assert.is(corrected('-a_.b-.'), 'a.b')
  assert.is(corrected('ada'), undefined)
  assert.is(corrected('???'), undefined)
  assert.is(corrected('李'), undefined)
  assert.is(correctedName('Acme.Research', organization), 'acme-research')
  assert.is(correctedName('1acme', organization), undefined)
})

test('a correction is always a name', () => {
  const right = (text: string) => {
    for (const field of [name, organization]) {
      const corrected = correctedName(text, field)
      assert.ok(corrected === undefined || fits(corrected, field), corrected)
    }
  }
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), right))
})

test('names of namespaces that Kubernetes keeps are reserved', () => {
  assert.equal(['default', 'kube-system', 'kube', 'kubernetes', 'defaults'].map(isReserved), [
    true,
    true,
    false,
    false,
    false,
  ])
})

test.run()
