import fc from 'fast-check'
import type { JsonObject, Kind } from '../../src/model/resource.ts'
import { renamed } from './renaming.ts'
import { ORGANIZATIONS, type Piece, USERS, universe } from './universe.ts'

/** What people do to declarations, on purpose or by mistake; said in words, for what fails. */
export interface Edit {
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

/** One edit of any sort. */
export const edit: fc.Arbitrary<Edit> = fc.oneof(
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

/** One version of the declarations, and how it came about. */
export interface Step {
  readonly base: readonly Piece[]
  /** Whether it goes on from what was declared before, and not from something else. */
  readonly keeps: boolean
  readonly edits: readonly Edit[]
}

/** A history of installations, each with a few edits, some of which make no sense. */
export const history: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({ base: universe, keeps: fc.boolean(), edits: fc.array(edit, { maxLength: 4 }) }),
  { minLength: 2, maxLength: 4 },
)

/** What is declared after each step. */
export function versionsOf(steps: readonly Step[]): readonly (readonly Piece[])[] {
  let current: readonly Piece[] = []
  return steps.map(({ base, keeps, edits }) => {
    const before = keeps && current.length > 0 ? current : base
    current = edits.reduce((pieces, { on }) => on(pieces), before)
    return current
  })
}
