import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import * as assert from 'uvu/assert'

const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true })
addFormats.default(ajv)

/** Holds that a text is JSON as `schemas/output/<name>.schema.json` says, and gives its value. */
export function validOutput(name: string, text: string): unknown {
  const id = `https://charter.sh/schemas/output/${name}.schema.json`
  const path = new URL(`../../schemas/output/${name}.schema.json`, import.meta.url)
  const validate = ajv.getSchema(id) ?? ajv.compile(JSON.parse(readFileSync(path, 'utf8')))
  const value: unknown = JSON.parse(text)
  assert.is(validate(value), true, `${name}: ${JSON.stringify(validate.errors, null, 2)}`)
  return value
}
