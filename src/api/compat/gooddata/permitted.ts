import { isAllowed } from '../../../access/allowed.ts'
import { MANAGE } from '../../../access/builtin.ts'
import type { Scope } from '../../../access/scope.ts'
import type { Scene } from './scene.ts'

const NAMES = {
  organization: ['BASE_UI_ACCESS', MANAGE, 'SELF_CREATE_TOKEN'],
  dataSource: [MANAGE, 'USE'],
  workspace: [
    'ANALYZE',
    'CREATE_AUTOMATION',
    'CREATE_FILTER_VIEW',
    'EXPORT',
    'EXPORT_PDF',
    'EXPORT_TABULAR',
    MANAGE,
    'READ_KNOWLEDGE_DOCUMENTS',
    'USE_AI_ASSISTANT',
    'VIEW',
    'WRITE_KNOWLEDGE_DOCUMENTS',
  ],
} as const

/** What whoever asks may do on something, by name, as they are a user of the organization; who manages it, that at least. */
export function permittedOn(
  { ground, viewer }: Scene,
  { type, name }: Scope & { readonly type: keyof typeof NAMES },
): readonly string[] {
  const { holding, index, moment } = ground
  const user = viewer.userOf(holding.name)
  return NAMES[type].filter(
    (permission) =>
      (permission === MANAGE && viewer.manages(holding.name)) ||
      (user !== undefined && isAllowed(index, user, { permission, scope: { type, name } }, moment)),
  )
}
