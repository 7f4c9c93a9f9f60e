import type { Status } from './status.ts'

/** What became of a request: what was done, in words for a person, or why it was not. */
export type Done = { readonly done: string } | { readonly refusal: string }

/**
 * What an operator may ask of the running program. `by` is the account of whoever asks; targets are `source/people` and
 * `organization/acme`. Each is done when the pass that it asks for is over.
 */
export interface Controls {
  status(): Status
  /** Reads these sources now, or all of them, and makes a pass. */
  reconcile(sources?: readonly string[]): Promise<Done>
  /** Approves what the digest names, given whole or by eight characters or more, and makes a pass. */
  approve(digest: string, by: string): Promise<Done>
  suspend(asked: {
    readonly target: string
    readonly reason: string
    readonly until: string
    readonly by: string
  }): Promise<Done>
  resume(asked: { readonly target: string; readonly by: string }): Promise<Done>
}
