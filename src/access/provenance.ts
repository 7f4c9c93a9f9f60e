import type { Actor, Entry } from '../model/ledger.ts'

/** The entry of the ledger that changed a resource: its number and time (RFC 3339 UTC), the commit where one is known, and who acted. */
export interface Mark {
  readonly seq: number
  readonly time: string
  readonly commit: string | undefined
  readonly actor: Actor | undefined
}

/** Which entries created and last changed a resource; `created` is missing where that entry is sealed away, both where all are. */
export interface Provenance {
  readonly created: Mark | undefined
  readonly changed: Mark | undefined
}

/** A walk through the ledger, oldest entry first, that remembers where some resources come from. */
export interface Tracing {
  add(entry: Entry): void
  of(uid: string): Provenance
}

/** Begins a walk through the ledger for the resources with these uids. */
export function createTracing(uids: ReadonlySet<string>): Tracing {
  const found = new Map<string, Provenance>()
  return {
    add({ seq, time, actor, changes }) {
      for (const { uid, action, commit } of changes) {
        if (!uids.has(uid)) continue
        const mark = { seq, time, commit, actor }
        found.set(uid, { created: action === 'create' ? mark : found.get(uid)?.created, changed: mark })
      }
    },
    of: (uid) => found.get(uid) ?? { created: undefined, changed: undefined },
  }
}
