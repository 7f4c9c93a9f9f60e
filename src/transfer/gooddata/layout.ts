import { quoted } from '../../desired/laws/words.ts'
import { DEFAULT_LIMITS } from '../../documents/limits.ts'
import { positionAt } from '../../documents/line.ts'
import { readDocuments } from '../../documents/read.ts'
import { pointerOf } from '../../lib/pointer.ts'
import type { SourceText } from '../../model/document.ts'
import type { Problem, ProblemCode } from '../../model/problem.ts'
import type { Reading } from '../reading/reading.ts'
import type { Item, SlicedItem } from './item.ts'
import { type Section, type Slice, sectionsOf } from './split.ts'

/** The lists of a layout that Charter has a place for (systems §3.2). */
export const LISTS = [
  'dataSources',
  'identityProviders',
  'users',
  'userGroups',
  'workspaces',
  'workspaceDataFilters',
] as const
export type List = (typeof LISTS)[number]

/** A layout taken apart: the organization, the items of its lists, and the other sections that hold something. */
export interface Layout {
  readonly organization: Item
  readonly lists: Readonly<Record<List, readonly Item[]>>
  readonly others: readonly { readonly name: string; readonly item: Item; readonly items: readonly Item[] }[]
}

/** Takes the text of a layout apart; `undefined`, with a problem, where it is none. */
export function* layoutOf(file: SourceText): Reading<Layout | undefined> {
  const sections = sectionsOf(file.text)
  if (sections === undefined) {
    yield syntaxProblem(file)
    return undefined
  }
  const known = new Map<string, Section>()
  for (const section of sections) {
    if (known.has(section.name)) {
      const message = `${quoted(section.name)} is there twice`
      yield problemIn(file, section.value, { code: 'DuplicateField', message, help: 'keep one of them' })
    }
    known.set(section.name, section)
  }
  const organization = known.get('organization')
  if (organization === undefined) {
    yield problemIn(file, { start: 0, end: 1 }, NO_ORGANIZATION)
    return undefined
  }
  for (const name of LISTS) {
    const section = known.get(name)
    if (section !== undefined && section.items === undefined && !isNull(file, section.value)) {
      yield problemIn(file, section.value, { code: 'InvalidField', message: `\`${name}\` must be a list`, help: HELP })
    }
  }
  const itemsOf = (name: string): readonly SlicedItem[] =>
    (known.get(name)?.items ?? []).map((slice, index) => ({ file, slice, pointer: `/${name}/${index}` }))
  return {
    organization: { file, slice: organization.value, pointer: '/organization' },
    lists: Object.fromEntries(LISTS.map((name) => [name, itemsOf(name)])) as Record<List, readonly Item[]>,
    others: sections
      .filter(({ name, value }) => name !== 'organization' && !isList(name) && !isEmpty(file, value))
      .map(({ name, value }) => {
        const item = { file, slice: value, pointer: pointerOf([name]) }
        return { name, item, items: itemsOf(name).filter(({ slice }) => file.text[slice.start] === '{') }
      }),
  }
}

const HELP = 'give the JSON that GET /api/v1/layout/organization answers'

const NO_ORGANIZATION = { code: 'MissingField', message: 'the layout has no `organization`', help: HELP } as const

function isList(name: string): boolean {
  return LISTS.some((list) => list === name)
}

function isNull({ text }: SourceText, { start, end }: Slice): boolean {
  return text.slice(start, end) === 'null'
}

function isEmpty(file: SourceText, { start, end }: Slice): boolean {
  return end - start < 100 && /^(?:null|""|\[\s*\]|\{\s*\})$/.test(file.text.slice(start, end))
}

/** Why a text is no JSON object, as files say it. */
function syntaxProblem(file: SourceText): Problem {
  const limits = { ...DEFAULT_LIMITS, nodes: 10_000_000 }
  const [problem] = readDocuments({ ...file, path: `${file.path}.json` }, limits).problems
  if (problem !== undefined && 'line' in problem.origin) {
    return { ...problem, origin: { ...problem.origin, path: file.path } }
  }
  return problemIn(file, { start: 0, end: 1 }, { code: 'Syntax', message: 'this is no layout', help: HELP })
}

function problemIn(
  file: SourceText,
  { start }: Slice,
  wrong: { readonly code: ProblemCode; readonly message: string; readonly help: string },
): Problem {
  const { source, path } = file
  return { ...wrong, severity: 'error', origin: { source, path, ...positionAt(file, start) }, pointer: '', length: 1 }
}
