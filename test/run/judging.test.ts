import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createJudging } from '../../src/run/judging.ts'
import { movedClock } from '../support/asking.ts'
import { declared, standing } from '../support/declared.ts'
import { openInstallation } from '../support/installation.ts'

test('after a judgement that took too long nothing is judged for a while, and then again', async () => {
  const installation = await openInstallation()
  const snapshot = declared(standing('acme'))
  await installation.apply([snapshot])
  const clock = movedClock()
  let isSlow = true
  // Every look at the clock takes time while judging is slow.
  const slow = {
    ...clock,
    elapsedMs: () => {
      if (isSlow) clock.pass(700)
      return clock.elapsedMs()
    },
  }
  const judging = createJudging({ clock: slow, sources: ['local'], mostMs: 500, restMs: 60_000 })
  const before = { snapshots: [snapshot], state: installation.state() }
  const after = [declared({ 'Organization//acme': {}, 'User/acme/root': {} })]
  const codes = () => judging.judge(before, after)?.verdict.errors.map(({ code }) => code)
  assert.equal(codes(), ['LastAdmin'])
  isSlow = false
  assert.is(codes(), undefined)
  clock.pass(59_000)
  assert.is(codes(), undefined)
  clock.pass(1_001)
  assert.equal([codes(), codes()], [['LastAdmin'], ['LastAdmin']])
})

test.run()
