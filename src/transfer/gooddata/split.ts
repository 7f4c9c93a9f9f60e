/** A part of a text: offsets in UTF-16 units, `end` exclusive. */
export interface Slice {
  readonly start: number
  readonly end: number
}

/** A field of the one object that a layout is: where its value stands, and of a list where its items stand. */
export interface Section {
  readonly name: string
  readonly value: Slice
  readonly items: readonly Slice[] | undefined
}

const SPACE = /[ \t\n\r]*/y

/**
 * The fields of the one JSON object that a text is, in its order, without reading their values, so that a large one can be read
 * item by item. `undefined` where the text is no such object; whether values are JSON shows when they are read.
 */
export function sectionsOf(text: string): readonly Section[] | undefined {
  const sections: Section[] = []
  let at = afterSpace(text, 0)
  if (text[at] !== '{') return undefined
  at = afterSpace(text, at + 1)
  while (text[at] !== '}') {
    const name = valueAt(text, at)
    const colon = name === undefined ? -1 : afterSpace(text, name.end)
    if (name === undefined || text[name.start] !== '"' || text[colon] !== ':') return undefined
    const value = valueAt(text, afterSpace(text, colon + 1))
    if (value === undefined) return undefined
    const items = text[value.start] === '[' ? itemsOf(text, value) : undefined
    if (text[value.start] === '[' && items === undefined) return undefined
    sections.push({ name: text.slice(name.start + 1, name.end - 1), value, items })
    at = afterSpace(text, value.end)
    if (text[at] === ',') {
      at = afterSpace(text, at + 1)
      if (text[at] === '}') return undefined
    } else if (text[at] !== '}') return undefined
  }
  return afterSpace(text, at + 1) === text.length ? sections : undefined
}

function itemsOf(text: string, list: Slice): readonly Slice[] | undefined {
  const items: Slice[] = []
  let at = afterSpace(text, list.start + 1)
  while (at < list.end - 1) {
    const item = valueAt(text, at)
    if (item === undefined) return undefined
    items.push(item)
    at = afterSpace(text, item.end)
    if (text[at] === ',') {
      at = afterSpace(text, at + 1)
      if (at >= list.end - 1) return undefined
    } else if (at < list.end - 1) return undefined
  }
  return items
}

/** The value that begins at an offset: to its closing bracket or quote, else to what ends a word. */
function valueAt(text: string, start: number): Slice | undefined {
  const first = text[start]
  if (first === '"') return quoted(text, start)
  if (first !== '{' && first !== '[') return word(text, start)
  let depth = 0
  for (let at = start; at < text.length; at++) {
    switch (text[at]) {
      case '"': {
        const end = quoted(text, at)?.end
        if (end === undefined) return undefined
        at = end - 1
        break
      }
      case '{':
      case '[':
        depth++
        break
      case '}':
      case ']':
        if (--depth === 0) return { start, end: at + 1 }
    }
  }
  return undefined
}

function quoted(text: string, start: number): Slice | undefined {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0
    while (text[end - 1 - escapes] === '\\') escapes++
    if (escapes % 2 === 0) return { start, end: end + 1 }
  }
  return undefined
}

const WORD = /[^ \t\n\r,:[\]{}"]+/y

function word(text: string, start: number): Slice | undefined {
  WORD.lastIndex = start
  return WORD.test(text) ? { start, end: WORD.lastIndex } : undefined
}

function afterSpace(text: string, at: number): number {
  SPACE.lastIndex = at
  SPACE.test(text)
  return SPACE.lastIndex
}
