import { visible } from '../../lib/text.ts'
import type { Key, Origin } from '../../model/resource.ts'

/**
 * How places are written. `folders` are the folders of sources as seen from where the user stands (or from the root of
 * the repository, for annotations), `names` the identities of objects in a cluster by uid.
 */
export interface PlaceInput {
  readonly folders?: ReadonlyMap<string, string>
  readonly names?: ReadonlyMap<string, Key>
}

/** Writes places: `path` is the path of a file or `undefined` for an object, `full` is for people, with line and column. */
export interface Places {
  path(origin: Origin): string | undefined
  full(origin: Origin): string
}

/** Makes the writer of places. Paths are escaped in `full` only: machines get them as they are. */
export function createPlaces({ folders, names }: PlaceInput): Places {
  const path = (origin: Origin): string | undefined => {
    if (!('path' in origin)) return undefined
    const folder = (folders?.get(origin.source) ?? '').replace(/^\.\/|\/$/g, '')
    return folder === '' || folder === '.' ? origin.path : `${folder}/${origin.path}`
  }
  return {
    path,
    full(origin) {
      if ('path' in origin) return `${visible(path(origin) ?? '')}:${origin.line}:${origin.column}`
      const name = origin.object ?? names?.get(origin.uid)
      const object = `uid ${visible(origin.uid)}, generation ${origin.generation}, ${visible(origin.source)}`
      return name === undefined ? object : `${visible(name)} (${object})`
    },
  }
}
