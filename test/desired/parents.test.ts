import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { orderByParent } from '../../src/desired/parents.ts'
import { declared, declaring, standing } from '../support/declared.ts'
import { changesOf, installationWith, openInstallation, outcomesOf } from '../support/installation.ts'
import { resource } from '../support/organization.ts'

function organizations(parents: Readonly<Record<string, string | undefined>>) {
  return new Map(
    Object.entries(parents).map(([name, parent]) => [
      name,
      resource('Organization', '', name, parent === undefined ? {} : { parent }),
    ]),
  )
}

test('parents stand first, then names decide', () => {
  const { order, cycles } = orderByParent(organizations({ c: 'b', b: 'z', a: undefined, z: undefined, d: 'b' }))
  assert.equal([order, cycles.size], [['a', 'z', 'b', 'c', 'd'], 0])
})

test('a parent that is not among them does not matter', () => {
  assert.equal(orderByParent(organizations({ b: 'elsewhere', a: 'b' })).order, ['b', 'a'])
})

test('those in a circle are named with it, those that hang on it are not', () => {
  const { order, cycles } = orderByParent(organizations({ a: 'b', b: 'c', c: 'a', d: 'a', own: 'own' }))
  assert.equal([...order].sort(), ['a', 'b', 'c', 'd', 'own'])
  assert.equal([...cycles.keys()].sort(), ['a', 'b', 'c', 'own'])
  assert.equal([cycles.get('b'), cycles.get('own')], [['a', 'b', 'c'], ['own']])
})

test('depth costs no stack', () => {
  const names = Array.from({ length: 50_000 }, (_, index) => `o${String(index).padStart(6, '0')}`)
  const deep = organizations(Object.fromEntries(names.map((name, index) => [name, names[index + 1]])))
  const { order } = orderByParent(deep)
  assert.equal([order[0], order.at(-1)], [names.at(-1), names[0]])
})

test('a circle refuses those whose parent the change sets', async () => {
  const installation = await installationWith({
    'all.yaml': declaring({ ...standing('a'), ...standing('b', { parent: 'a' }) }),
  })
  const circle = { ...standing('a', { parent: 'b' }), ...standing('b', { parent: 'a', description: 'changed' }) }
  assert.equal(outcomesOf(await installation.apply([declared(circle)])), [
    'applied organization/b',
    'invalid organization/a Cycle',
  ])
})

test('what is new in a circle is refused altogether', async () => {
  const installation = await openInstallation()
  const circle = {
    ...standing('a', { parent: 'b' }),
    ...standing('b', { parent: 'a' }),
    ...standing('c', { parent: 'c' }),
  }
  const result = await installation.apply([declared(circle)])
  assert.equal(
    outcomesOf(result).map((line) => line.split(' ').slice(0, 3).join(' ')),
    ['invalid organization/b Cycle', 'invalid organization/a Cycle', 'invalid organization/c Cycle'],
  )
})

test('parents are committed before children, and go after them', async () => {
  const installation = await openInstallation()
  const free = { deletionPolicy: 'Allow' }
  const tree = {
    ...standing('a', { ...free, parent: 'b' }),
    ...standing('b', { ...free, parent: 'c' }),
    ...standing('c', free),
  }
  const result = await installation.apply([declared(tree)])
  const organizationsIn = (lines: readonly string[]) => lines.filter((line) => line.includes('Organization/'))
  assert.equal(organizationsIn(changesOf(result.pass)), [
    'create Organization//c',
    'create Organization//b',
    'create Organization//a',
  ])
  const gone = await installation.apply([declared(standing('d'))])
  assert.equal(organizationsIn(changesOf(gone.pass)), [
    'create Organization//d',
    'delete Organization//a',
    'delete Organization//b',
    'delete Organization//c',
  ])
  assert.equal(
    outcomesOf(gone).filter((line) => line.startsWith('held')),
    [],
  )
})

test('a child waits for a parent that is invalid, and goes on where the parent is stored', async () => {
  const installation = await openInstallation()
  const broken = { 'Organization//a': {}, ...standing('b', { parent: 'a' }) }
  assert.equal(outcomesOf(await installation.apply([declared(broken)])), [
    'invalid organization/a LastAdmin',
    'invalid organization/b DanglingReference',
  ])
  await installation.apply([declared(standing('a'))])
  assert.equal(outcomesOf(await installation.apply([declared(broken)])), [
    'invalid organization/a LastAdmin',
    'applied organization/b',
  ])
})

test.run()
