import type { ProblemCode, Severity } from '../model/problem.ts'
import type { Identity, Resource } from '../model/resource.ts'

/** A resource and where it stands in its document: `base` is '' for a document of its own, `/spec/users/3` for an inline child. */
export interface DecodedResource {
  readonly resource: Resource
  readonly base: string
}

/**
 * What one document declares. `resources` are the valid ones, its own first, then inline children as listed. `broken`
 * are identities that stand in the document and could not be decoded: a reference to one does not dangle. `ignored`
 * marks a document that other tools read (`v1/Namespace`, a kustomization).
 */
export interface Decoded {
  readonly resources: readonly DecodedResource[]
  readonly broken: readonly Identity[]
  readonly problems: readonly DecodeProblem[]
  readonly ignored: boolean
}

/**
 * One mistake in a document. `pointer` goes into the document, `at` says whether the name or the value of what stands
 * there is meant. `unit` is the organization it belongs to, '' for the installation, absent where nothing tells.
 */
export interface DecodeProblem extends Words {
  readonly severity: Severity
  readonly pointer: string
  readonly at: 'key' | 'value'
  readonly unit?: string
}

/** What a problem says; `related` are other places in the same document. */
export interface Words {
  readonly code: ProblemCode
  readonly message: string
  readonly help?: string
  readonly notes?: readonly string[]
  readonly related?: readonly { readonly pointer: string; readonly at: 'key' | 'value'; readonly message: string }[]
}

/** A mistake before its words are chosen, which happens only for those that are shown: a hostile file may hold a million. */
export interface Fault {
  readonly severity: Severity
  readonly pointer: string
  readonly at: 'key' | 'value'
  readonly tell: () => Words
}

/** Takes a fault as it is found. */
export type Report = (fault: Fault) => void

/** A fault whose words are known. */
export function fault(pointer: string, at: 'key' | 'value', words: Words, severity: Severity = 'error'): Fault {
  return { severity, pointer, at, tell: () => words }
}
