import { approvalIn, signaturesIn } from '../../access/report/approval.ts'
import { listed, personText, visible } from '../../lib/text.ts'
import type { FieldChange } from '../../model/change.ts'
import { ENTRY_TYPES, type Entry, type Made } from '../../model/ledger.ts'
import { identityOf, type JsonObject, type Key, KINDS } from '../../model/resource.ts'
import type { Occurrence } from '../auditing.ts'
import { type Doer, madeBy, managerOf } from '../doer.ts'
import { COUNT, FLAG, listOf, objectOf, TEXT, TIME, UID } from '../schema.ts'
import { AUDIT_ACCESS, auditAccess, type NameOf } from './auditaccess.ts'
import { AUDIT_CHANGES, auditChanges } from './auditchanges.ts'

/** What an audit record says was done: a change of a resource, or what became of changes that were not made, or not yet. */
export const AUDIT_ACTIONS = [
  'create',
  'update',
  'rename',
  'delete',
  'held',
  'rejected',
  ...ENTRY_TYPES.filter((type) => !['applied', 'held', 'invalid', 'sealed', 'erased', 'upgraded'].includes(type)),
] as const

const NAMED = { type: TEXT, name: TEXT }
const PERSON = { ...TEXT, description: 'as the commit says it: `Ada Lovelace <ada@acme.example>`' }
const SOURCE = {
  name: TEXT,
  revision: TEXT,
  path: TEXT,
  line: COUNT,
  commit: TEXT,
  author: PERSON,
  coAuthors: listOf(PERSON),
  committer: PERSON,
  manager: {
    ...TEXT,
    description: 'the field manager that wrote the object in a cluster: `kubectl-client-side-apply`',
  },
  signer: { ...PERSON, description: 'whom the signature of the commit has proved' },
  committedAt: TIME,
}

/** An audit record (api §5). What neither the ledger nor the stored state knows is left out. */
export const AUDIT_RECORD = objectOf(
  {
    id: { ...TEXT, description: 'the number of the entry, and the place in it' },
    timestamp: TIME,
    action: { type: 'string', enum: AUDIT_ACTIONS },
    organization: { ...TEXT, description: 'its name at that time' },
    objectKind: { type: 'string', enum: KINDS },
    objectName: TEXT,
    objectUid: UID,
    message: TEXT,
    username: {
      ...TEXT,
      description:
        'the author of the commit: the user with that e-mail address, else what the commit says; the field manager of an object in a cluster; else the account of an operator who acted',
    },
    userFullName: TEXT,
    email: { ...TEXT, description: 'of the author, claimed unless `verified`' },
    actor: objectOf(NAMED),
    verified: {
      ...FLAG,
      description: 'whether the signature of the commit proved who made it, where it was looked at',
    },
    codes: { ...listOf(TEXT), description: 'why it was held, or what was wrong' },
    changes: AUDIT_CHANGES,
    access: AUDIT_ACCESS,
    approval: objectOf({ digest: TEXT, time: TIME, actor: objectOf(NAMED), selfApproved: FLAG }),
    version: { ...COUNT, description: 'of the resource, from then on; of one that was removed the last' },
    seq: COUNT,
    source: objectOf(SOURCE, Object.keys(SOURCE)),
    planDigest: TEXT,
    erased: { ...FLAG, description: 'whether what it said was erased since' },
  },
  [
    'objectKind',
    'objectName',
    'objectUid',
    'username',
    'userFullName',
    'email',
    'actor',
    'verified',
    'codes',
    'changes',
    'access',
    'approval',
    'version',
    'source',
    'planDigest',
    'erased',
  ],
)

/** What an occurrence says was done. */
export function actionOf({ entry, change }: Pick<Occurrence, 'entry' | 'change'>): string {
  if (change !== undefined) return change.action
  return entry.type === 'invalid' ? 'rejected' : entry.type
}

/** What an occurrence says, in one sentence. */
export function messageOf({ entry, change }: Pick<Occurrence, 'entry' | 'change'>): string {
  if (change === undefined) {
    const codes = codesOf(entry)
    const reason = entry.evidence?.reason
    const why = codes.length > 0 ? listed(codes) : typeof reason === 'string' ? reason : ''
    return visible(`${SENTENCES[entry.type] ?? entry.type}${why === '' ? '' : `: ${why}`}`)
  }
  const { kind, body } = change
  const done = DONE[change.action]
  if (body === undefined) return `${kind} ${done}, erased since`
  const name = nameIn(body.key)
  if (change.action === 'rename') return visible(`${kind} ${nameIn(change.body?.from ?? body.key)} ${done} to ${name}`)
  const fields = change.action === 'update' ? fieldsIn(change.body?.fields ?? []) : []
  return visible(`${kind} ${name} ${done}${fields.length === 0 ? '' : `: ${listed(fields)}`}`)
}

/** `/spec/email` is `email`; what is deeper counts as what it is in. */
function fieldsIn(fields: readonly FieldChange[]): readonly string[] {
  return [...new Set(fields.map(({ pointer }) => pointer.replace(/^\/spec\//, '').split('/')[0] || pointer.slice(1)))]
}

/** What a record is told with: what uids are called, who did it, and whether the reader may see settings. */
export interface AuditTelling {
  readonly nameOf: NameOf
  readonly doer: Doer | undefined
  readonly seesSettings: boolean
}

/** An audit record as it is told. */
export function auditRecord(occurrence: Occurrence, { nameOf, doer, seesSettings }: AuditTelling): object {
  const { entry, index, change, isFirst, organization } = occurrence
  const { actor } = entry
  const codes = codesOf(entry)
  const approval = isFirst ? approvalIn(entry) : undefined
  return {
    id: `${entry.seq}-${index}`,
    timestamp: entry.time,
    action: actionOf(occurrence),
    organization: entry.organization ?? organization.name,
    objectKind: change?.kind,
    objectName: change?.body && nameIn(change.body.key),
    objectUid: change?.uid,
    message: messageOf(occurrence),
    username: doer?.username,
    userFullName: doer?.fullName,
    email: doer?.email,
    actor,
    verified: verifiedIn(occurrence),
    codes: codes.length === 0 ? undefined : codes,
    changes: change && auditChanges(change, seesSettings),
    access: isFirst ? auditAccess(entry, nameOf) : undefined,
    approval: approval && { ...approval, selfApproved: approval.isOwn },
    version: change === undefined ? undefined : versionIn(change),
    seq: entry.seq,
    source: sourceOf(occurrence),
    planDigest: entry.plan,
    erased: change !== undefined && change.body === undefined ? true : undefined,
  }
}

const DONE = { create: 'created', update: 'changed', rename: 'renamed', delete: 'removed' } as const

const SENTENCES: Partial<Record<Entry['type'], string>> = {
  held: 'changes held',
  invalid: 'declarations not valid',
  approved: 'changes approved',
  rotated: 'secrets rotated',
  superseded: 'a hold gave way to a newer one',
  suspended: 'reconciling suspended',
  resumed: 'reconciling resumed',
}

/** Why changes were held, or what was wrong with them: codes, in their order. */
export function codesOf({ evidence = {} }: Entry): readonly string[] {
  const { codes, problems } = evidence
  if (Array.isArray(codes)) return codes.filter((code) => typeof code === 'string')
  return typeof problems === 'object' && problems !== null ? Object.keys(problems).sort() : []
}

function verifiedIn({ entry, change }: Occurrence): boolean | undefined {
  const found = change?.commit === undefined ? undefined : signaturesIn(entry).get(change.commit)
  return found === undefined ? undefined : found === 'verified'
}

/** Where it comes from: the declaration, and the revision of its source, which is the only one where several are not told apart. */
function sourceOf(occurrence: Occurrence): JsonObject | undefined {
  const { entry, change } = occurrence
  const { revisions = {} } = entry
  const manager = managerOf(occurrence)
  const body = change?.body
  const [only, ...others] = Object.keys(revisions)
  const owner = body !== undefined && 'owner' in body ? body.owner : others.length === 0 ? only : undefined
  const revision = owner !== undefined && Object.hasOwn(revisions, owner) ? revisions[owner] : undefined
  const source = {
    ...(owner === undefined ? {} : { name: owner }),
    ...(revision === undefined ? {} : { revision }),
    ...(body !== undefined && 'path' in body && body.path !== undefined ? { path: body.path } : {}),
    ...(body !== undefined && 'line' in body && body.line !== undefined ? { line: body.line } : {}),
    ...(change?.commit === undefined ? {} : { commit: change.commit }),
    ...peopleIn(madeBy(occurrence)),
    ...(manager === undefined ? {} : { manager }),
  }
  return Object.keys(source).length === 0 ? undefined : source
}

function versionIn({ action, body }: NonNullable<Occurrence['change']>): number | undefined {
  if (body === undefined) return undefined
  return action === 'create' ? 1 : 'version' in body ? body.version : undefined
}

function peopleIn(made: Made | undefined): JsonObject {
  if (made === undefined) return {}
  const { author, coAuthors, committer = author, signer, committedAt } = made
  return {
    author: personText(author),
    ...(coAuthors === undefined ? {} : { coAuthors: coAuthors.map(personText) }),
    committer: personText(committer),
    ...(signer === undefined ? {} : { signer: personText(signer) }),
    ...(committedAt === undefined ? {} : { committedAt }),
  }
}

/** The name in a key. */
export function nameIn(key: string): string {
  return identityOf(key as Key).name
}
