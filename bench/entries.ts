import type { NewEntry } from '../src/model/ledger.ts'

/** The users of one organization of a made-up installation, as its ledger tells of them. */
export const USERS = 1000

/** The entry by which an organization of a thousand users is created. */
export function everybody(_: unknown, organization: number): NewEntry {
  return entry(
    organization,
    Array.from({ length: USERS }, (_, index) => user(organization, organization * USERS + index)),
  )
}

/** An applied plan of one organization. */
export function entry(organization: number, changes: NewEntry['changes']): NewEntry {
  const name = `org-${organization}`
  const unit = { type: 'organization', organization: name } as const
  return { time: '2026-11-02T08:00:00.000Z', type: 'applied', unit, organization: name, changes }
}

/** The creation of one user. */
export function user(organization: number, number: number): NewEntry['changes'][number] {
  const name = `user-${number}`
  const groups = [`group-${number % 50}`, `group-${number % 7}`]
  const spec = { email: `${name}@example.com`, firstName: `First${number}`, lastName: 'Last', userGroups: groups }
  const key = `User/org-${organization}/${name}`
  const path = `org-${organization}/${number % 50}.yaml`
  // Names stand in order, as the program records them.
  const body = {
    annotations: {},
    apiVersion: 'charter.sh/v1alpha1',
    key,
    labels: {},
    line: 3,
    owner: 'git',
    path,
    spec,
  }
  const uid = `00000000-0000-5000-8000-${number.toString(16).padStart(12, '0')}`
  return { uid, kind: 'User', action: 'create', body }
}
