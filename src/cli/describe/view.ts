import type { AccessView } from '../../access/view.ts'
import { by, groupBy } from '../../lib/compare.ts'
import { keyOf } from '../../model/resource.ts'
import type { State } from '../../model/state.ts'

/** What effective access in one organization is computed from, at an instant (RFC 3339) of a stored state. */
export function accessViewOf({ resources }: State, organization: string, instant: string): AccessView {
  const own = [...resources.values()].filter(({ namespace }) => namespace === organization)
  const byKind = groupBy(own.sort(by(({ name }) => name)), ({ kind }) => kind)
  return {
    name: organization,
    instant,
    of: (kind) => byKind.get(kind) ?? [],
    get: (kind, name) => resources.get(keyOf({ kind, namespace: organization, name })),
  }
}
