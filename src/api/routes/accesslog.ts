import { ACCESS_ACTIONS, ACCESS_STATUSES } from '../../model/accesslog.ts'
import type { StoredResource } from '../../model/resource.ts'
import { accessRecords } from '../accesslog.ts'
import { type Answer, type Asked, type Endpoint, type Trouble, valueEndpoint } from '../endpoint.ts'
import { FEED_PARAMETERS, feedValue, type Part, type Want, type Whole, wantIn, wholeFeed } from '../feed.ts'
import { COUNT, listOf, objectOf, TEXT, TIME, UID } from '../schema.ts'
import { inManagedOrganization } from '../within.ts'

/** A record of the access log (api §5). */
export const ACCESS_RECORD = objectOf(
  {
    id: { ...TEXT, description: 'its own, which no other record has' },
    timestamp: TIME,
    organization: { ...TEXT, description: 'its name at that time' },
    organizationUid: UID,
    user: { ...TEXT, description: 'the e-mail address of a person, the name of a token, or the user of an access key' },
    userId: { ...TEXT, description: 'the uid of the User, where it is one of the organization' },
    action: { type: 'string', enum: ACCESS_ACTIONS },
    status: { type: 'string', enum: ACCESS_STATUSES },
    method: TEXT,
    path: { ...TEXT, description: 'without what stands behind `?`' },
    ip: TEXT,
    statusCode: COUNT,
  },
  ['userId'],
)

/** Who has read what of an organization (api 27). */
export const ACCESS_LOG_ENDPOINTS: readonly Endpoint[] = [
  valueEndpoint({
    path: '/organizations/{organization}/access-log',
    operation: 'listAccessLog',
    summary: 'who has read what of the organization, and who was not let in, newest first',
    parameters: [
      { name: 'start', type: 'time', description: 'from when on' },
      { name: 'end', type: 'time', description: 'until when, that time not included' },
      { name: 'user', type: 'text', description: 'who: as the record has it, or a uid, name or id of a User' },
      { name: 'action', type: 'one', of: ACCESS_ACTIONS, description: 'what was done' },
      { name: 'status', type: 'one', of: ACCESS_STATUSES, description: 'whether it was answered' },
      ...FEED_PARAMETERS,
    ],
    response: listOf(ACCESS_RECORD),
    tables: ['csv', 'ndjson'],
    problems: [403],
    isDated: false,
    answer: (asked) =>
      inManagedOrganization<Promise<Answer> | Trouble>(asked, (organization) => accessLog(asked, organization)),
    whole: async (asked) =>
      inManagedOrganization<Promise<Whole> | Trouble>(asked, (organization) => wholeFeed(logOf(asked, organization))),
  }),
]

async function accessLog(asked: Asked, organization: StoredResource): Promise<Answer> {
  const want = wantIn(asked)
  if ('type' in want) return want
  const { records, next } = await logOf(asked, organization)(want)
  return feedValue(records, next, asked)
}

/** Reads parts of what was taken down about an organization, newest first. */
function logOf(asked: Asked, organization: StoredResource): (want: Want) => Promise<Part> {
  const [start, end, user, action, status] = ['start', 'end', 'user', 'action', 'status'].map(asked.query.text)
  return async (want) => {
    const { found, next } = await accessRecords(asked, organization, want, { start, end, user, action, status })
    return { records: found, next }
  }
}
