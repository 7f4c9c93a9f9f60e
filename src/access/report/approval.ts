import type { Actor, Entry } from '../../model/ledger.ts'
import type { Json } from '../../model/resource.ts'

/** The approval that an entry rests on: of what, by whom, when (RFC 3339 UTC), and whether who approved had a hand in the change. */
export interface EntryApproval {
  readonly digest: string
  readonly actor: Actor
  readonly time: string
  readonly isOwn: boolean
}

const ACTORS: readonly string[] = ['operator', 'commit', 'controller', 'source'] satisfies readonly Actor['type'][]

/** The approval that an entry names (docs/ledger.md, `evidence`); none where it needed none. */
export function approvalIn({ evidence = {} }: Pick<Entry, 'evidence'>): EntryApproval | undefined {
  const { approval } = evidence
  if (!isRecord(approval) || !isRecord(approval.actor)) return undefined
  const { digest, time, selfApproved } = approval
  const { type, name } = approval.actor
  if (typeof digest !== 'string' || typeof time !== 'string' || !isActorType(type) || typeof name !== 'string') {
    return undefined
  }
  return { digest, time, actor: { type, name }, isOwn: selfApproved === true }
}

/** What the signatures of the commits behind an entry proved, by their hashes, as the entry says. */
export function signaturesIn({ evidence = {} }: Pick<Entry, 'evidence'>): ReadonlyMap<string, string> {
  const { signatures } = evidence
  if (!isRecord(signatures)) return new Map()
  return new Map(
    Object.entries(signatures).flatMap(([hash, type]): [string, string][] =>
      typeof type === 'string' ? [[hash, type]] : [],
    ),
  )
}

function isActorType(value: Json | undefined): value is Actor['type'] {
  return typeof value === 'string' && ACTORS.includes(value)
}

function isRecord(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
