import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { judge } from '../../src/desired/judge.ts'
import type { Finding } from '../../src/model/problem.ts'
import type { Key } from '../../src/model/resource.ts'

/** A view that a law finds nothing in but what it holds. */
interface View {
  readonly found: readonly Finding[]
  readonly stored: View | undefined
}

const LAWS = [{ law: (view: View) => view.found }]

function finding(subject: string, more: Partial<Finding> = {}): Finding {
  return { code: 'LastAdmin', key: 'User/acme/ada' as Key, pointer: '', subject, message: subject, ...more }
}

/** What is refused, warned of and left as a condition, by subject. */
function judged(found: readonly Finding[], before?: readonly Finding[]) {
  const stored = before === undefined ? undefined : { found: before, stored: undefined }
  const { refused, warned, conditions } = judge({ found, stored }, LAWS)
  const subjects = (findings: readonly Finding[]) => findings.map(({ subject }) => subject)
  return { refused: subjects(refused), warned: subjects(warned), conditions: subjects(conditions) }
}

test('at creation every error refuses, every warning warns', () => {
  assert.equal(judged([finding('a'), finding('b', { severity: 'warning' })]), {
    refused: ['a'],
    warned: ['b'],
    conditions: [],
  })
})

test('a breach that stood before is a condition, another one refuses', () => {
  assert.equal(judged([finding('old'), finding('new')], [finding('old')]), {
    refused: ['new'],
    warned: [],
    conditions: ['old'],
  })
})

test('the same subject under another code is another breach', () => {
  assert.equal(judged([finding('a', { code: 'Cycle' })], [finding('a')]).refused, ['a'])
})

test('a breach that is worse than before refuses, one that is less bad or the same does not', () => {
  const worse = [finding('a', { measure: 3 })]
  assert.equal(judged(worse, [finding('a', { measure: 2 })]).refused, ['a'])
  assert.equal(judged(worse, [finding('a', { measure: 3 })]).conditions, ['a'])
  assert.equal(judged(worse, [finding('a', { measure: 4 })]).conditions, ['a'])
})

test('what was only warned of before is no breach that stood', () => {
  assert.equal(judged([finding('a')], [finding('a', { severity: 'warning' })]).refused, ['a'])
})

test('the stored state is not asked where nothing is wrong now', () => {
  let asked = 0
  const counting = {
    law: (view: View) => {
      if (view.stored === undefined) asked += 1
      return view.found
    },
  }
  const stored: View = { found: [], stored: undefined }
  judge<View>({ found: [finding('a', { severity: 'warning' })], stored }, [counting])
  assert.is(asked, 0)
  judge<View>({ found: [finding('a')], stored }, [counting])
  assert.is(asked, 1)
})

test('what stands over a limit is called OverLimit, what a change would exceed is not', () => {
  const over = (measure: number): Finding => finding('users', { code: 'EntitlementExceeded', measure })
  const codes = (measure: number) => {
    const stored: View = { found: [over(5)], stored: undefined }
    const { refused, conditions } = judge<View>({ found: [over(measure)], stored }, LAWS)
    return [refused, conditions].map((findings) => findings.map(({ code }) => code))
  }
  assert.equal(codes(5), [[], ['OverLimit']])
  assert.equal(codes(6), [['EntitlementExceeded'], []])
})

test.run()
