import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createCatalogs } from '../../src/api/catalog.ts'
import type { Key, Kind, StoredResource } from '../../src/model/resource.ts'
import type { StoredResources } from '../../src/model/state.ts'
import { installationWith, textSnapshot } from '../support/installation.ts'

const acme = (users: readonly string[]) => `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec: {displayName: Acme, users: [{name: ada, email: ada@acme.example, admin: true}${users.map((name) => `, {name: ${name}, email: ${name}@acme.example}`).join('')}]}
`

/** The same resources as a state that shares nothing with another one; `walks` counts how often all of them are gone through. */
function alone(resources: StoredResources) {
  let walks = 0
  const map = new Map<Key, StoredResource>(resources)
  const values = map.values.bind(map)
  map.values = () => {
    walks++
    return values()
  }
  return { resources: map as StoredResources, walks: () => walks }
}

const NAMES = (of: (organization: string, kind: Kind) => readonly StoredResource[]) =>
  of('acme', 'User').map(({ name }) => name)

test('the present is kept whatever else is asked for, and the next one is made of it', async () => {
  const installation = await installationWith({ 'acme.yaml': acme([]) })
  const present = installation.state().resources
  const catalogs = createCatalogs()
  const first = catalogs(present)
  for (let at = 0; at < 10; at++) catalogs(alone(present).resources, present)
  assert.is(catalogs(present), first)
  await installation.apply([textSnapshot({ 'acme.yaml': acme(['grace', 'linus']) })])
  const next = catalogs(installation.state().resources)
  assert.equal([NAMES(first.of), NAMES(next.of)], [['ada'], ['ada', 'grace', 'linus']])
  assert.equal(
    next.usersWith('GRACE@acme.example').map(({ name }) => name),
    ['grace'],
  )
  assert.is(next.organization('acme')?.name, 'acme')
})

test('states of the past are kept as long as few others are asked for', async () => {
  const present = (await installationWith({ 'acme.yaml': acme(['grace']) })).state().resources
  const catalogs = createCatalogs()
  catalogs(present)
  const states = Array.from({ length: 4 }, () => alone(present))
  const ask = (at: number) => NAMES(catalogs(states[at]?.resources ?? present, present).of)
  for (const at of [0, 1, 2, 0, 1, 2, 0]) assert.equal(ask(at), ['ada', 'grace'])
  const once = states.map(({ walks }) => walks())
  assert.ok((once[0] ?? 0) > 0)
  assert.equal(once.slice(0, 3), Array(3).fill(once[0]))
  // The fourth takes the place of the one that was asked for longest ago.
  for (const at of [3, 0, 1]) ask(at)
  assert.equal(
    states.map(({ walks }) => walks() > (once[0] ?? 0)),
    [false, true, false, false],
  )
})

test.run()
