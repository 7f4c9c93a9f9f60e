import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { enoughAdmins } from '../../src/desired/laws/admins.ts'
import { createOrganizationView } from '../../src/desired/views.ts'
import { type JsonObject, type Key, type Kind, keyOf, type Resource } from '../../src/model/resource.ts'
import type { State } from '../../src/model/state.ts'
import { referencesOf, uniquesOf } from '../../src/schemas/references.ts'
import { emptyState, fold } from '../../src/store/fold.ts'
import { type Installation, openInstallation, textSnapshot } from '../support/installation.ts'
import { PLAIN, written } from '../support/layout.ts'
import { holds } from '../support/property.ts'
import { renamed } from '../support/renaming.ts'
import { ORGANIZATIONS, type Piece, USERS, universe } from '../support/universe.ts'

/** What people do to declarations, on purpose or by mistake; said in words, for what fails. */
interface Edit {
  readonly says: string
  readonly on: (pieces: readonly Piece[]) => readonly Piece[]
}

/** Changes the piece at an index, counted round; nothing where there is none of the kind. */
function onOne(kind: Kind | undefined, index: number, edit: (piece: Piece) => readonly Piece[]): Edit['on'] {
  return (pieces) => {
    const candidates = pieces.filter((piece) => kind === undefined || piece.kind === kind)
    const chosen = candidates[index % Math.max(1, candidates.length)]
    return pieces.flatMap((piece) => (piece === chosen ? edit(piece) : [piece]))
  }
}

function setting(kind: Kind | undefined, fields: fc.Arbitrary<JsonObject>): fc.Arbitrary<Edit> {
  return fc.tuple(fc.nat(30), fields).map(([index, some]) => ({
    says: `${kind ?? 'any'} ${index} gets ${JSON.stringify(some)}`,
    on: onOne(kind, index, (piece) => [{ ...piece, spec: { ...piece.spec, ...some } }]),
  }))
}

function doing(says: string, kind: Kind | undefined, edit: (piece: Piece) => readonly Piece[]): fc.Arbitrary<Edit> {
  return fc.nat(30).map((index) => ({ says: `${kind ?? 'any'} ${index} ${says}`, on: onOne(kind, index, edit) }))
}

const anOrganization = fc.constantFrom(...ORGANIZATIONS, 'anew')
const SUSPENDED = { suspended: { reason: 'r', owner: 'o', until: '2099-01-01' } }

const renaming: fc.Arbitrary<Edit> = fc
  .tuple(fc.nat(30), fc.constantFrom(...ORGANIZATIONS, ...USERS, 'anew'))
  .map(([index, name]) => ({
    says: `${index} is renamed ${name}`,
    on: (pieces) => {
      const named = pieces.filter(({ kind }) => ['Organization', 'User', 'UserGroup', 'Workspace'].includes(kind))
      const old = named[index % Math.max(1, named.length)]
      return old === undefined ? pieces : renamed(pieces, old, name)
    },
  }))

const edit: fc.Arbitrary<Edit> = fc.oneof(
  doing('goes', undefined, () => []),
  doing('stands twice', undefined, (piece) => [piece, piece]),
  setting(undefined, fc.constant({ colour: 'red' })),
  setting(
    'Organization',
    anOrganization.map((parent) => ({ parent })),
  ),
  setting(
    'Organization',
    anOrganization.map((name) => ({ hostname: `${name}.example` })),
  ),
  setting(
    'Organization',
    anOrganization.map((name) => ({ displayName: `The ${name}` })),
  ),
  setting(
    'Organization',
    anOrganization.map((id) => ({ id })),
  ),
  setting('Organization', fc.constant({ deletionPolicy: 'Restrict' })),
  setting('Organization', fc.constant({ removalBudget: { minimum: 0, fraction: 0 } })),
  setting('Organization', fc.constant(SUSPENDED)),
  setting('User', fc.constantFrom({ admin: true }, { admin: false })),
  setting('User', fc.constantFrom({ externalId: 'one' }, { externalId: 'two' })),
  setting(
    'User',
    fc.constantFrom(...USERS).map((name) => ({ email: `${name}@acme.example` })),
  ),
  anOrganization.chain((namespace) =>
    doing(`moves to ${namespace}`, undefined, (piece) => [piece.namespace === '' ? piece : { ...piece, namespace }]),
  ),
  fc
    .constantFrom(...USERS, 'root')
    .chain((user) =>
      doing(`revokes ${user}`, 'Organization', (piece) => [
        piece,
        { kind: 'Revocation', namespace: piece.name, name: `${user}-out`, spec: { user, reason: 'out' } },
      ]),
    ),
  renaming,
)

interface Step {
  readonly base: readonly Piece[]
  /** Whether it goes on from what was declared before, and not from something else. */
  readonly keeps: boolean
  readonly edits: readonly Edit[]
}

/** A history of installations, each with a few edits, some of which make no sense. */
const history: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({ base: universe, keeps: fc.boolean(), edits: fc.array(edit, { maxLength: 4 }) }),
  { minLength: 2, maxLength: 4 },
)

function versionsOf(steps: readonly Step[]): readonly (readonly Piece[])[] {
  let current: readonly Piece[] = []
  return steps.map(({ base, keeps, edits }) => {
    const before = keeps && current.length > 0 ? current : base
    current = edits.reduce((pieces, { on }) => on(pieces), before)
    return current
  })
}

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
