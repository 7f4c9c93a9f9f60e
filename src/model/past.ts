import type { State } from './state.ts'

/** A moment that somebody asks for: after an entry of the ledger, or a time in milliseconds. */
export type Moment = { readonly seq: number } | { readonly at: number }

/** A state of the past with the instant it speaks of (RFC 3339 UTC); or why there is none: no such entry yet, or sealed and moved away. */
export type Past = { readonly state: State; readonly instant: string } | { readonly missing: 'unknown' | 'sealed' }
