import type { StoredResource } from '../../model/resource.ts'
import type { Stored } from '../stored.ts'
import { type Event, eventsOf } from './events.ts'
import { type KeyStanding, keyStanding } from './key.ts'
import { type GroupStanding, groupStanding, type UserStanding, userStanding } from './people.ts'
import { type Referrer, referrersOf } from './referrers.ts'
import { accessViewOf } from './view.ts'

/** All that can be told of one resource. */
export interface Facts {
  readonly resource: StoredResource
  readonly referrers: readonly Referrer[]
  readonly events: readonly Event[]
  readonly user?: UserStanding
  readonly group?: GroupStanding
  readonly key?: KeyStanding
}

/** Gathers what a stored state and its ledger know of a resource. */
export async function factsOf(resource: StoredResource, stored: Stored): Promise<Facts> {
  const { state, instant } = stored
  const view = accessViewOf(state, resource.namespace, instant)
  return {
    resource,
    referrers: referrersOf(resource, state),
    events: await eventsOf(resource, stored),
    ...(resource.kind === 'User' ? { user: userStanding(resource, view) } : {}),
    ...(resource.kind === 'AccessKey' ? { key: keyStanding(resource, state, instant) } : {}),
    ...(resource.kind === 'UserGroup' ? { group: groupStanding(resource, view) } : {}),
  }
}
