import { names, text } from '../../../access/fields.ts'
import { folded, visible } from '../../../lib/text.ts'
import type { JsonObject, StoredResource } from '../../../model/resource.ts'
import { type Occurrence, occurrences, type Wanted } from '../../auditing.ts'
import { type Doer, doerOf } from '../../doer.ts'
import { SEALED_AWAY, type Trouble } from '../../endpoint.ts'
import { messageOf } from '../../routes/auditrecord.ts'
import { personOf } from '../../routes/members.ts'
import { recordedPage } from '../recorded.ts'
import type { SystemAsked, SystemEndpoint, SystemValue } from '../system.ts'
import { ENVIRONMENT, HOST, hostsOf, inEnvironment, inHost } from './places.ts'
import { collection, collectionAt, inManaged, ORGANIZATION } from './within.ts'

/** So many records are told at most: ComodIT knows no pages here, and an answer is made in memory. */
const MOST_RECORDS = 5000
/** So often an answer goes on where looking at entries of the ledger has stopped: 2,000 of them each time. */
const MOST_ROUNDS = 25

type Answered = Promise<SystemValue | Trouble>

/** What was done to an organization, an environment or a host, and to what is in it, newest first (systems §3.1). */
export const COMODIT_AUDIT_ENDPOINTS: readonly SystemEndpoint[] = [
  ...collectionAt(`${ORGANIZATION}/audit`, (asked) =>
    inManaged<Answered | Trouble>(asked, (organization) => audit(asked, organization, () => true)),
  ),
  ...collectionAt(`${ENVIRONMENT}/audit`, (asked) =>
    inManaged<Answered | Trouble>(asked, () =>
      inEnvironment<Answered | Trouble>(asked, async (organization, environment) => {
        const uids = await uidsIn(asked, organization, environment)
        return audit(asked, organization, ({ change }) => change !== undefined && uids.has(change.uid))
      }),
    ),
  ),
  ...collectionAt(`${HOST}/audit`, (asked) =>
    inManaged<Answered | Trouble>(asked, () =>
      inHost<Answered | Trouble>(asked, ({ organization, host }) =>
        audit(asked, organization, ({ change }) => change?.uid === host.uid),
      ),
    ),
  ),
]

/** The uids of an environment and of the hosts that are in it, or were created in it, as far back as one answer looks. */
async function uidsIn(
  asked: SystemAsked,
  organization: StoredResource,
  environment: StoredResource,
): Promise<ReadonlySet<string>> {
  const called = new Set([environment.name, ...names(environment.spec, 'previousNames')])
  const isWanted: Wanted['isWanted'] = ({ change }) =>
    change?.kind === 'Host' &&
    change.action === 'create' &&
    change.body !== undefined &&
    called.has(text(change.body.spec, 'workspace') ?? '')
  const page = { skip: 0, limit: Number.MAX_SAFE_INTEGER }
  const created = await recordedPage(asked, page, { ...EVER, organizations: [organization], isWanted })
  const gone = 'found' in created ? created.found.flatMap(({ change }) => change?.uid ?? []) : []
  return new Set([environment.uid, ...hostsOf(asked, organization, environment).map(({ uid }) => uid), ...gone])
}

async function audit(asked: SystemAsked, organization: StoredResource, isWanted: Wanted['isWanted']): Answered {
  const records: object[] = []
  const fullName = fullNames(asked, organization)
  return asked.recorded.inTurn(async () => {
    let place: JsonObject | undefined
    for (let round = 0; round < MOST_ROUNDS && records.length < MOST_RECORDS; round++) {
      const want = { limit: MOST_RECORDS - records.length, skip: 0, place }
      const answer = await occurrences(asked, want, {
        ...EVER,
        organizations: [organization],
        isWanted,
      })
      if (answer === undefined) return SEALED_AWAY
      records.push(...answer.found.map((one) => recordOf(one, doerOf(one, asked.catalog), fullName)))
      place = answer.next?.place
      if (place === undefined) break
    }
    return collection(records)
  })
}

const EVER = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY }

/** A record, by the author of the commit where that is known, else by whoever acted; the commit is told with the message. */
function recordOf(occurrence: Occurrence, doer: Doer | undefined, fullName: (name: string) => string): object {
  const { entry, change } = occurrence
  const username = doer?.username ?? visible(entry.actor?.name ?? '')
  const commit = change?.commit === undefined ? '' : ` (commit ${change.commit.slice(0, 12)})`
  return {
    timestamp: entry.time,
    message: `${messageOf(occurrence)}${commit}`,
    username,
    userFullName: doer?.fullName ?? fullName(username),
  }
}

/** What the organization calls somebody of that name; the name where it knows nobody. */
function fullNames({ catalog }: SystemAsked, { name }: StoredResource): (name: string) => string {
  const people = new Map(
    catalog.of(name, 'User').flatMap((user): [string, string][] => {
      const { username, fullName } = personOf(user)
      const email = text(user.spec, 'email')
      return fullName === '' ? [] : [username, email ?? username].map((word) => [folded(word), fullName])
    }),
  )
  return (word) => people.get(folded(word)) ?? word
}
