import type { Ground } from '../../../layouts/gooddata/ground.ts'
import { groupsIn, type LaidGroup, membershipsOf } from '../../../layouts/gooddata/groups.ts'
import { workspacesIn } from '../../../layouts/gooddata/workspaces.ts'
import { once } from '../../../lib/once.ts'
import type { StoredResource } from '../../../model/resource.ts'
import type { SystemAsked } from '../system.ts'

/** What entities of one answer are told from; what several of them need is worked out once. */
export interface Scene {
  readonly ground: Ground
  readonly viewer: SystemAsked['viewer']
  /** The groups by name. */
  readonly groups: () => ReadonlyMap<string, LaidGroup>
  /** The names of the groups that a user is in. */
  readonly membershipsOf: (user: string) => readonly string[]
  /** The workspaces by name. */
  readonly workspaces: () => ReadonlyMap<string, StoredResource>
  /** How many workspaces name each as their parent, by name. */
  readonly childrenCount: () => ReadonlyMap<string, number>
}

/** The scene of an answer. */
export function sceneOf(ground: Ground, { viewer }: SystemAsked): Scene {
  const memberships = once(() => membershipsOf(ground))
  return {
    ground,
    viewer,
    groups: once(() => new Map(groupsIn(ground).map((group) => [group.name, group]))),
    membershipsOf: (user) => memberships()(user),
    workspaces: once(() => new Map(workspacesIn(ground).map((workspace) => [workspace.name, workspace]))),
    childrenCount: once(() => childrenIn(workspacesIn(ground))),
  }
}

function childrenIn(workspaces: readonly StoredResource[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { spec } of workspaces) {
    if (typeof spec.parent === 'string') counts.set(spec.parent, (counts.get(spec.parent) ?? 0) + 1)
  }
  return counts
}
