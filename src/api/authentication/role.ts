import type { Identity, Role } from '../identity.ts'

/**
 * Says whether somebody holds a token of one of these roles for the whole installation: what tells of all organizations is
 * not for who may see some of them.
 */
export function hasRole(...roles: readonly Role[]): (identity: Identity) => boolean {
  return (identity) =>
    identity.type === 'token' && identity.organizations === undefined && roles.includes(identity.role)
}
