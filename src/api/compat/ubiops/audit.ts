import { names, part, text } from '../../../access/fields.ts'
import { momentOf } from '../../../access/windows.ts'
import { folded } from '../../../lib/text.ts'
import { uuidV5 } from '../../../lib/uuid.ts'
import type { JsonObject, StoredResource } from '../../../model/resource.ts'
import type { Occurrence, Wanted } from '../../auditing.ts'
import { type Doer, doerOf } from '../../doer.ts'
import { badParameter, type Trouble } from '../../endpoint.ts'
import { messageOf } from '../../routes/auditrecord.ts'
import { recordedPage } from '../recorded.ts'
import type { SystemAsked, SystemEndpoint, SystemValue } from '../system.ts'
import { inManagedProject, PROJECT, type Project } from './project.ts'

type Answered = Promise<SystemValue | Trouble>

/** What was done to a project, to the roles that count on it alone, and to who has which role on it; newest first (systems §3.3). */
export const UBIOPS_AUDIT_ENDPOINTS: readonly SystemEndpoint[] = [
  {
    path: `${PROJECT}/audit`,
    answer: (asked) => inManagedProject<Answered | Trouble>(asked, (found) => audit(asked, found)),
  },
]

const ACTIONS: readonly string[] = ['create', 'update', 'delete', 'info']
const LIMIT = 50
const MOST = 300
const MOST_PASSED = 100_000

async function audit(asked: SystemAsked, found: Project): Answered {
  const { query } = asked
  const [action, limit, offset] = [query.text('action'), numberIn(asked, 'limit', LIMIT), numberIn(asked, 'offset', 0)]
  if (action !== undefined && !ACTIONS.includes(action))
    return badParameter('action', `is one of ${ACTIONS.join(', ')}`)
  if (limit === undefined || limit < 1 || limit > MOST)
    return badParameter('limit', `is a whole number from 1 to ${MOST}`)
  if (offset === undefined || offset > MOST_PASSED) {
    return badParameter('offset', `is a whole number from 0 to ${MOST_PASSED}`)
  }
  const own = await ownUids(asked, found)
  const page = { skip: offset, limit }
  const isWanted: Wanted['isWanted'] = ({ change }) =>
    change !== undefined && own.has(change.uid) && (action === undefined || actionOf(change.action) === action)
  const answer = await recordedPage(asked, page, { ...timeOf(found), isWanted })
  if ('type' in answer) return answer
  const show = eventOf(asked, found)
  return { type: 'value', value: answer.found.map(show) }
}

function numberIn({ query }: SystemAsked, name: string, otherwise: number): number | undefined {
  return query.has(name) ? query.number(name) : otherwise
}

/** Of a project there is nothing from before it was created. */
function timeOf({ organization, project }: Project): Omit<Wanted, 'isWanted'> {
  return { organizations: [organization], start: momentOf(project.createdAt), end: Number.POSITIVE_INFINITY }
}

/** The uids of the project and of what is about it alone, also of what is not there any more, as far back as one answer looks. */
async function ownUids(asked: SystemAsked, found: Project): Promise<ReadonlySet<string>> {
  const { organization, project } = found
  const called = new Set([project.name, ...names(project.spec, 'previousNames')])
  const isOwn = (kind: string, spec: JsonObject): boolean => {
    const workspace = kind === 'Permission' ? text(part(spec, 'scope'), 'workspace') : text(spec, 'workspace')
    return (kind === 'Permission' || kind === 'AccessRole') && workspace !== undefined && called.has(workspace)
  }
  const stored = (['Permission', 'AccessRole'] as const).flatMap((kind) => asked.catalog.of(organization.name, kind))
  const isWanted: Wanted['isWanted'] = ({ change }) =>
    change?.action === 'create' && change.body !== undefined && isOwn(change.kind, change.body.spec)
  const created = await recordedPage(asked, { skip: 0, limit: MOST_PASSED }, { ...timeOf(found), isWanted })
  return new Set([
    project.uid,
    ...stored.filter(({ kind, spec }) => isOwn(kind, spec)).map(({ uid }) => uid),
    ...('found' in created ? created.found.flatMap(({ change }) => change?.uid ?? []) : []),
  ])
}

function actionOf(action: NonNullable<Occurrence['change']>['action']): string {
  return action === 'rename' ? 'update' : action
}

/** UbiOps' words for what something was done to. */
const OBJECT_TYPES: Readonly<Record<string, string>> = {
  Workspace: 'project',
  Permission: 'role_assignment',
  AccessRole: 'role',
}

/** An event in UbiOps' words: `user` is the address of whoever acted, where that is known; an object that is gone has no name. */
function eventOf({ catalog }: SystemAsked, { organization, project }: Project): (occurrence: Occurrence) => object {
  const kinds = ['Permission', 'AccessRole'] as const
  const stored = [project, ...kinds.flatMap((kind) => catalog.of(organization.name, kind))]
  const namesByUid = new Map(stored.map(({ uid, name }) => [uid, name]))
  const users = catalog.of(organization.name, 'User')
  return (occurrence) => {
    const { entry, index, change } = occurrence
    return {
      id: uuidV5(organization.uid, `${entry.seq}-${index}`),
      date: entry.time,
      action: change === undefined ? 'info' : actionOf(change.action),
      user: addressOf(users, doerOf(occurrence, catalog)),
      event: messageOf(occurrence),
      object_type: OBJECT_TYPES[change?.kind ?? ''] ?? '',
      object_name: namesByUid.get(change?.uid ?? '') ?? '',
    }
  }
}

/** The e-mail address of the author, or of the user whose account that is, else what the account is called; nothing where nobody is known. */
function addressOf(users: readonly StoredResource[], doer: Doer | undefined): string {
  if (doer === undefined || doer.email !== undefined) return doer?.email ?? ''
  const account = doer.username
  const user = users.find(({ name, spec }) => folded(text(spec, 'username') ?? name) === folded(account))
  return text(user?.spec ?? {}, 'email') ?? account
}
