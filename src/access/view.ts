import type { Kind, Resource } from '../model/resource.ts'

/**
 * What effective access is computed from: the resources of one organization by kind, sorted by name. A view never
 * changes, so what is derived from it is remembered with it. `instant` (RFC 3339) is the "now" of that state.
 */
export interface AccessView {
  readonly name: string
  readonly instant: string
  of(kind: Kind): readonly Resource[]
  get(kind: Kind, name: string): Resource | undefined
}
