import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { load } from 'js-yaml'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ran } from '../support/terminal.ts'

test('the configuration is explained as a kind is', async () => {
  const { code, out } = await ran(['explain', 'config.sources.git'])
  assert.is(code, 0)
  assert.match(out, /^config\.sources\.git {2}object\nGit repository\n/)
  assert.match(out, /at most one of `interval` or `cron`/)
  assert.match(out, /\n {2}url +text, required: URL\n/)
  assert.match((await ran(['explain', 'config.log.level'])).out, /Default: "info"/)
  assert.match(
    (await ran(['explain', 'config', '--recursive'])).out,
    /\n {2}state +object, required: State\n {4}path +text, required/,
  )
})

test('a part of the configuration that does not exist is told with the one that was meant', async () => {
  const { code, err } = await ran(['explain', 'config.sources.gti'])
  assert.is(code, 2)
  assert.match(err, /config has no field `sources\.gti`\n {2}did you mean `config\.sources\.git`\?/)
})

test('the schema for editors takes the example, and refuses what is wrong', async () => {
  const { code, out } = await ran(['schema', 'config'])
  assert.is(code, 0)
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(out))
  const example = readFileSync(new URL('../../examples/controller/charter-run.yaml', import.meta.url), 'utf8')
  assert.equal(validate(load(example)) ? [] : validate.errors, [])
  assert.not.ok(validate({ state: { path: 's' }, sources: [{ name: 'a' }] }))
  assert.not.ok(validate({ state: { path: 's' }, sources: [{ name: 'a', directory: { path: 'o' } }], lgo: {} }))
})

test.run()
