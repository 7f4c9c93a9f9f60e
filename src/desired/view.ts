import type { Document } from '../model/document.ts'
import type { Finding } from '../model/problem.ts'
import type { Key, Kind, Resource } from '../model/resource.ts'
import type { UnresolvedSecrets } from '../model/secret.ts'

/** A resource with the document it came from; `base` is the JSON pointer of its inline item there, or '' for a document of its own. */
export interface Declared {
  readonly key: Key
  readonly resource: Resource
  readonly document: Document
  readonly base: string
  readonly owner: string
}

/**
 * One organization as a law sees it: its Organization, its own resources by kind (sorted by name), and the world around
 * it: `installation` holds the global resources it is checked against, `organizations` every organization that stands.
 * The same view is made of the stored state, so that a law refuses a change and not a fact (model §3).
 */
export interface OrganizationView {
  readonly name: string
  readonly organization: Resource | undefined
  of(kind: Kind): readonly Resource[]
  get(kind: Kind, name: string): Resource | undefined
  readonly installation: ReadonlyMap<Key, Resource>
  /** The global resources that are declared, where they are more than those that it is checked against: their unit is refused or held. */
  readonly declaredInstallation?: ReadonlyMap<Key, Resource>
  readonly organizations: ReadonlyMap<string, Resource>
  readonly instant: string
  /** Whether every source that declares here may declare what only privileged sources may. */
  readonly privileged: boolean
  /** The privileged among several sources; where it is given, a resource is judged by the source of its origin. */
  readonly privilegedSources?: ReadonlySet<string>
  /** Resources of other organizations that stand, of the kinds with a field unique in the installation (IdentityProvider). */
  readonly claimants?: readonly Resource[]
  /** Resources of all organizations as they are stored, of the kinds with a field unique in the installation. */
  readonly holders?: readonly Resource[]
  /** What is not declared here may exist elsewhere: a global resource or organization that is missing is a warning. */
  readonly openWorld: boolean
  /** Secrets that cannot be had; absent where nobody has looked. */
  readonly unresolved?: UnresolvedSecrets
  /** The same organization as stored, `undefined` on creation. */
  readonly stored: OrganizationView | undefined
}

/** The global kinds but Organization, as a law sees them; `organizations` are those that stand. */
export interface InstallationView {
  of(kind: Kind): readonly Resource[]
  get(kind: Kind, name: string): Resource | undefined
  readonly organizations: ReadonlyMap<string, Resource>
  readonly instant: string
  readonly privileged: boolean
  readonly privilegedSources?: ReadonlySet<string>
  readonly openWorld: boolean
  readonly stored: InstallationView | undefined
}

/** A law of the unit `installation`. */
export type InstallationLaw = (view: InstallationView) => readonly Finding[]

/** A law of an organization: one function with one reason, that answers with every breach it finds (sorted as it meets them). */
export type OrganizationLaw = (view: OrganizationView) => readonly Finding[]
