import { momentOf } from '../access/windows.ts'
import { folded } from '../lib/text.ts'
import type { AccessPage, AccessRecord } from '../model/accesslog.ts'
import type { StoredResource } from '../model/resource.ts'
import type { Asked } from './endpoint.ts'
import type { Want } from './feed.ts'
import { resourceCalled } from './routes/heads.ts'

/** Which records are wanted: of a time (`end` not included), of somebody (a uid, name or id of a User, or as the record has it), of an action and a status. */
export interface AccessFilter {
  readonly start?: string | undefined
  readonly end?: string | undefined
  readonly user?: string | undefined
  readonly action?: string | undefined
  readonly status?: string | undefined
}

/**
 * Who has read what of an organization, newest first, also under its former names. There may be less than was wanted where one
 * reading does not look far enough: `next` says where it goes on. Throws `StoreError`.
 */
export function accessRecords(
  { recorded, catalog }: Asked,
  { uid, name }: StoredResource,
  want: Want,
  { start, end, user, action, status }: AccessFilter,
): Promise<AccessPage> {
  const userId = user === undefined ? undefined : resourceCalled(catalog.of(name, 'User'), user)?.uid
  const isWanted = (record: AccessRecord): boolean =>
    (action === undefined || record.action === action) &&
    (status === undefined || record.status === status) &&
    (user === undefined || isBy(record, user, userId))
  return recorded.inTurn(() =>
    recorded.access({
      ...want,
      organization: uid,
      start: start === undefined ? Number.NEGATIVE_INFINITY : momentOf(start),
      end: end === undefined ? Number.POSITIVE_INFINITY : momentOf(end),
      isWanted,
    }),
  )
}

function isBy(record: AccessRecord, user: string, userId: string | undefined): boolean {
  if (record.userId !== undefined && (record.userId === userId || record.userId === user)) return true
  return folded(record.user ?? '') === folded(user)
}
