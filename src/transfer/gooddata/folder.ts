import { readDocuments } from '../../documents/read.ts'
import { plural } from '../../lib/text.ts'
import type { SourceText } from '../../model/document.ts'
import type { Problem } from '../../model/problem.ts'
import type { Json } from '../../model/resource.ts'
import { problemAt } from '../reading/problem.ts'
import { below, finished, type Reading, type Spot } from '../reading/reading.ts'
import type { Item } from './item.ts'
import { type Layout, LISTS, type List } from './layout.ts'
import { findLayout } from './root.ts'
import { lacking, type Place, placeOf, strangers } from './sdk.ts'
import { LIMITS, problemOfPath, textAtPath, treeBelow } from './tree.ts'

/** A layout as it was found, and what is wrong with where it stands; `sources` are the texts that were read, by path. */
export interface FoundLayout {
  readonly layout: Layout | undefined
  readonly problems: readonly Problem[]
  readonly sources: ReadonlyMap<string, SourceText>
}

/**
 * Reads the layout of one organization from a folder as GoodData's SDK for Python stores it: `gooddata_layouts/<organization>/`, its
 * parent, or the folder of the organization itself. No link is followed. Throws `ConfigError` where there is no layout, or several.
 */
export async function layoutIn(root: string): Promise<FoundLayout> {
  const { folder, organization } = await findLayout(root)
  const tree = await treeBelow(root, folder)
  const inside = (path: string): string => (folder === '' ? path : path.slice(folder.length + 1))
  const outside = (path: string): string => (folder === '' ? path : `${folder}/${path}`)
  const paths = tree.files.map(inside)
  const problems = [
    problemOfPath(folder, { ...NO_ADMINS, severity: 'warning' }),
    ...tree.problems,
    ...misplaced(paths, tree.folders.map(inside), outside),
  ]
  const sources = new Map<string, SourceText>()
  const found: FoundItem[] = []
  for (const path of paths) {
    const place = placeOf(path)
    if (place === undefined) continue
    const decoded = await textAtPath(root, outside(path))
    if ('problem' in decoded) {
      problems.push(decoded.problem)
      continue
    }
    sources.set(decoded.file.path, decoded.file)
    const read = finished(itemsIn(decoded.file, place))
    problems.push(...read.problems)
    found.push(...read.value.map((item) => ({ place, item })))
  }
  return { layout: layoutOf(organization, found), problems, sources }
}

const NO_ADMINS = {
  code: 'LastAdmin',
  message: 'such a folder does not tell who administers the organization',
  help: 'declare an admin before you apply it, or set minAdmins to 0',
} as const

interface FoundItem {
  readonly place: Place
  readonly item: Item
}

function misplaced(
  paths: readonly string[],
  folders: readonly string[],
  outside: (path: string) => string,
): readonly Problem[] {
  const strange = [...strangers(paths)].map(([path, count]) => {
    const what = paths.includes(path) ? 'this file has' : `this folder, with ${plural(count, 'file')}, has`
    const message = `${what} no place in a layout of GoodData and is left out`
    return problemOfPath(outside(path), { code: 'IgnoredField', severity: 'warning', message })
  })
  const missing = lacking(folders, new Set(paths)).map((path) =>
    problemOfPath(outside(path), {
      code: 'MissingField',
      message: 'the folder around it has no such file, which says what it is',
      help: 'put the file there, or take the folder away',
    }),
  )
  return [...strange, ...missing]
}

/** The things of a file: the items of its list, or itself. */
function* itemsIn(file: SourceText, place: Place): Reading<readonly Item[]> {
  const { documents, problems } = readDocuments(file, LIMITS)
  yield* problems
  const [document, second] = documents
  if (document === undefined) return []
  const spot: Spot = { document, pointer: '' }
  if (second !== undefined) {
    yield problemAt(
      { document: second, pointer: '' },
      { code: 'InvalidField', message: 'this file holds several documents', help: ONE },
    )
    return []
  }
  const value: Json = document.value
  if (place.type !== 'list') {
    if (!Array.isArray(value)) return [{ spot }]
    yield problemAt(spot, {
      code: 'InvalidField',
      message: 'this file holds a list, where one thing belongs',
      help: STORED,
    })
    return []
  }
  if (!Array.isArray(value)) {
    yield problemAt(spot, { code: 'InvalidField', message: `\`${place.list}\` must be a list`, help: STORED })
    return []
  }
  const items: Item[] = []
  for (const [index, item] of (value as readonly Json[]).entries()) {
    const own = below(spot, index)
    if (typeof item === 'object' && item !== null && !Array.isArray(item)) items.push({ spot: own })
    else
      yield problemAt(own, {
        code: 'InvalidField',
        message: `an item of \`${place.list}\` must be an object`,
        help: STORED,
      })
  }
  return items
}

const ONE = 'keep one of them: the SDK reads no other'
const STORED = 'store the layout again with the SDK'

/** A folder says nothing of the organization but its id, which is also all that it can be called. */
function layoutOf(id: string, found: readonly FoundItem[]): Layout {
  const file: SourceText = { source: 'gooddata', path: id, text: '' }
  const organization = { document: { file, index: 0, line: 1, column: 1, value: { id, name: id } }, pointer: '' }
  const listOf = (list: List): readonly Item[] =>
    found.flatMap(({ place, item }) => (place.type !== 'other' && place.list === list ? [item] : []))
  const names = [...new Set(found.flatMap(({ place }) => (place.type === 'other' ? [place.name] : [])))].sort()
  return {
    organization: { spot: organization },
    lists: Object.fromEntries(LISTS.map((list) => [list, listOf(list)])) as Record<List, readonly Item[]>,
    others: names.flatMap((name) => {
      const items = found.flatMap(({ place, item }) => (place.type === 'other' && place.name === name ? [item] : []))
      const [item] = items
      return item === undefined ? [] : [{ name, item, items }]
    }),
  }
}
