import type { Json, JsonObject } from '../../src/model/resource.ts'
import type { Piece } from './universe.ts'

/** The same pieces after one of them got another name, which everything that names it uses; it says what it was called. */
export function renamed(pieces: readonly Piece[], old: Piece, name: string): readonly Piece[] {
  const swap = (value: Json | undefined): Json | undefined => (value === old.name ? name : value)
  return pieces.map((piece) => {
    const isIt = piece.kind === old.kind && piece.namespace === old.namespace && piece.name === old.name
    const spec =
      old.kind === 'Organization' || piece.namespace === old.namespace ? followed(piece, old, swap) : piece.spec
    if (isIt) return { ...piece, name, spec: { ...spec, previousNames: [old.name] } }
    const moves = old.kind === 'Organization' && piece.namespace === old.name
    return { ...piece, spec, namespace: moves ? name : piece.namespace }
  })
}

type Swap = (value: Json | undefined) => Json | undefined

/** The spec of a piece in which what names a thing of this kind names it anew; written out, not read from the schemas. */
function followed({ kind, spec }: Piece, old: Piece, swap: Swap): JsonObject {
  switch (old.kind) {
    case 'Organization':
      return kind === 'Organization' ? within(spec, ['parent'], swap) : spec
    case 'User':
      if (kind === 'UserGroup') return within(spec, ['members', 'maintainers'], swap)
      return kind === 'Permission' ? below(spec, 'assignee', 'user', swap) : spec
    case 'UserGroup':
      if (kind === 'User') return within(spec, ['userGroups'], swap)
      if (kind === 'UserGroup') return within(spec, ['parents'], swap)
      return kind === 'Permission' ? below(spec, 'assignee', 'userGroup', swap) : spec
    case 'Workspace':
      if (kind === 'Workspace') return within(spec, ['parent'], swap)
      return kind === 'Permission' ? below(spec, 'scope', 'workspace', swap) : spec
  }
  return spec
}

function within(spec: JsonObject, fields: readonly string[], swap: Swap): JsonObject {
  const entries = Object.entries(spec).map(([name, value]) => {
    if (!fields.includes(name)) return [name, value]
    return [name, Array.isArray(value) ? value.map(swap) : swap(value)]
  })
  return Object.fromEntries(entries) as JsonObject
}

function below(spec: JsonObject, field: string, name: string, swap: Swap): JsonObject {
  const part = spec[field]
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return spec
  return { ...spec, [field]: within(part as JsonObject, [name], swap) }
}
