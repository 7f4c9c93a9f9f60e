import { momentOf } from '../access/windows.ts'
import type { StoredResource } from '../model/resource.ts'
import type { Catalog, Catalogs } from './catalog.ts'
import type { View } from './endpoint.ts'
import type { Identity } from './identity.ts'
import { type Viewer, viewerOf } from './viewer.ts'

/** What there is to see in a view, and what of it somebody sees. */
export interface Seen {
  readonly catalog: Catalog
  readonly viewer: Viewer
}

/**
 * What somebody sees of a view, which may be of another moment than now (`newest`). The past opens nothing again: whoever has no
 * access any more has none to what was, and of it sees what they saw then. Organizations are the same by their uid.
 */
export function seenBy(
  identity: Identity,
  { view, newest }: { readonly view: View; readonly newest: View },
  catalogs: Catalogs,
): Seen {
  const now = seenAt(identity, newest, catalogs(newest.state.resources))
  if (view === newest) return now
  const then = seenAt(identity, view, catalogs(view.state.resources, newest.state.resources))
  return { catalog: then.catalog, viewer: viewerThen(then, now) }
}

function seenAt(identity: Identity, { instant }: View, catalog: Catalog): Seen {
  return { catalog, viewer: viewerOf(identity, catalog, momentOf(instant)) }
}

function viewerThen(then: Seen, now: Seen): Viewer {
  const { identity } = then.viewer
  const today = (name: string): StoredResource | undefined => {
    const uid = named(then.catalog, name)?.uid
    const found = uid === undefined ? undefined : now.catalog.organization(uid)
    return found?.uid === uid ? found : undefined
  }
  if (identity.type === 'token' || identity.type === 'kubernetes') {
    // The names that somebody may see are those of today, also of what is gone, as long as nobody else has its name.
    const may = (what: 'sees' | 'manages', name: string): boolean => {
      const names = identity.type === 'token' ? identity.organizations : identity[what]
      if (names === undefined) return then.viewer[what](name)
      const found = today(name)
      return found === undefined
        ? named(now.catalog, name) === undefined && now.viewer[what](name)
        : now.viewer[what](found.name)
    }
    return { ...then.viewer, sees: (name) => may('sees', name), manages: (name) => may('manages', name) }
  }
  const both = (name: string, may: 'sees' | 'manages' | 'seesSecrets'): boolean => {
    const found = today(name)
    return found !== undefined && now.viewer[may](found.name) && then.viewer[may](name)
  }
  const sees = (name: string): boolean => both(name, 'sees')
  return {
    ...then.viewer,
    sees,
    manages: (name) => both(name, 'manages'),
    seesSecrets: (name) => both(name, 'seesSecrets'),
    userOf: (name) => (sees(name) ? then.viewer.userOf(name) : undefined),
  }
}

/** The organization of that name, and no other one. */
function named(catalog: Catalog, name: string): StoredResource | undefined {
  const found = catalog.organization(name)
  return found?.name === name ? found : undefined
}
