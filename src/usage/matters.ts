import type { Resource } from '../model/resource.ts'
import type { Entitled } from './entitled.ts'
import { type Holding, organizationSpec, own } from './holding.ts'
import { specOf } from './spec.ts'

/**
 * Something of which entitlements say how many: `count` is the one with a number, `unlimited` the one without limit; they
 * exclude each other (model §3 `EntitlementConflict`).
 */
export interface Matter {
  readonly count: string
  readonly unlimited: string
}

/** A matter of which Charter counts the use itself: `noun` is what is counted, `counted` gives it (model §2 Entitlement). */
export interface CountedMatter extends Matter {
  readonly noun: string
  readonly counted: (holding: Pick<Holding, 'of' | 'organization'>) => readonly Resource[]
}

/** The matters whose use is counted from what is declared. */
export const COUNTED: readonly CountedMatter[] = [
  { count: 'UserCount', unlimited: 'UnlimitedUsers', noun: 'user', counted: countedUsers },
  { count: 'WorkspaceCount', unlimited: 'UnlimitedWorkspaces', noun: 'workspace', counted: countedWorkspaces },
]

/** All matters; the use of the others is measured elsewhere. */
export const MATTERS: readonly Matter[] = [
  ...COUNTED,
  { count: 'AutomationCount', unlimited: 'UnlimitedAutomations' },
  { count: 'AutomationRecipientCount', unlimited: 'UnlimitedAutomationRecipients' },
  { count: 'DailyScheduledActionCount', unlimited: 'UnlimitedDailyScheduledActions' },
  { count: 'DailyAlertActionCount', unlimited: 'UnlimitedDailyAlertActions' },
]

/** The entitlement that decides a matter: of the first layer that speaks of it, be it with a number or without limit. */
export function decidedBy(layers: readonly (readonly Entitled[])[], matter: Matter): Entitled | undefined {
  for (const layer of layers) {
    const found =
      layer.find(({ name }) => name === matter.unlimited) ??
      layer.find(({ name, value }) => name === matter.count && mostOf(value) !== undefined)
    if (found !== undefined) return found
  }
  return undefined
}

/** The number that an entitlement's value gives, `undefined` where it gives none. */
export function mostOf(value: string | undefined): number | undefined {
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined
}

/** Users that count: all declared ones but the bootstrap user (model §2 Entitlement). */
function countedUsers(holding: Pick<Holding, 'of' | 'organization'>): readonly Resource[] {
  const bootstrap = organizationSpec(holding)?.bootstrap?.user
  return own(holding, 'User').filter(({ name }) => name !== bootstrap)
}

function countedWorkspaces(holding: Pick<Holding, 'of' | 'organization'>): readonly Resource[] {
  return own(holding, 'Workspace').filter((resource) => specOf(resource).type === 'workspace')
}
