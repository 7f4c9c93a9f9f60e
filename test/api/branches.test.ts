import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { branchesOf } from '../../src/api/routes/branches.ts'
import type { Named } from '../../src/api/routes/builtin.ts'
import type { StoredResource } from '../../src/model/resource.ts'

/** A group that inherits from others. */
function group(name: string, ...parents: readonly string[]): Named {
  return { name, stored: { name, spec: { parents } } as unknown as StoredResource }
}

function lines(groups: readonly Named[]): readonly string[] {
  return branchesOf(groups).map((one) => `${one.parent ?? ''}/${one.group.name}${one.repeated ? ' again' : ''}`)
}

test('groups that inherit in a circle are told, from the first name on', () => {
  assert.equal(lines([group('a', 'c'), group('b', 'a'), group('c', 'b')]), ['/a', 'a/b', 'b/c', 'c/a again'])
})

test('a parent that is not there leaves its group at the top', () => {
  assert.equal(lines([group('a', 'gone')]), ['/a'])
})

test('groups that meet again and again cost one line for each way, and a long chain no stack', () => {
  const layers = Array.from({ length: 40 }, (_, at) => [0, 1].map((side) => ({ at, side }))).flat()
  const diamond = layers.map(({ at, side }) =>
    at === 0 ? group(`g-00-${side}`) : group(nameOf(at, side), nameOf(at - 1, 0), nameOf(at - 1, 1)),
  )
  assert.is(branchesOf(diamond).length, 2 + 39 * 4)
  const chain = Array.from({ length: 20_000 }, (_, at) => (at === 0 ? group('c0') : group(`c${at}`, `c${at - 1}`)))
  assert.is(branchesOf(chain).at(-1)?.depth, 19_999)
  const wide = Array.from({ length: 200_000 }, (_, at) => (at === 0 ? group('w') : group(`w${at}`, 'w')))
  assert.is(branchesOf(wide).length, 200_000)
})

function nameOf(at: number, side: number): string {
  return `g-${String(at).padStart(2, '0')}-${side}`
}

test.run()
