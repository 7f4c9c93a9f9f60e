import { KINDS, type Kind } from '../model/resource.ts'
import type { KindDefinition } from './definition.ts'
import { expandedSchema, kindHeader, loadKind } from './load.ts'
import { shapeOf } from './shape.ts'
import { traitsOf } from './traits.ts'

const definitions = new Map<Kind, KindDefinition>()
let kindsByWord: ReadonlyMap<string, Kind> | undefined

/** What the program knows of a kind; read when it is first asked for. Throws where `schemas/` is broken. */
export function kindDefinition(kind: Kind): KindDefinition {
  const known = definitions.get(kind)
  if (known !== undefined) return known
  const file = loadKind(kind)
  const definition: KindDefinition = {
    kind,
    plural: file['x-plural'],
    singular: file['x-singular'],
    scope: file['x-scope'],
    shortNames: file['x-short-names'],
    columns: file['x-columns'],
    title: file.title,
    description: file.description,
    // Made when it is read: that of an Organization takes in twelve other kinds.
    get schema() {
      return expandedSchema(kind)
    },
    ...traitsOf(shapeOf(kind).spec, ['spec']),
  }
  definitions.set(kind, definition)
  return definition
}

/** The definitions of all kinds, in the order of `KINDS`. */
export function kindDefinitions(): readonly KindDefinition[] {
  return KINDS.map(kindDefinition)
}

/** The kind that a word of the command line names: kind, plural, singular or short name, in any letter case. */
export function kindNamed(word: string): KindDefinition | undefined {
  kindsByWord ??= new Map(KINDS.flatMap(wordsOf))
  const kind = kindsByWord.get(word.toLowerCase())
  return kind === undefined ? undefined : kindDefinition(kind)
}

function wordsOf(kind: Kind): [string, Kind][] {
  const header = kindHeader(kind)
  const words = [kind, header['x-plural'], header['x-singular'], ...header['x-short-names']]
  return words.map((word) => [word.toLowerCase(), kind])
}
