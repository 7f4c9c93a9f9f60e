import { KINDS, type Kind } from '../model/resource.ts'
import type { KindDefinition } from './definition.ts'
import { expandedSchema, kindHeader } from './load.ts'
import { shapeOf } from './shape.ts'
import { type Traits, traitsOf } from './traits.ts'

const definitions = new Map<Kind, KindDefinition>()
let kindsByWord: ReadonlyMap<string, Kind> | undefined

/** What the program knows of a kind; read when it is first asked for. Throws where `schemas/` is broken. */
export function kindDefinition(kind: Kind): KindDefinition {
  const known = definitions.get(kind)
  if (known !== undefined) return known
  const header = kindHeader(kind)
  const definition = withTraits({
    kind,
    plural: header['x-plural'],
    singular: header['x-singular'],
    scope: header['x-scope'],
    shortNames: header['x-short-names'],
    columns: header['x-columns'],
    title: header.title,
    description: header.description,
  })
  definitions.set(kind, definition)
  return definition
}

/** Who only asks for a kind's scope or names does not wait for its schema, which is read when something of it is wanted. */
function withTraits(header: Omit<KindDefinition, keyof Traits | 'schema'>): KindDefinition {
  const { kind } = header
  let known: Traits | undefined
  const traits = (): Traits => {
    known ??= traitsOf(shapeOf(kind).spec, ['spec'])
    return known
  }
  return {
    ...header,
    get schema() {
      return expandedSchema(kind)
    },
    get references() {
      return traits().references
    },
    get uniques() {
      return traits().uniques
    },
    get sets() {
      return traits().sets
    },
    get keyed() {
      return traits().keyed
    },
    get secretRefs() {
      return traits().secretRefs
    },
  }
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
