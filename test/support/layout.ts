import fc from 'fast-check'
import { writeDocuments } from '../../src/documents/write.ts'
import { API_VERSION, type JsonObject, type Kind } from '../../src/model/resource.ts'
import type { Texts } from './installation.ts'
import type { Piece } from './universe.ts'

/** How pieces are written down: what is told of each by its place in the list, again and again. */
export interface Layout {
  readonly files: readonly number[]
  readonly order: readonly number[]
  readonly inline: readonly boolean[]
  readonly reversed: boolean
  readonly commented: boolean
  readonly windows: boolean
}

const some = { minLength: 12, maxLength: 12 }

/** Ways to write an installation down: in one file or several, in any order, children apart or inside their organization. */
export const layout: fc.Arbitrary<Layout> = fc.record({
  files: fc.array(fc.nat(3), some),
  order: fc.array(fc.nat(99), some),
  inline: fc.array(fc.boolean(), some),
  reversed: fc.boolean(),
  commented: fc.boolean(),
  windows: fc.boolean(),
})

/** Everything in one file, in order, in documents of its own. */
export const PLAIN: Layout = {
  files: [0],
  order: [0],
  inline: [false],
  reversed: false,
  commented: false,
  windows: false,
}

const LISTS: Partial<Record<Kind, string>> = {
  User: 'users',
  UserGroup: 'userGroups',
  Workspace: 'workspaces',
  Permission: 'permissions',
  Entitlement: 'entitlements',
}

/** The document of a piece. */
export function documentOf({ kind, namespace, name, spec }: Piece): JsonObject {
  return { apiVersion: API_VERSION, kind, metadata: namespace === '' ? { name } : { namespace, name }, spec }
}

/** Writes pieces down as files; `prefix` stands before their paths. */
export function written(pieces: readonly Piece[], how: Layout, prefix = 'orgs'): Texts {
  const at = <T>(list: readonly T[], index: number, otherwise: T): T => list[index % list.length] ?? otherwise
  const turned = pieces.map((piece) => (how.reversed ? { ...piece, spec: reversed(piece.spec) } : piece))
  const isInline = (piece: Piece, index: number): boolean =>
    LISTS[piece.kind] !== undefined && at(how.inline, index, false)
  const own = turned.filter((piece, index) => !isInline(piece, index))
  const within = turned.filter(isInline)
  const placed = own.map((piece, index) => ({
    file: at(how.files, index, 0),
    rank: at(how.order, index, 0),
    value: withChildren(piece, within),
  }))
  const paths = [...new Set(placed.map(({ file }) => file))]
  return Object.fromEntries(
    paths.map((file) => {
      const here = placed.filter((one) => one.file === file).sort((left, right) => left.rank - right.rank)
      return [
        `${prefix}/${file}.yaml`,
        textOf(
          here.map(({ value }) => value),
          how,
        ),
      ]
    }),
  )
}

function textOf(values: readonly JsonObject[], { commented, windows }: Layout): string {
  const text = commented
    ? values.map((value) => `# see the handbook\n${writeDocuments([value])}`).join('---\n# next\n\n')
    : writeDocuments(values)
  return windows ? text.replaceAll('\n', '\r\n') : text
}

function withChildren(piece: Piece, within: readonly Piece[]): JsonObject {
  if (piece.kind !== 'Organization') return documentOf(piece)
  const lists: Record<string, JsonObject[]> = {}
  for (const { kind, namespace, name, spec } of within) {
    const list = LISTS[kind]
    if (namespace !== piece.name || list === undefined) continue
    lists[list] = [...(lists[list] ?? []), { name, ...spec }]
  }
  return documentOf({ ...piece, spec: { ...piece.spec, ...lists } })
}

/** The same spec with its fields and sets in another order. */
function reversed(spec: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(spec)
      .reverse()
      .map(([name, value]) => [name, Array.isArray(value) ? [...value].reverse() : value]),
  )
}
