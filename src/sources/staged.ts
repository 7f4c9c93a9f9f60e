import { basename, resolve } from 'node:path'
import { openLocal } from '../git/local.ts'
import { type Index, listIndex, stagedPaths } from '../git/staged.ts'
import type { TreeEntry } from '../git/tree.ts'
import { sha256 } from '../lib/digest.ts'
import type { Source } from '../model/ports.ts'
import { entriesContent, wanted } from './commit.ts'
import { type Content, SOURCE_LIMITS } from './content.ts'
import { checkFolder, isDeclaration } from './path.ts'
import { makeSnapshot } from './snapshot.ts'

/**
 * What is staged in a Git repository: `path` is its work tree, `folder` what of it is read ('' is all), or one file; `name`
 * is the owner of what it declares, `root` the folder as the user typed it. `index` is the index file where git names another one.
 */
export interface StagedOptions {
  readonly path: string
  readonly folder: string
  readonly name: string
  readonly root: string
  readonly index?: string | undefined
}

/** What is staged as a source. `changed` gives the paths, from its folder, in which it differs from the last commit. */
export interface StagedSource extends Source {
  changed(signal?: AbortSignal): Promise<ReadonlySet<string>>
}

/**
 * Opens the index of a work tree as a source: everything that the next commit will hold, whatever the files on the disk
 * say. Nothing is written. Throws `SourceError` where there is no repository, `fetch` and `changed` also `ConfigError` (`listIndex`).
 */
export function openStaged({ path, folder: asked, name, root, index: file }: StagedOptions): StagedSource {
  const index: Index = { repository: openLocal(path), workTree: resolve(path), file }
  const below = checkFolder(asked)
  const isOne = isDeclaration(below)
  const folder = isOne ? below.slice(0, Math.max(0, below.lastIndexOf('/'))) : below
  const prefix = folder === '' ? '' : `${folder}/`
  const counts = (path: string, mode = '100644'): boolean =>
    path.startsWith(prefix) && (isOne ? path === below : wanted(path.slice(prefix.length), mode))
  const inside = (path: string): string => path.slice(prefix.length)
  return {
    name,
    fetch: async (signal) => {
      const listed = await listIndex(index, { wanted: counts, signal })
      const entries = listed.map((entry) => ({ ...entry, path: inside(entry.path) }))
      const settings = { source: name, privileged: true, root, limits: SOURCE_LIMITS, signal }
      return makeSnapshot(contentOf(index, entries, settings), settings)
    },
    changed: async (signal) => {
      const paths = await stagedPaths(index, { signal })
      return new Set(paths.filter((path) => counts(path)).map(isOne ? (path) => basename(path) : inside))
    },
  }
}

async function* contentOf(
  { repository }: Index,
  entries: readonly TreeEntry[],
  settings: Parameters<typeof entriesContent>[2],
): Content {
  yield* entriesContent(repository, entries, settings)
  const revision = sha256(entries.map(({ mode, oid, path }) => `${mode} ${oid} ${path}\0`).join(''))
  return { revision, complete: true }
}
