import type { History } from './commit.ts'
import type { Writers } from './document.ts'
import type { Actor } from './ledger.ts'
import type { UnresolvedSecrets } from './secret.ts'
import type { RemovalClass } from './state.ts'
import type { UnitName } from './unit.ts'

/** Removals that a person declared (`--removes User=649`, model §4 "Intent"); without `organization` it counts for each. */
export interface Intent {
  readonly organization?: string
  readonly counts: Readonly<Partial<Record<RemovalClass, number>>>
}

/**
 * An approval that counts only where none of its commits is by somebody who made the change itself (model §4, `approvers`):
 * who gave it, and of each of its commits the identities that may approve.
 */
export interface Claim {
  readonly actor: Actor
  readonly identities: readonly (readonly string[])[]
}

/**
 * Everything a pass knows besides declarations and stored state, gathered at the edge so that the core stays pure.
 * `instant` is RFC 3339 UTC. `withheld` are units that this pass will not commit: nothing may lean on what they would add.
 * `approvals` are the digests of plans and holds that a person approved. `sources` are the configured names, first one first.
 */
export interface Context {
  readonly instant: string
  readonly sources: readonly string[]
  readonly intents: readonly Intent[]
  readonly approvals: ReadonlySet<string>
  readonly withheld: ReadonlySet<UnitName>
  /** What lies between the applied revisions of each source and the one that was read, where a source has a history. */
  readonly commits?: ReadonlyMap<string, History>
  /** By what the objects of each source that is a cluster were declared. */
  readonly writers?: ReadonlyMap<string, Writers>
  /** Approvals that depend on who made the change, by the digest that they name. */
  readonly claims?: ReadonlyMap<string, readonly Claim[]>
  /** What this installation is called, where somebody said it in this pass (model §4, `WrongInstallation`). */
  readonly installation?: string
  /** Where the wall clock was expected to stand and where it was found, when it jumped while the program ran (RFC 3339 UTC). */
  readonly clockJump?: { readonly expected: string; readonly found: string }
  /** By source: how many passes over this revision of it ended with the end of the program. */
  readonly crashes?: Readonly<Record<string, { readonly revision: string; readonly count: number }>>
  /** Organizations and global kinds that may exist elsewhere: a reference to one is a warning (`validate` of one folder). */
  readonly openWorld?: boolean
  /** Secrets that the declarations name and that cannot be had; absent where nobody has looked. */
  readonly unresolved?: UnresolvedSecrets
}
