import type { PolicyScope } from './scope.ts'

const ON_OFFERING = ['notify_organization_owners', 'block_creation_of_new_resources'] as const

/** The actions that a usage policy may ask for, by what it watches (systems §1.1). */
export const ALLOWED_ACTIONS: Readonly<Record<PolicyScope['type'], readonly string[]>> = {
  offering: ON_OFFERING,
  organization: [
    ...ON_OFFERING,
    'block_modification_of_existing_resources',
    'request_downscaling',
    'request_pausing',
    'restrict_members',
    'terminate_resources',
  ],
}
