import type { ScopeType } from './scope.ts'

/** The names of permissions by what they are given on (model §2 Permission). */
export const PERMISSION_NAMES = {
  organization: ['MANAGE', 'SELF_CREATE_TOKEN', 'BASE_UI_ACCESS'],
  workspace: [
    'MANAGE',
    'ANALYZE',
    'EXPORT',
    'EXPORT_TABULAR',
    'EXPORT_PDF',
    'CREATE_AUTOMATION',
    'USE_AI_ASSISTANT',
    'WRITE_KNOWLEDGE_DOCUMENTS',
    'READ_KNOWLEDGE_DOCUMENTS',
    'CREATE_FILTER_VIEW',
    'VIEW',
  ],
  dataSource: ['MANAGE', 'USE'],
  user: ['SEE'],
  userGroup: ['SEE'],
} as const satisfies Record<ScopeType, readonly string[]>

/** What a permission may be given on, the organization first. */
export const SCOPE_TYPES = Object.keys(PERMISSION_NAMES) as readonly ScopeType[]

/** What a permission may be given on, in words. */
export const SCOPE_WORDS: Readonly<Record<ScopeType, string>> = {
  organization: 'the organization',
  workspace: 'a workspace',
  dataSource: 'a data source',
  user: 'a user',
  userGroup: 'a user group',
}
