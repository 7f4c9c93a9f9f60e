import type { FieldChange } from './change.ts'
import type { Person } from './commit.ts'
import type { Json, JsonObject } from './resource.ts'
import type { Unit } from './unit.ts'

/** What an entry of the ledger tells (design §4). */
export const ENTRY_TYPES = [
  'applied',
  'held',
  'invalid',
  'approved',
  'revoked',
  'suspended',
  'resumed',
  'rotated',
  'policy',
  'superseded',
  'recovered',
  'upgraded',
  'sealed',
  'erased',
] as const

export type EntryType = (typeof ENTRY_TYPES)[number]

/**
 * Who made a commit, as it says itself: `committer` where that is somebody else, `signer` whom its signature has proved.
 * `committedAt` is RFC 3339 UTC.
 */
export interface Made {
  readonly author: Person
  readonly coAuthors?: readonly Person[]
  readonly committedAt?: string
  readonly committer?: Person
  readonly signer?: Person
}

/**
 * The content of a create: all of the resource. `owner` is the source that created it; it is declared at a place in a
 * file (`path`, `line`), or by an `object` in a cluster. `by` is who made the commit behind a change,
 * `manager` the field manager by which the object was declared, here and below.
 */
export interface CreatedBody {
  readonly by?: Made
  readonly key: string
  readonly owner: string
  readonly path?: string
  readonly line?: number
  readonly object?: ClusterObject
  readonly manager?: string
  readonly apiVersion: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly spec: JsonObject
}

/** The content of an update or rename: what differs, the place of the declaration now, and the version that came of it, as in a delete the last. */
export interface ChangedBody {
  readonly by?: Made
  readonly key: string
  readonly owner?: string
  readonly version?: number
  readonly from?: string
  readonly path?: string
  readonly line?: number
  readonly object?: ClusterObject
  readonly manager?: string
  readonly apiVersion?: string
  readonly follows?: readonly string[]
  readonly fields: readonly FieldChange[]
}

/** The object in a cluster that declares a resource. */
export interface ClusterObject {
  readonly uid: string
  readonly generation: number
}

export interface DeletedBody {
  readonly by?: Made
  readonly manager?: string
  readonly key: string
  readonly owner?: string
  readonly version?: number
}

/**
 * One change as the ledger keeps it. `digest` = SHA-256(salt ‖ canonical(body)); body and salt stand outside the hash
 * chain, so that a person can be erased later and the chain still holds (design §4).
 */
export type Recorded = Covered & { readonly salt: string } & (
    | { readonly action: 'create'; readonly body: CreatedBody }
    | { readonly action: 'update' | 'rename'; readonly body: ChangedBody }
    | { readonly action: 'delete'; readonly body: DeletedBody }
  )

/** A change whose body and salt were erased: what the hash of its entry covers is all that is left (design §4). */
export interface ErasedChange extends Covered {
  readonly action: Recorded['action']
  readonly salt?: undefined
  readonly body?: undefined
}

/** What of a change the hash of its entry covers, but for its action. */
interface Covered {
  readonly uid: string
  readonly kind: string
  readonly commit?: string
  readonly digest: string
}

/** Who acted: a person at a command, a commit, the long-running program, or a source that knows no commits. */
export interface Actor {
  readonly type: 'operator' | 'commit' | 'controller' | 'source'
  readonly name: string
}

/**
 * Who gained and who lost what by an entry, at its time and later, in uids only: people stand in lists by what they gained or
 * lost together (design §4). What can be worked out from the states before and after is written down, so that nobody has to.
 */
export interface RecordedAccess {
  readonly gained: readonly RecordedRights[]
  readonly lost: readonly RecordedRights[]
}

/** The uids of users, and what all of them gained or lost. */
export interface RecordedRights {
  readonly users: readonly string[]
  readonly rights: readonly RecordedRight[]
}

/** A permission on the organization, or on a resource in it by its kind and uid; `from` and `until` (RFC 3339 UTC) where it begins later or ends. */
export interface RecordedRight {
  readonly permission: string
  readonly kind?: string
  readonly on?: string
  readonly from?: string
  readonly until?: string
}

/** One entry of the ledger; `hash` = SHA-256(previous ‖ canonical(the entry without hash, bodies and salts)). */
export interface Entry {
  readonly format: 1
  readonly seq: number
  readonly previous: string
  readonly time: string
  readonly type: EntryType
  readonly installation?: string
  readonly unit?: Unit
  readonly organization?: string
  readonly revisions?: Readonly<Record<string, string>>
  readonly actor?: Actor
  readonly plan?: string
  readonly changes: readonly (Recorded | ErasedChange)[]
  readonly access?: RecordedAccess
  readonly evidence?: { readonly [name: string]: Json }
  readonly hash: string
}

/** An entry before the store has numbered, salted, digested and chained it. */
export type NewEntry = Omit<Entry, 'format' | 'seq' | 'previous' | 'hash' | 'changes'> & {
  readonly changes: readonly NewRecorded[]
}

export type NewRecorded = { readonly uid: string; readonly kind: string; readonly commit?: string } & (
  | { readonly action: 'create'; readonly body: CreatedBody }
  | { readonly action: 'update' | 'rename'; readonly body: ChangedBody }
  | { readonly action: 'delete'; readonly body: DeletedBody }
)
