/** What a node of Locktera's tree is (systems §2.1). */
export const ROLES = ['org', 'group', 'org_admin', 'user_admin', 'user'] as const
export type Role = (typeof ROLES)[number]

/** A row: an organization, a group or a user; `above` is the id of the node that it belongs to, empty for none. */
export interface LockteraRow {
  readonly line: number
  readonly id: string
  readonly title: string
  readonly email: string
  readonly above: string
  readonly role: Role
}

/** A row of which it is known where it belongs: the name of its organization, and of the group around it. */
export interface LockteraNode extends LockteraRow {
  /** Its name in Charter. */
  readonly name: string
  readonly organization: string
  readonly group: string | undefined
  /** Of an organization: the one above it. */
  readonly parent: string | undefined
}

/** Which kind a role becomes. */
export function kindOf(role: Role): 'Organization' | 'UserGroup' | 'User' {
  switch (role) {
    case 'org':
      return 'Organization'
    case 'group':
      return 'UserGroup'
    case 'org_admin':
    case 'user_admin':
    case 'user':
      return 'User'
  }
}
