import { ADMIN_GROUP, USERS_GROUP } from './builtin.ts'
import { groupsAbove } from './closure.ts'
import { type Given, givenOn, isAdministration, isCounted } from './given.ts'
import type { OrganizationIndex } from './organization.ts'
import { isPresentAt } from './presence.ts'
import type { Question } from './question.ts'

/** Whether a user holds a permission on something at a moment (milliseconds). */
export function isAllowed(index: OrganizationIndex, user: string, question: Question, moment: number): boolean {
  if (!isPresentAt(index, user, moment)) return false
  const isAdmin = isAdministration(question.permission, question.scope)
  if (isAdmin && index.admins.has(user)) return true
  const all = givenOn(index, question.permission, question.scope)
  if (all.length === 0 && !isAdmin) return false
  if (all.some(({ users, isAbove }) => isCountedFor(users, user, isAbove, moment))) return true
  const isGround = (group: string): boolean =>
    (isAdmin && group === ADMIN_GROUP) || all.some((given) => isGiven(given, group, moment))
  const leads = (group: string): boolean => groupsAbove(index, group).some(isGround)
  if (leads(USERS_GROUP) || index.memberships.get(user)?.some(leads)) return true
  return index.users.get(user)?.groups.some(leads) ?? false
}

/** Whether whoever is in a group holds a permission on something by it, or by what it inherits from, at a moment (milliseconds). */
export function isAllowedToGroup(index: OrganizationIndex, group: string, question: Question, moment: number): boolean {
  const isAdmin = isAdministration(question.permission, question.scope)
  const all = givenOn(index, question.permission, question.scope)
  return groupsAbove(index, group).some(
    (above) => (isAdmin && above === ADMIN_GROUP) || all.some((given) => isGiven(given, above, moment)),
  )
}

function isGiven({ groups, isAbove }: Given, group: string, moment: number): boolean {
  return isCountedFor(groups, group, isAbove, moment)
}

function isCountedFor(table: Given['groups'], name: string, isAbove: boolean, moment: number): boolean {
  return table.get(name)?.some((grant) => isCounted(grant, isAbove, moment)) ?? false
}
