import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { keyOf } from '../../../src/model/resource.ts'
import { planJsonTexts, planValue } from '../../../src/plan/render/json.ts'
import type { PlanReport } from '../../../src/plan/render/report.ts'
import { everything, large, trouble } from './scenes.ts'
import { create, golden, hold, plan, rename, resource } from './support.ts'

const schema = JSON.parse(readFileSync(new URL('../../../schemas/output/plan.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv2020({ strict: true, strictRequired: false, allErrors: true }).compile(schema)

/** The pieces of a plan together. */
function planJson(report: PlanReport): string {
  return [...planJsonTexts(report)].join('')
}

function valid(report: PlanReport): string {
  const text = planJson(report)
  const good = validate(JSON.parse(text))
  assert.is(good, true, JSON.stringify(validate.errors, null, 2))
  return text
}

test('a plan is valid against its published schema, and reads like this', () => {
  golden(import.meta.url, 'everything.json.txt', valid(everything()))
})

test('holds, conditions and problems are valid against the schema', () => {
  golden(import.meta.url, 'trouble.json.txt', valid(trouble()))
})

test('every unit, hold scope, origin and kind of rename is valid against the schema', () => {
  const cluster = { source: 'cluster', uid: '6f1c', generation: 3 }
  const revocation = { type: 'revocation', organization: 'acme', name: 'eve' } as const
  const plans = [
    { ...plan('a', []), unit: { type: 'installation' } as const, phase: 'removals' as const },
    { ...plan('b', [create({ kind: 'Revocation', name: 'eve', origin: cluster })]), unit: revocation },
    plan('acme', [rename({ kind: 'Organization', namespace: '', name: 'old', origin: cluster }, 'acme')]),
  ]
  const holds = [
    hold('x'),
    hold('x', { scope: { type: 'installation' } }),
    hold('x', { scope: { type: 'source', source: 's' } }),
  ]
  const value = JSON.parse(valid({ plans, holds, invalid: [{ type: 'installation' }] }))
  assert.equal(
    value.units.map((unit: { unit: string }) => unit.unit),
    ['revocation/acme/eve', 'organization/acme', 'installation'],
  )
  assert.equal(value.units[1].changes[0].from, { kind: 'Organization', namespace: '', name: 'old' })
  assert.is(value.summary.invalid, 1)
})

test('the schema refuses what the format does not have', () => {
  const value = planValue(everything())
  assert.is(validate({ ...value, extra: 1 }), false)
  assert.is(validate({ ...value, format_version: '2.0' }), false)
  assert.is(validate({ ...value, summary: {} }), false)
})

test('every property of the schema has a title or a description to read', () => {
  const silent: string[] = []
  const walk = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return
    for (const [name, child] of Object.entries(node)) {
      if (path.endsWith('/properties') && !('$ref' in child) && !('const' in child) && !('title' in child)) {
        silent.push(`${path}/${name}`)
      }
      walk(child, `${path}/${name}`)
    }
  }
  walk(schema, '')
  assert.equal(
    silent.filter((path) => !path.includes('/fieldChange/')),
    [],
  )
})

test('an update that follows a rename names what it follows and is not counted', () => {
  const value = JSON.parse(planJson(everything()))
  const follower = value.units[0].changes.find((change: { follows?: string[] }) => change.follows !== undefined)
  assert.equal(follower.follows, [keyOf(resource({ name: 'ada-l' }))])
  assert.equal(value.summary, { add: 1, change: 3, remove: 1, rename: 1, held: 0, invalid: 0 })
})

test('no value of a secret setting is in the JSON', () => {
  const text = planJson(everything())
  assert.not.match(text, /hunter2/)
  assert.match(text, /\(sensitive value\)/)
})

test('the JSON can be printed: control and direction characters are escaped, and the data is the same', () => {
  const name = 'a\u009b1m\u202e\u2066\ufeff\u007f'
  const text = planJson({ plans: [plan('acme', [create({ name })])], holds: [] })
  assert.not.match(text, /[\u007f-\u009f\u202e\u2066\ufeff]/)
  assert.is(JSON.parse(text).units[0].changes[0].name, name)
})

test('the JSON of a large plan is complete', () => {
  const value = JSON.parse(planJson(large(1, 10_000)))
  assert.is(value.units[0].changes.length, 10_000)
})

test.run()
