import type { Json, Key, Resource, StoredResource } from './resource.ts'

/** One field that differs: a value, or what a set gained and lost. `pointer` goes into the resource (`/spec/email`, `/labels/team`). */
export type FieldChange =
  | { readonly type: 'value'; readonly pointer: string; readonly before?: Json; readonly after?: Json }
  | {
      readonly type: 'set'
      readonly pointer: string
      readonly added: readonly Json[]
      readonly removed: readonly Json[]
    }
  | { readonly type: 'owner'; readonly pointer: '/owner'; readonly before: string; readonly after: string }

/**
 * One change of one resource. `follows` marks an update that only writes down another resource's rename: it is applied
 * and recorded, but neither counted nor judged (model §1, "Renames"). `commit` is the commit that made the change.
 */
export type Change =
  | {
      readonly action: 'create'
      readonly key: Key
      readonly uid: string
      readonly after: Resource
      readonly commit?: string
    }
  | {
      readonly action: 'update'
      readonly key: Key
      readonly before: StoredResource
      readonly after: Resource
      readonly fields: readonly FieldChange[]
      readonly follows?: readonly Key[]
      readonly commit?: string
    }
  | {
      readonly action: 'rename'
      readonly key: Key
      readonly from: Key
      readonly before: StoredResource
      readonly after: Resource
      readonly fields: readonly FieldChange[]
      readonly commit?: string
    }
  | { readonly action: 'delete'; readonly key: Key; readonly before: StoredResource; readonly commit?: string }
