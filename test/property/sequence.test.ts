import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { enoughAdmins } from '../../src/desired/laws/admins.ts'
import { createOrganizationView } from '../../src/desired/views.ts'
import { type Key, keyOf, type Resource } from '../../src/model/resource.ts'
import type { State } from '../../src/model/state.ts'
import { referencesOf, uniquesOf } from '../../src/schemas/references.ts'
import { emptyState, fold } from '../../src/store/fold.ts'
import { history, versionsOf } from '../support/edits.ts'
import { type Installation, openInstallation, textSnapshot } from '../support/installation.ts'
import { PLAIN, written } from '../support/layout.ts'
import { holds } from '../support/property.ts'

/** What is wrong with a stored state, whatever led to it. */
function wrongsOf(state: State): readonly string[] {
  const { resources } = state
  const all = [...resources.values()]
  const homeless = all.filter(({ namespace }) => namespace !== '' && !resources.has(organizationKey(namespace)))
  return [
    ...homeless.map((resource) => `${keyOf(resource)} lies in no organization`),
    ...all.flatMap((resource) => danglingOf(resource, resources)),
    ...clashesAmong(all),
    ...withoutAdmins(all),
  ]
}

function organizationKey(name: string): Key {
  return keyOf({ kind: 'Organization', namespace: '', name })
}

/** A Revocation may outlive its user, and an organization keeps the old name of a parent until it is told the new one. */
function danglingOf(resource: Resource, resources: ReadonlyMap<Key, Resource>): readonly string[] {
  if (resource.kind === 'Revocation') return []
  return referencesOf(resource).flatMap(({ kind, name, weak }) => {
    if (weak || kind === 'Organization' || (kind === 'UserGroup' && ['admin', 'users'].includes(name))) return []
    const namespace = kind === 'OrganizationGroup' ? '' : resource.namespace
    const key = keyOf({ kind, namespace, name })
    return resources.has(key) ? [] : [`${keyOf(resource)} names ${key}`]
  })
}

function clashesAmong(all: readonly Resource[]): readonly string[] {
  const seen = new Set<string>()
  return all.flatMap((resource) =>
    uniquesOf(resource).flatMap(({ field, text, within }) => {
      const claim = `${within === 'organization' ? resource.namespace : ''} ${resource.kind} ${field} ${text}`
      if (seen.has(claim)) return [`twice: ${claim}`]
      seen.add(claim)
      return []
    }),
  )
}

function withoutAdmins(all: readonly Resource[]): readonly string[] {
  return all.flatMap((organization) => {
    if (organization.kind !== 'Organization') return []
    const { name } = organization
    const own = all.filter(({ namespace }) => namespace === name)
    const resources = new Map([organization, ...own].map((resource) => [keyOf(resource), resource]))
    const world = {
      installation: new Map(),
      organizations: new Map(),
      instant: '2026-01-01T00:00:00.000Z',
      openWorld: false,
      privilegedSources: new Set<string>(),
      claimants: [],
    }
    return enoughAdmins(createOrganizationView(name, resources, world)).map(({ message }) => message)
  })
}

async function checked(installation: Installation, from: number): Promise<void> {
  const { installation: uuid } = installation.state()
  let state = emptyState(uuid)
  for await (const entry of installation.store.entries()) {
    state = fold(state, entry)
    const wrongs = entry.seq > from ? wrongsOf(state) : []
    assert.is(wrongs.join('; '), '')
  }
  assert.equal([...state.resources.keys()].sort(), [...installation.state().resources.keys()].sort())
}

test('whatever is declared, what is stored names only what is there, and has an admin', async () => {
  await holds(
    fc.asyncProperty(history, async (steps) => {
      const installation = await openInstallation()
      for (const pieces of versionsOf(steps)) {
        const { seq } = installation.state().head
        await installation.apply([textSnapshot(written(pieces, PLAIN))])
        await checked(installation, seq)
      }
    }),
    60,
  )
})

test('whatever is declared, a few passes apply all that can be applied', async () => {
  await holds(
    fc.asyncProperty(history, async (steps) => {
      const installation = await openInstallation()
      for (const pieces of versionsOf(steps)) {
        const snapshot = textSnapshot(written(pieces, PLAIN))
        for (let pass = 0; pass < 4; pass++) await installation.apply([snapshot])
        const ready = installation.plan([snapshot]).plans.filter((judged) => judged.holds.length === 0)
        assert.equal(
          ready.flatMap(({ plan }) => plan.changes),
          [],
        )
      }
    }),
    20,
  )
})

test.run()
