import { groupBy } from '../../lib/compare.ts'
import type { Document } from '../../model/document.ts'
import { propertiesAt } from '../reading/field.ts'
import { below, type Reading, type Spot } from '../reading/reading.ts'

/** One file's part of one organization; `folder` is the file's folder inside the organization's, '' for that one itself. */
export interface Fragment {
  readonly spot: Spot
  readonly folder: string
}

/** An organization with its fragments, in the order of their paths. */
export interface Parts {
  readonly original: string
  readonly fragments: readonly Fragment[]
}

const MARKS = ['admins', 'members', 'teams', 'repos']
/** Folder names that say nothing of the organization inside. */
const GENERIC = ['org', 'orgs', 'config', 'peribolos']

/**
 * Finds the organizations in a folder. A file with `orgs` holds whole ones. Each folder with an `org.yaml` is one, with
 * all files below it; without any `org.yaml` the uppermost folders that declare something are. `root` are the segments of
 * the path that the documents' own paths start from: a folder called `org` or so takes the name of the one around it.
 */
export function* organizationsIn(documents: readonly Document[], root: readonly string[]): Reading<readonly Parts[]> {
  const wholes: { original: string; fragment: Fragment }[] = []
  const others: Document[] = []
  for (const document of documents) {
    if (!Object.hasOwn(document.value, 'orgs')) others.push(document)
    for (const { text, spot } of yield* propertiesAt(below({ document, pointer: '' }, 'orgs'), '`orgs`')) {
      wholes.push({ original: text, fragment: { spot, folder: '' } })
    }
  }
  const folders = organizationFolders(others)
  const parts = others.flatMap((document) => {
    const folder = folders.find((candidate) => isInside(document.file.path, candidate))
    if (folder === undefined) return []
    const inside = folderOf(document.file.path).slice(folder === '' ? 0 : folder.length + 1)
    const original = nameOf([...root, ...folder.split('/')])
    return [{ original, fragment: { spot: { document, pointer: '' }, folder: inside } }]
  })
  return [...groupBy([...wholes, ...parts], (part) => part.original)].map(([original, group]) => ({
    original,
    fragments: group.map((part) => part.fragment),
  }))
}

function organizationFolders(documents: readonly Document[]): readonly string[] {
  const main = documents.filter(({ file }) => /(^|\/)org\.ya?ml$/.test(file.path))
  if (main.length > 0) return [...new Set(main.map(({ file }) => folderOf(file.path)))]
  const marked = documents.filter(({ value }) => MARKS.some((mark) => Object.hasOwn(value, mark)))
  const folders = [...new Set(marked.map(({ file }) => folderOf(file.path)))]
  const highest = Math.min(...folders.map(depthOf))
  return folders.filter((folder) => depthOf(folder) === highest)
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
}

function depthOf(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length
}

function isInside(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`)
}

function nameOf(segments: readonly string[]): string {
  return segments.findLast((segment) => segment !== '' && !GENERIC.includes(segment)) ?? ''
}
