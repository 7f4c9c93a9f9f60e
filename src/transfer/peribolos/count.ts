import { renamingOf } from '../reading/name.ts'
import type { Organization, Team } from './fact.ts'
import { permissionsOf } from './grant.ts'
import { peopleOf } from './membership.ts'
import { distinct } from './person.ts'
import type { Staffed } from './sheet.ts'

/**
 * What an import found. `grants` are levels as the files give them, `permissions` the Permissions they became (a
 * `.default` becomes several). `otherCase` are memberships written in another letter case than in the organization's own
 * lists, `slashes` names with a `/`, `otherNames` names that lost another character, `settings` fields without a home,
 * `leftOut` memberships of people who are not in the organization.
 */
export interface Counts {
  readonly organizations: number
  readonly users: number
  readonly admins: number
  readonly userGroups: number
  readonly memberships: number
  readonly workspaces: number
  readonly grants: number
  readonly permissions: number
  readonly renames: number
  readonly otherCase: number
  readonly slashes: number
  readonly otherNames: number
  readonly settings: number
  readonly leftOut: number
}

/** What one organization adds to the counts. */
export function countsOf(organization: Organization, staffed: readonly Staffed[]): Counts {
  const { admins, members, teams, repositories } = organization
  const memberships = staffed.map((team) => team.memberships)
  const renamings = [organization, ...distinct([...admins, ...members]), ...teams, ...repositories].map(
    ({ original, name }) => renamingOf(original, name),
  )
  return {
    organizations: 1,
    users: peopleOf(organization).size,
    admins: admins.length,
    userGroups: teams.length,
    memberships: sum(memberships.map((one) => one.members.length + one.maintainers.length)),
    workspaces: repositories.length,
    grants: sum(teams.map(grantsOf)),
    permissions: sum(teams.map((team) => permissionsOf(organization.name, team, repositories).length)),
    renames: sum([...teams, ...repositories].map(({ previously }) => previously.length)),
    otherCase: sum(memberships.map(({ otherCase }) => otherCase)),
    slashes: renamings.filter((renaming) => renaming === 'slash').length,
    otherNames: renamings.filter((renaming) => renaming === 'other').length,
    settings: sum([organization, ...repositories].map(({ settings }) => settings.length)),
    leftOut: sum(memberships.map(({ leftOut }) => leftOut)),
  }
}

function grantsOf(team: Team): number {
  const levels = [...team.grants.map((grant) => grant.level), team.otherwise]
  return levels.filter((level) => level !== undefined).length
}

/** The counts of several organizations together. */
export function total(counts: readonly Counts[]): Counts {
  return {
    organizations: sum(counts.map((one) => one.organizations)),
    users: sum(counts.map((one) => one.users)),
    admins: sum(counts.map((one) => one.admins)),
    userGroups: sum(counts.map((one) => one.userGroups)),
    memberships: sum(counts.map((one) => one.memberships)),
    workspaces: sum(counts.map((one) => one.workspaces)),
    grants: sum(counts.map((one) => one.grants)),
    permissions: sum(counts.map((one) => one.permissions)),
    renames: sum(counts.map((one) => one.renames)),
    otherCase: sum(counts.map((one) => one.otherCase)),
    slashes: sum(counts.map((one) => one.slashes)),
    otherNames: sum(counts.map((one) => one.otherNames)),
    settings: sum(counts.map((one) => one.settings)),
    leftOut: sum(counts.map((one) => one.leftOut)),
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((left, right) => left + right, 0)
}
