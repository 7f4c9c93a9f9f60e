import { text } from '../../../access/fields.ts'
import { folded, visible } from '../../../lib/text.ts'
import type { JsonObject, StoredResource } from '../../../model/resource.ts'
import { type Occurrence, occurrences } from '../../auditing.ts'
import { SEALED_AWAY, type Trouble } from '../../endpoint.ts'
import { messageOf } from '../../routes/auditrecord.ts'
import { personOf } from '../../routes/members.ts'
import type { SystemAsked, SystemEndpoint, SystemValue } from '../system.ts'
import { collection, collectionAt, inManaged, ORGANIZATION } from './within.ts'

/** So many records are told at most: ComodIT knows no pages here, and an answer is made in memory. */
const MOST_RECORDS = 5000
/** So often an answer goes on where looking at entries of the ledger has stopped: 2,000 of them each time. */
const MOST_ROUNDS = 25

/** What was done to an organization and what is in it, newest first (systems §3.1). */
export const COMODIT_AUDIT_ENDPOINTS: readonly SystemEndpoint[] = collectionAt(`${ORGANIZATION}/audit`, (asked) =>
  inManaged<Promise<SystemValue | Trouble> | Trouble>(asked, (organization) => audit(asked, organization)),
)

async function audit(asked: SystemAsked, organization: StoredResource): Promise<SystemValue | Trouble> {
  const records: object[] = []
  const fullName = fullNames(asked, organization)
  return asked.recorded.inTurn(async () => {
    let place: JsonObject | undefined
    for (let round = 0; round < MOST_ROUNDS && records.length < MOST_RECORDS; round++) {
      const want = { limit: MOST_RECORDS - records.length, skip: 0, place }
      const answer = await occurrences(asked, want, wantedOf(organization))
      if (answer === undefined) return SEALED_AWAY
      records.push(...answer.found.map((one) => recordOf(one, fullName)))
      place = answer.next?.place
      if (place === undefined) break
    }
    return collection(records)
  })
}

function wantedOf(organization: StoredResource) {
  return {
    organizations: [organization],
    start: Number.NEGATIVE_INFINITY,
    end: Number.POSITIVE_INFINITY,
    isWanted: () => true,
  }
}

/** A record; whoever made a commit stands in Git, so that its name is told with the message. */
function recordOf(occurrence: Occurrence, fullName: (name: string) => string): object {
  const { entry, change } = occurrence
  const username = visible(entry.actor?.name ?? '')
  const commit = change?.commit === undefined ? '' : ` (commit ${change.commit.slice(0, 12)})`
  return {
    timestamp: entry.time,
    message: `${messageOf(occurrence)}${commit}`,
    username,
    userFullName: fullName(username),
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
