import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { reachOf } from '../../src/meters/query.ts'

const HOUR = 3_600_000

test('a query looks back as far as its longest range says, wherever that stands', () => {
  assert.is(reachOf('sum by (organization) (increase(api_calls_total[1h]))'), HOUR)
  assert.is(reachOf('a[5m] + b[1h30m]'), 1.5 * HOUR)
  assert.is(reachOf('max_over_time(x[ 1d : 5m ])'), 24 * HOUR)
  assert.is(reachOf('sum_over_time(x[60m:])'), HOUR)
  assert.is(reachOf('x offset 1w'), 0)
  assert.is(reachOf(''), 0)
})

test('what stands in quotes and comments is no range', () => {
  assert.is(reachOf('x{a="[1d]", b=\'[1d]\', c=`[1d]`, d="\\"[1d]"} # [1d]\n'), 0)
})

test.run()
