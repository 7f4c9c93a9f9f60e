import { API_VERSION, KINDS, type Kind } from '../model/resource.ts'
import { kindDefinition } from '../schemas/kinds.ts'

/** All objects of one kind in a cluster: the path they are listed at, and RBAC's name for them. */
export interface Collection {
  readonly path: string
  readonly resource: string
  /** Of what is not declared to Charter only the metadata are read. */
  readonly metadataOnly?: boolean
  /** The kind of Charter's that it holds; absent for what is not declared to Charter. */
  readonly kind?: Kind
}

const [GROUP = ''] = API_VERSION.split('/')

/** The finalizer that Organizations carry, and only they (model §1). */
export const FINALIZER = 'charter.sh/organization'

/** The namespaces of the cluster. */
export const NAMESPACES: Collection = { path: '/api/v1/namespaces', resource: 'namespaces', metadataOnly: true }

/** The definitions of resources. */
export const DEFINITIONS: Collection = {
  path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
  resource: 'customresourcedefinitions.apiextensions.k8s.io',
  metadataOnly: true,
}

/** The reports of the program itself, one for each source; what is read of them is what their annotations approve. */
export const REPORTS: Collection = {
  path: `/apis/${API_VERSION}/reconcilereports`,
  resource: `reconcilereports.${GROUP}`,
  metadataOnly: true,
}

/** The collections of Charter's kinds, in the order of `KINDS`. */
export function collections(): readonly Collection[] {
  return KINDS.map(collectionOf)
}

/** The collection of one kind: `/apis/charter.sh/v1alpha1/users`, `users.charter.sh`. */
export function collectionOf(kind: Kind): Collection {
  const plural = kindDefinition(kind).plural.toLowerCase()
  return { path: `/apis/${API_VERSION}/${plural}`, resource: `${plural}.${GROUP}`, kind }
}
