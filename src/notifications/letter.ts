import { sha256 } from '../lib/digest.ts'
import type { CommitResult, StatusEvent } from '../model/event.ts'
import type { SecretRef } from '../model/secret.ts'

/** Who is told: a program, a channel of people, or a Git server that shows it beside the commit. */
export interface Receiver {
  readonly name: string
  readonly type: ReceiverType
  readonly url: string | SecretRef
  readonly token?: SecretRef
}

export type ReceiverType = 'webhook' | 'slack' | 'github' | 'gitlab'

/** One thing to tell; `origin` is the installation as a path (`/charter/example`). */
export type Letter =
  | { readonly type: 'event'; readonly event: StatusEvent; readonly origin: string }
  | { readonly type: 'result'; readonly result: CommitResult }

/** Whether this sort of receiver is told of commits instead of events. */
export function takesResults({ type }: Pick<Receiver, 'type'>): boolean {
  return type === 'github' || type === 'gitlab'
}

/** What a letter is about; for a result, one of which only the last counts. */
export function topicOf(letter: Letter): string {
  if (letter.type === 'event') return letter.event.id
  const { source, organization } = letter.result
  return organization === undefined ? source : `${source}/${organization}`
}

/** What a letter says of its topic, in short: the same for what need not be told again. */
export function gistOf(letter: Letter): string {
  if (letter.type === 'event') return sha256(letter.event.id).slice(0, 24)
  const { revision, state, description } = letter.result
  return `${state} ${sha256(`${revision} ${description}`).slice(0, 24)}`
}

/** A letter as the log names it. */
export function letterFields(letter: Letter): { readonly event: string; readonly subject: string } {
  if (letter.type === 'event') return { event: letter.event.type, subject: letter.event.subject }
  return { event: letter.result.state, subject: `commit ${letter.result.revision.slice(0, 7)} ${topicOf(letter)}` }
}
