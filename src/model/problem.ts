import type { Key, Origin } from './resource.ts'

/** Codes of the laws of the desired state (model §3), each explained by `charter explain CODE`. */
export const PROBLEM_CODES = [
  'Syntax',
  'NotUtf8',
  'MergeConflict',
  'LfsPointer',
  'TooLarge',
  'TooDeep',
  'DuplicateField',
  'EmptyFile',
  'SymlinkNotAllowed',
  'SubmoduleNotAllowed',
  'InvalidPath',
  'Unreadable',
  'UnknownKind',
  'UnknownField',
  'InvalidField',
  'MissingField',
  'InvalidName',
  'IgnoredField',
  'NullField',
  'DuplicateResource',
  'NotUnique',
  'DanglingReference',
  'NotAMember',
  'Cycle',
  'RenameConflict',
  'LastAdmin',
  'RequiredAdminMissing',
  'BootstrapMissing',
  'InvalidPermission',
  'BuiltinImmutable',
  'SecretInline',
  'SecretUnresolved',
  'CredentialsIncomplete',
  'InvalidIdentityProvider',
  'RotationBackwards',
  'EndDateNotAllowed',
  'EndDateRequired',
  'StartDateRequired',
  'InvalidDate',
  'Overlap',
  'PlanNotAvailable',
  'NotPrivileged',
  'InvalidEntitlement',
  'EntitlementConflict',
  'EntitlementMissing',
  'ContractExpired',
  'EntitlementExceeded',
  'InvalidAction',
  'MutuallyExclusive',
  'UnknownComponent',
  'OwnershipConflict',
  'KindNotAllowed',
  'OrganizationNotAllowed',
  'Unpruned',
  'OverLimit',
  'Archived',
] as const

export type ProblemCode = (typeof PROBLEM_CODES)[number]

export type Severity = 'error' | 'warning'

/**
 * One breach of one law, at a place a person can go to. `pointer` is the JSON pointer into the document that `origin`
 * names; `length` is how many characters of its line the caret covers (1 where it is not known).
 */
export interface Problem {
  readonly code: ProblemCode
  readonly severity: Severity
  readonly message: string
  readonly help?: string
  readonly notes?: readonly string[]
  readonly origin: Origin
  readonly pointer: string
  readonly length?: number
  /** The words that stand beside the caret; without them the caret stands alone. */
  readonly label?: string
  readonly related?: readonly Related[]
}

/** Another place that belongs to the problem, with the words that stand beside its caret. */
export interface Related {
  readonly origin: Origin
  readonly message: string
}

/**
 * What a law says before its places are looked up: `pointer` goes into the resource's normal form (`/spec/members/3`,
 * `/metadata/name`). `subject` identifies the breach, so that the same breach is known again in the stored state;
 * `measure` says how bad it is (greater is worse), for laws that count (model §3, "a law refuses a change, not a fact").
 */
export interface Finding {
  readonly code: ProblemCode
  readonly severity?: Severity
  readonly key: Key
  readonly pointer: string
  readonly subject: string
  readonly measure?: number
  readonly message: string
  readonly help?: string
  readonly notes?: readonly string[]
  readonly related?: readonly { readonly key: Key; readonly pointer: string; readonly message: string }[]
}
