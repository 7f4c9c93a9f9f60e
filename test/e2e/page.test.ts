import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ENTRY_TYPES } from '../../src/model/ledger.ts'
import { createFolder } from '../support/folder.ts'
import { writeLedger } from '../support/ledger.ts'
import { charterVerdict, hasPython, scriptVerdict } from '../support/verifiers.ts'

const page = readFileSync(new URL('../../docs/ledger.md', import.meta.url), 'utf8')

/** The text of a part of the worked example of docs/ledger.md, with real tabs and without the last line end. */
function example(name: string): string {
  const [, text] = page.split(`<!-- example: ${name} -->\n\`\`\`text\n`)
  const shown = text?.slice(0, text.indexOf('\n```'))
  if (shown === undefined) throw new Error(`docs/ledger.md has no example of ${name}`)
  return shown.replaceAll('⇥', '\t')
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

test('the worked example of the page computes as it says', () => {
  const [, one = '', two = ''] = example('file').split('\n')
  const first = JSON.parse(one)
  const second = JSON.parse(two)
  const [change] = first.changes
  assert.is(example('body'), `${change.salt}${JSON.stringify(change.body)}`)
  assert.is(sha256(example('body')), example('digest'))
  assert.is(change.digest, example('digest'))
  const covered = (line: string) => line.split('\t').filter((_, index) => index % 2 === 0)
  assert.is(example('covered 1'), covered(one).join(''))
  assert.is(sha256(example('covered 1')), example('hash 1'))
  assert.equal([first.hash, second.previous], [example('hash 1'), example('hash 1')])
  assert.is(example('covered 2'), `${example('hash 1')}${covered(two).join('')}`)
  assert.is(`2:${sha256(example('covered 2'))}`, example('head'))
})

test('both verifiers take the ledger of the page', async () => {
  const path = writeLedger(join(createFolder(), 'state'), { '000001.ndjson': `${example('file')}\n` })
  const intact = { code: 0, head: example('head'), isUnfinished: false }
  assert.equal(await charterVerdict({ path }), intact)
  if (hasPython) assert.equal(scriptVerdict({ path }), intact)
})

test('the page names every type of entry', () => {
  for (const type of ENTRY_TYPES) assert.ok(page.includes(`\`${type}\``), type)
})

test('the numbers of the page are those of the rule', () => {
  for (const text of ['100', '100000000000000000000', '1.25', '0.05', '0.000001', '1e+21', '1e-7', '1.5e+300']) {
    assert.ok(page.includes(`\`${text}\``), text)
    assert.is(JSON.stringify(Number(text)), text)
  }
})

test.run()
