import { sha256 } from '../../lib/digest.ts'

const LONGEST_NAME = 253

/**
 * The name that a GitHub login, team or repository has in Charter (model §1.2): lower case, every run of other
 * characters one `-`, none of them at the edge of a label. Empty where nothing usable is left.
 */
export function normalized(original: string): string {
  return original
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, (run) => (/[^-]/.test(run) ? '-' : run))
    .split('.')
    .map((label) => label.replace(/^-+|-+$/g, ''))
    .filter((label) => label !== '')
    .join('.')
    .slice(0, LONGEST_NAME)
    .replace(/[.-]+$/, '')
}

/** The name of a user group: the built-in groups keep theirs, so a team called `admin` becomes `admin-team` (model §2). */
export function groupName(team: string): string {
  const name = normalized(team)
  return name === 'admin' || name === 'users' ? `${name}-team` : name
}

/** The name of an organization: a DNS label, so dots become `-` too; whether it is allowed says `isOrganizationName`. */
export function organizationName(original: string): string {
  return normalized(original).replaceAll('.', '-')
}

/** Whether an organization may have this name (model §1.2). */
export function isOrganizationName(name: string): boolean {
  if (!/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name) || name.length > 63) return false
  return name !== 'default' && !name.startsWith('kube-')
}

/** How a name came to differ from what it was: not at all, in letter case only, for a `/`, or for another character. */
export type Renaming = 'none' | 'case' | 'slash' | 'other'

/** How `name` differs from the original it was made of. */
export function renamingOf(original: string, name: string): Renaming {
  if (original === name) return 'none'
  if (original.toLowerCase() === name) return 'case'
  return original.includes('/') ? 'slash' : 'other'
}

/**
 * The name of the Permission that a team's grant on a repository becomes, made of the first names that both ever had, so
 * that renaming one of them keeps it. A digest stands in where `--` between the two would not tell them apart.
 */
export function permissionName(team: string, repository: string): string {
  const name = `${team}--${repository}`
  if (name.length <= LONGEST_NAME && !team.includes('--') && !repository.includes('--')) return name
  const digest = sha256(`${team}/${repository}`).slice(0, 12)
  return `${name.slice(0, LONGEST_NAME - 13).replace(/[.-]+$/, '')}-${digest}`
}
