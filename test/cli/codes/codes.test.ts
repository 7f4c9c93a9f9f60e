import { loadAll } from 'js-yaml'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { block, paragraphs } from '../../../src/cli/codes/body.ts'
import { CODES, codeOf, codeText } from '../../../src/cli/codes/codes.ts'
import { codesPage, explainCode } from '../../../src/cli/codes/explain.ts'
import { FAILURE_CODES } from '../../../src/git/failure.ts'
import { CLUSTER_CODES } from '../../../src/kubernetes/failure.ts'
import { METER_CODES } from '../../../src/meters/failure.ts'
import { CONFLICT_CODES, NOTICE_CODES, STORE_CODES } from '../../../src/model/errors.ts'
import { HOLD_CODES } from '../../../src/model/hold.ts'
import { PROBLEM_CODES } from '../../../src/model/problem.ts'
import { KINDS } from '../../../src/model/resource.ts'

test('every problem, hold, trouble with the store and failure of a source has a text of substance with a wrong and a right example', () => {
  assert.equal(
    new Set(CODES),
    new Set([
      ...PROBLEM_CODES,
      ...HOLD_CODES,
      ...STORE_CODES,
      ...CONFLICT_CODES,
      ...NOTICE_CODES,
      ...FAILURE_CODES,
      ...CLUSTER_CODES,
      ...METER_CODES,
    ]),
  )
  assert.is(new Set(CODES).size, CODES.length)
  for (const code of CODES) {
    const { title, explanation, wrong, right } = codeText(code)
    assert.ok(title.length >= 15 && title.length <= 90, `${code}: title`)
    assert.match(title, /^[a-z].*[^.]$/, `${code}: title is lower case without a full stop`)
    assert.ok(explanation.length >= 120, `${code}: explanation`)
    assert.match(explanation, /\.$/, `${code}: explanation is sentences`)
    assert.ok(wrong.length >= 20, `${code}: wrong`)
    assert.ok(right.length > 0, `${code}: right`)
    if (typeof right !== 'string') for (const step of right) assert.ok(step.length >= 15, `${code}: ${step}`)
    assert.is.not(right, wrong, code)
  }
})

test('titles and explanations are told apart', () => {
  assert.is(new Set(CODES.map((code) => codeText(code).title)).size, CODES.length)
  assert.is(new Set(CODES.map((code) => codeText(code).explanation)).size, CODES.length)
})

/** Reads an example; the wrong ones that are wrong as YAML are left to the test of their code. */
function documentsOf(text: string): readonly { kind?: string; metadata?: { name?: string } }[] {
  return loadAll(text) as { kind?: string; metadata?: { name?: string } }[]
}

test('every right example in YAML is YAML, with documents of known kinds', () => {
  for (const code of CODES) {
    const { right, language = 'yaml' } = codeText(code)
    if (typeof right !== 'string' || language !== 'yaml') continue
    for (const document of documentsOf(right)) {
      assert.ok(
        KINDS.some((kind) => kind === document.kind),
        `${code}: ${document.kind}`,
      )
      assert.type(document.metadata?.name, 'string')
    }
  }
})

test('every wrong example in YAML can be read, but for those about reading', () => {
  for (const code of CODES) {
    const { wrong, language = 'yaml' } = codeText(code)
    if (language !== 'yaml' || code === 'Syntax' || code === 'DuplicateField') continue
    assert.not.throws(() => documentsOf(wrong), code)
  }
  assert.throws(() => documentsOf(codeText('Syntax').wrong))
  assert.throws(() => documentsOf(codeText('DuplicateField').wrong))
})

test('a code is found whatever its letter case, and nothing else is', () => {
  assert.is(codeOf('lastadmin'), 'LastAdmin')
  assert.is(codeOf('REMOVALBUDGET'), 'RemovalBudget')
  assert.is(codeOf('constructor'), undefined)
  assert.is(explainCode('NoSuchCode'), undefined)
})

test('charter explain prints title, explanation, what is wrong and what is right, within eighty columns', () => {
  assert.is(
    explainCode('UnknownField'),
    [
      'UnknownField: the kind has no field of that name',
      '',
      'Every field is checked, at every depth: a misspelt field that is silently',
      'dropped is how somebody keeps rights that the text seems to take away. Where a',
      'known field is near, the message suggests it. `charter explain KIND` lists all.',
      '',
      'Labels and annotations are free, except for those that begin with `charter.sh/`.',
      '',
      'Wrong:',
      '',
      '    apiVersion: charter.sh/v1alpha1',
      '    kind: User',
      '    metadata: {namespace: acme, name: ada}',
      '    spec: {emial: ada@acme.example}',
      '',
      'Right:',
      '',
      '    apiVersion: charter.sh/v1alpha1',
      '    kind: User',
      '    metadata: {namespace: acme, name: ada}',
      '    spec: {email: ada@acme.example}',
      '',
    ].join('\n'),
  )
  const hold = explainCode('RemovalBudget') ?? ''
  assert.match(hold, /\nHeld, for example:\n\n {4}git rm -r/)
  assert.match(hold, /\nWhat to do:\n\n {2}- if it was not meant/)
  for (const code of CODES) {
    const prose = (explainCode(code) ?? '').split('\n').filter((line) => !line.startsWith('    '))
    for (const line of prose) assert.ok(line.length <= 90 || line.includes('`'), `${code}: ${line}`)
  }
})

test('the page of codes has one heading for each code, and links to it', () => {
  const page = codesPage()
  for (const code of CODES) {
    assert.is(page.split(`\n### ${code}\n`).length, 2, code)
    assert.ok(page.includes(`[${code}](#${code.toLowerCase()})`), code)
  }
  assert.is(page.match(/^```/gm)?.length ?? 0, (page.match(/^```\w+$/gm)?.length ?? 0) * 2)
})

test('blocks lose their common indentation, paragraphs their line ends', () => {
  assert.is(block('\n    a:\n      b: 1\n\n    c: 2\n  '), 'a:\n  b: 1\n\nc: 2')
  assert.is(paragraphs('\n  one\n  two\n\n  three\n'), 'one two\n\nthree')
})

test.run()
