import { setImmediate as turn } from 'node:timers/promises'
import { organizationIndex } from '../../access/indexed.ts'
import { type Holding, holdingOf } from '../../access/report/holding.ts'
import { restingOn } from '../../access/resting.ts'
import { scopeText } from '../../access/scope.ts'
import { type Held, whatCan } from '../../access/whatcan.ts'
import { momentOf } from '../../access/windows.ts'
import { identityOf, type StoredResource } from '../../model/resource.ts'
import { type Asked, type Endpoint, type Listing, listEndpoint, type Trouble } from '../endpoint.ts'
import { grantedBy } from '../granted.ts'
import { lastingRows } from '../lasting.ts'
import { COUNT, listOf, objectOf, TEXT, TIME } from '../schema.ts'
import { FORBIDDEN, inOrganization } from '../within.ts'
import { resourceCalled } from './heads.ts'
import { boundOf } from './reportrow.ts'

/** After so many people others get their turn. */
const TURN = 500

/** A user, and something that is held. */
interface Row {
  readonly user: StoredResource
  readonly held: Held
}

/** What a path leads through, as it is told. */
export const VIA = listOf(objectOf({ kind: TEXT, name: TEXT }))

const ROW = objectOf(
  {
    user: TEXT,
    email: TEXT,
    scope: { ...TEXT, description: 'on what: `organization`, `workspace/lab`' },
    permission: TEXT,
    via: {
      ...VIA,
      description: 'what the way rests on, from the user to what gives it; nothing for a field of the user',
    },
    source: { type: 'string', enum: ['DIRECT', 'GROUP', 'HIERARCHY', 'ROLE'] },
    from: TIME,
    until: TIME,
    grantedBy: objectOf({ commit: TEXT, author: TEXT, appliedAt: TIME, seq: COUNT }, ['commit', 'author', 'seq']),
  },
  ['email', 'from', 'until', 'grantedBy'],
)

/** Who has access to what in an organization, by which path, since which commit (api 47). */
export const EFFECTIVE_ACCESS_ENDPOINTS: readonly Endpoint[] = [
  listEndpoint<Row>({
    path: '/organizations/{organization}/effective-access',
    operation: 'listEffectiveAccess',
    summary:
      'who holds what at that instant, by one shortest way each; who does not manage the organization sees their own',
    parameters: [
      { name: 'user', type: 'text', description: 'the uid, name or id of a user' },
      { name: 'permission', type: 'text', description: 'what is held: `MANAGE`, `deployments.get`' },
    ],
    response: ROW,
    orders: ['user', 'scope', 'permission'],
    tables: ['csv', 'ndjson'],
    problems: [403],
    isDated: true,
    answer: (asked) =>
      inOrganization<Promise<Listing<Row>> | Trouble>(asked, (organization) => {
        const people = peopleFor(asked, organization.name)
        return people === undefined ? FORBIDDEN : listing(asked, organization.name, people)
      }),
  }),
]

/** Of whom the reader may know what they hold, as far as that is asked for; `undefined` where somebody else is meant. */
function peopleFor({ catalog, viewer, query }: Asked, organization: string): readonly StoredResource[] | undefined {
  const users = catalog.of(organization, 'User')
  const word = query.text('user')
  const meant = word === undefined ? undefined : resourceCalled(users, word)
  if (viewer.manages(organization)) return word === undefined ? users : meant === undefined ? [] : [meant]
  const self = users.find(({ name }) => name === viewer.userOf(organization))
  if (self === undefined || (word !== undefined && meant !== self)) return undefined
  return [self]
}

async function listing(asked: Asked, organization: string, users: readonly StoredResource[]): Promise<Listing<Row>> {
  const { catalog, view, query, recorded } = asked
  const index = organizationIndex(catalog.access, organization)
  const moment = momentOf(view.instant)
  const permission = query.text('permission')
  const make = (): Promise<readonly Row[]> => rowsOf(index, users, moment)
  const isEverybody = users === catalog.of(organization, 'User')
  const all = isEverybody
    ? await lastingRows(asked, { organization, question: 'effective-access' }, make)
    : await make()
  const items = permission === undefined ? all : all.filter(({ held }) => held.permission === permission)
  const holding = ({ held }: Row): Holding => holdingOf(view.state, organization, held, held.path)
  let granted: Awaited<ReturnType<typeof grantedBy>> | undefined
  return {
    type: 'list',
    items,
    prepare: (page) =>
      recorded.inTurn(async () => {
        const grounds = new Set(page.flatMap((row) => holding(row).ground ?? []))
        granted = await grantedBy(recorded, view.state.head.seq, grounds)
      }),
    show: (row) => {
      const { source, window, ground } = holding(row)
      const { user, held } = row
      return {
        user: user.name,
        email: user.spec.email,
        scope: scopeText(held.scope),
        permission: held.permission,
        via: restingOn(index, organization, held, held.path).slice(1).map(placeOf),
        source,
        from: boundOf(window.from),
        until: boundOf(window.until),
        grantedBy: ground && granted?.(ground),
      }
    },
    name: ({ user }) => user.name,
    orders: {
      user: ({ user }) => user.name,
      scope: ({ held }) => scopeText(held.scope),
      permission: ({ held }) => held.permission,
    },
  }
}

async function rowsOf(
  index: ReturnType<typeof organizationIndex>,
  users: readonly StoredResource[],
  moment: number,
): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const [count, user] of users.entries()) {
    if (count % TURN === TURN - 1) await turn()
    for (const held of whatCan(index, user.name, moment)) rows.push({ user, held })
  }
  return rows
}

/** What stands on a way, as it is told. */
export function placeOf(key: ReturnType<typeof restingOn>[number]): { readonly kind: string; readonly name: string } {
  const { kind, name } = identityOf(key)
  return { kind, name }
}
