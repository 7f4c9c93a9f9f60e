import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { PassPlan } from '../../src/plan/pass.ts'
import { openInstallation, outcomesOf, type Texts, textSnapshot } from '../support/installation.ts'
import { layout, PLAIN, written } from '../support/layout.ts'
import { holds } from '../support/property.ts'
import { type Piece, universe } from '../support/universe.ts'

/** A file for each organization with what lies in it, and one for the rest. */
function byOrganization(pieces: readonly Piece[]): ReadonlyMap<string, readonly Piece[]> {
  const ownerOf = ({ kind, namespace, name }: Piece): string => (kind === 'Organization' ? name : namespace)
  const owners = [...new Set(pieces.map(ownerOf))]
  return new Map(owners.map((owner) => [owner, pieces.filter((piece) => ownerOf(piece) === owner)]))
}

function filesOf(pieces: readonly Piece[]): Texts {
  const files = [...byOrganization(pieces)].flatMap(([owner, own]) =>
    Object.values(written(own, PLAIN)).map((text) => [`${owner === '' ? 'groups' : owner}.yaml`, text]),
  )
  return Object.fromEntries(files)
}

/** Ways to make an organization wrong; each concerns it alone. */
const MISTAKES: Readonly<Record<string, (piece: Piece) => Piece>> = {
  'an unknown field': (piece) => ({ ...piece, spec: { ...piece.spec, colour: 'red' } }),
  'a wrong type': (piece) =>
    piece.kind === 'Organization' ? { ...piece, spec: { ...piece.spec, tags: 'red' } } : piece,
  'a missing parent': (piece) =>
    piece.kind === 'Organization' ? { ...piece, spec: { ...piece.spec, parent: 'nowhere' } } : piece,
  'too few admins': (piece) =>
    piece.kind === 'Organization' ? { ...piece, spec: { ...piece.spec, minAdmins: 99 } } : piece,
  'a name that dangles': (piece) =>
    piece.kind === 'User' ? { ...piece, spec: { ...piece.spec, userGroups: ['nowhere'] } } : piece,
}

/** An installation before and after, and one of its later organizations that no other one has as its parent. */
const changing = fc
  .tuple(universe, universe)
  .map(([before, after]) => {
    const parents = new Set(after.map(({ spec }) => spec.parent))
    const lone = after.filter(({ kind, name }) => kind === 'Organization' && !parents.has(name))
    return { before, after, lone: lone.map(({ name }) => name) }
  })
  .chain(({ before, after, lone }) =>
    fc.record({ before: fc.constant(before), after: fc.constant(after), victim: fc.constantFrom(...lone) }),
  )

function plansFor({ plans }: PassPlan, without: string): readonly string[] {
  return plans
    .filter(({ plan: { unit } }) => unit.type !== 'organization' || unit.organization !== without)
    .map(({ plan }) => plan.digest)
}

test('an organization with a mistake keeps its last good state, and changes nothing for the others', async () => {
  await holds(
    fc.asyncProperty(
      changing,
      fc.constantFrom(...Object.keys(MISTAKES)),
      async ({ before, after, victim }, mistake) => {
        const broken = after.map((piece) => {
          const isIts = piece.namespace === victim || (piece.kind === 'Organization' && piece.name === victim)
          return isIts ? (MISTAKES[mistake]?.(piece) ?? piece) : piece
        })
        const installation = await openInstallation()
        await installation.apply([textSnapshot(filesOf(before))])
        const right = installation.plan([textSnapshot(filesOf(after))])
        const wrong = installation.plan([textSnapshot(filesOf(broken))])
        assert.equal(plansFor(wrong, victim), plansFor(right, victim))
        assert.is(plansFor(wrong, victim).length, wrong.plans.length)
        const own = [...installation.state().resources].filter(([key]) => key.includes(`/${victim}`))
        const result = await installation.apply([textSnapshot(filesOf(broken))])
        assert.ok(outcomesOf(result).some((line) => line.startsWith(`invalid organization/${victim} `)))
        assert.equal(
          [...installation.state().resources].filter(([key]) => key.includes(`/${victim}`)),
          own,
        )
      },
    ),
    50,
  )
})

const GARBAGE = ['{{ range . }}', '\t- [', '<<<<<<< HEAD\n', 'a: "b\n', '', '# nothing\n', '\u0000']

test('text that cannot be read removes nothing, wherever it stands', async () => {
  const damage = fc.record({ file: fc.nat(), text: fc.constantFrom(...GARBAGE), moved: fc.boolean(), within: fc.nat() })
  await holds(
    fc.asyncProperty(universe, layout, damage, async (pieces, how, { file, text, moved, within }) => {
      const files = written(pieces, how)
      const paths = Object.keys(files)
      const path = paths[file % paths.length] ?? ''
      const whole = files[path] ?? ''
      // Half of the time the damage stands in the middle of what was right.
      const cut =
        text.trim() === '' || text.startsWith('#') ? 0 : (within % 2) * whole.lastIndexOf('\n', within % whole.length)
      const { [path]: _, ...others } = files
      const installation = await openInstallation()
      await installation.apply([textSnapshot(files)])
      const damaged = { ...others, [moved ? 'elsewhere.yaml' : path]: `${whole.slice(0, Math.max(0, cut))}\n${text}` }
      const snapshot = textSnapshot(damaged)
      if (snapshot.unreadable.length === 0) return
      const { plans } = installation.plan([snapshot])
      assert.equal(
        plans.flatMap(({ plan }) => plan.changes),
        [],
      )
    }),
    50,
  )
})

test('a source that is not whole removes nothing, and one that is not there neither', async () => {
  await holds(
    fc.asyncProperty(universe, universe, async (before, after) => {
      const installation = await openInstallation()
      await installation.apply([textSnapshot(filesOf(before))])
      const half = textSnapshot(filesOf(after), { complete: false })
      const other = textSnapshot(filesOf(after), { source: 'team', privileged: true })
      for (const snapshot of [half, other]) {
        const { plans } = installation.plan([snapshot])
        const changes = plans.flatMap(({ plan }) => plan.changes)
        assert.not(changes.some(({ action }) => action === 'delete'))
        if (snapshot === other) assert.not(changes.some(({ action }) => action !== 'create'))
      }
    }),
    30,
  )
})

test.run()
