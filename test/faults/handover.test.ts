import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertHandedOver, looking, place, runs } from '../support/handover.ts'

for (const isTaken of [false, true]) {
  const reader = isTaken ? 'a reader that takes it away' : 'a reader that leaves it'
  test(`a crash, and another one while that is put right, hand a value over exactly once, with ${reader}`, async () => {
    let crashes = 0
    for (let first = 1; ; first++) {
      for (let second = 1; ; second++) {
        const one = await place()
        const { seen, look } = looking(one, isTaken)
        const isDone = await runs(one, first)
        look()
        const isDoneThen = await runs(one, second)
        look()
        await runs(one)
        look()
        await assertHandedOver(one, seen, 1)
        crashes += Number(!isDone) + Number(!isDoneThen)
        if (isDone && isDoneThen) {
          assert.ok(crashes > 200, String(crashes))
          return
        }
        if (isDoneThen) break
      }
    }
  })
}

test.run()
