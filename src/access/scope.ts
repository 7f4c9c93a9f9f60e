import type { Json, Kind, Resource } from '../model/resource.ts'
import { part, text } from './fields.ts'

/** What a Permission may be about besides the organization, with the kind of it (model §2 Permission). */
export const SCOPE_KINDS = {
  workspace: 'Workspace',
  dataSource: 'DataSource',
  user: 'User',
  userGroup: 'UserGroup',
} as const satisfies Record<string, Kind>

export type ScopeType = keyof typeof SCOPE_KINDS | 'organization'

/** What access is about: the organization (with an empty name), or something in it. */
export interface Scope {
  readonly type: ScopeType
  readonly name: string
}

/** The organization itself. */
export const ORGANIZATION: Scope = { type: 'organization', name: '' }

/** A scope as one text: `organization`, `workspace/plant`. */
export function scopeText({ type, name }: Scope): string {
  return type === 'organization' ? type : `${type}/${name}`
}

/** What a Permission is about; `undefined` where its scope says nothing that is known. */
export function scopeOf({ spec }: Pick<Resource, 'spec'>): Scope | undefined {
  const fields: Readonly<Record<string, Json>> = part(spec, 'scope')
  if (Object.keys(fields).length === 0) return ORGANIZATION
  for (const type of Object.keys(SCOPE_KINDS) as (keyof typeof SCOPE_KINDS)[]) {
    const name = text(fields, type)
    if (name !== undefined) return { type, name }
  }
  return undefined
}
