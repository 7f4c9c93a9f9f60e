import type { HoldCode } from './hold.ts'
import type { Counts } from './plan.ts'
import type { Limited } from './policy.ts'
import type { Revisions } from './state.ts'
import type { ProblemStatus } from './status.ts'

/**
 * Something that people may want to be told. `id` is the same whenever the same thing is told again; `subject` is
 * `organization/acme`, `installation`, `revocation/acme/leaver`, `source/people`, `policy/budget`, or `charter` for the program itself.
 * `at` and `since` are RFC 3339 UTC. No text of it holds an e-mail address.
 */
export type StatusEvent = Told &
  (
    | { readonly type: 'applied'; readonly seq: number; readonly counts: Counts }
    | {
        readonly type: 'held'
        readonly code: HoldCode
        readonly digest: string
        readonly until: string
        readonly next: readonly string[]
      }
    | {
        readonly type: 'invalid'
        readonly code: string
        readonly errors: number
        readonly problems: readonly FirstProblem[]
      }
    | { readonly type: 'recovered'; readonly since: string }
    | { readonly type: 'late'; readonly since: string }
    | {
        readonly type: 'expiring'
        readonly user: string
        readonly until: string
        readonly what: 'access' | 'revocation'
      }
    | {
        readonly type: 'policy'
        readonly policy: string
        /** Whether it has fired, or is reset. */
        readonly fired: boolean
        readonly since: string
        readonly exceeded: readonly Limited[]
        readonly actions: readonly string[]
        /** Whom it affects, by name: the first 100 of `affected`, of those that a receiver is told of. */
        readonly organizations: readonly string[]
        readonly affected: number
      }
    | { readonly type: 'test' }
  )

export type StatusEventType = StatusEvent['type']

/** One breach with its place, and without what it stands beside. */
export type FirstProblem = Pick<ProblemStatus, 'code' | 'message' | 'place'>

interface Told {
  readonly id: string
  readonly at: string
  readonly subject: string
  readonly organization?: string
  /** The sources that have a part in the subject; `revisions` are theirs that were looked at. */
  readonly sources: readonly string[]
  readonly revisions: Revisions
  /** The whole of it in one sentence. */
  readonly message: string
}

/**
 * How one revision of a source went for one organization (`organization` absent: for everything that is declared there), as
 * a commit status says it. `description` has at most 140 characters.
 */
export interface CommitResult {
  readonly source: string
  readonly revision: string
  readonly organization?: string
  readonly state: 'success' | 'failure' | 'pending'
  readonly description: string
  /** The revision changes nothing there: it is only worth telling where something else was told before. */
  readonly isUnchanged?: true
}
