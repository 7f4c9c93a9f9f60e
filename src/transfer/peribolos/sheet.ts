import { by, byText } from '../../lib/compare.ts'
import type { JsonObject } from '../../model/resource.ts'
import { organizationDocument } from './document.ts'
import type { Organization, Repository, Team } from './fact.ts'
import { permissionsOf } from './grant.ts'
import { groupOf } from './group.ts'
import type { Memberships } from './membership.ts'
import { rolesOf } from './role.ts'
import { usersOf } from './user.ts'
import { workspaceOf } from './workspace.ts'

/** A file to write: its path in the new folder and its documents in their order. */
export interface Sheet {
  readonly path: string
  readonly documents: readonly JsonObject[]
}

/** A team with its people found. */
export interface Staffed {
  readonly team: Team
  readonly memberships: Memberships
}

/**
 * The files of one organization: a folder of its name with a file per subject. Groups and permissions of a team lie in
 * the folder that its Peribolos file had, so that whoever reviewed that one reviews these. Groups, users and workspaces
 * stand by name, permissions by group and name; a file without documents is left out.
 */
export function sheetsOf(organization: Organization, staffed: readonly Staffed[]): readonly Sheet[] {
  const { name } = organization
  const repositories = [...organization.repositories].sort(by((repository) => repository.name))
  const teams = [...staffed].sort(by(({ team }) => team.name))
  const folders = [...new Set(teams.map(({ team }) => team.folder))].sort(byText)
  const granted = teams.some(({ team }) => permissionsOf(name, team, repositories).length > 0)
  const sheets = [
    { path: 'organization.yaml', documents: [namespaceOf(name), organizationDocument(organization)] },
    { path: 'users.yaml', documents: usersOf(organization) },
    { path: 'workspaces.yaml', documents: repositories.map((repository) => workspaceOf(name, repository)) },
    { path: 'access-roles.yaml', documents: granted ? rolesOf(name) : [] },
    ...folders.flatMap((folder) => {
      const here = teams.filter(({ team }) => team.folder === folder)
      return folderSheets(name, folder, here, repositories)
    }),
  ]
  return sheets
    .filter((sheet) => sheet.documents.length > 0)
    .map((sheet) => ({ ...sheet, path: `${name}/${sheet.path}` }))
}

function folderSheets(
  organization: string,
  folder: string,
  teams: readonly Staffed[],
  repositories: readonly Repository[],
): readonly Sheet[] {
  const prefix = folder === '' ? '' : `${folder}/`
  return [
    {
      path: `${prefix}user-groups.yaml`,
      documents: teams.map(({ team, memberships }) => groupOf(organization, team, memberships)),
    },
    {
      path: `${prefix}permissions.yaml`,
      documents: teams.flatMap(({ team }) => permissionsOf(organization, team, repositories)),
    },
  ]
}

/** The namespace that is the organization in a cluster; ignored elsewhere (model §1, "In a cluster"). */
function namespaceOf(name: string): JsonObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }
}
