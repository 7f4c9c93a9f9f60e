import type { OrganizationIndex } from './organization.ts'
import { contains } from './windows.ts'

/** Whether a user has any access at all at a moment: declared, active, inside the window, not revoked. */
export function isPresentAt(index: OrganizationIndex, user: string, moment: number): boolean {
  const fact = index.users.get(user)
  if (fact === undefined || !fact.isActive || !contains(fact.window, moment)) return false
  const revocations = index.revocations.get(user)
  if (revocations === undefined) return true
  for (const end of revocations.values()) if (moment < end) return false
  return true
}
