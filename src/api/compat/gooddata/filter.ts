/** What a filter is held against: the values that something has under a name. */
export type ValuesOf<T> = (item: T, name: string) => readonly string[]

/** Whether something passes a filter. */
export type Filter<T> = (item: T) => boolean

/** What is wrong with a filter, in one sentence. */
export interface FilterFault {
  readonly fault: string
}

/**
 * Reads a filter as GoodData writes one (RSQL): `==`, `!=`, `=in=`, `=out=`, `=containsic=` and `=isnull=`, with `;` for and,
 * `,` for or, which binds less, and brackets. `known` are the names that it may use; texts with other signs stand in quotes.
 */
export function readFilter<T>(text: string, known: readonly string[], valuesOf: ValuesOf<T>): Filter<T> | FilterFault {
  const words = wordsIn(text)
  if (words === undefined) return { fault: 'has a quote that does not end' }
  const reader = { words, at: 0, depth: 0, comparisons: 0, known, valuesOf }
  try {
    const filter = readOr(reader)
    return reader.at === words.length ? filter : { fault: expected(reader, '`;` or `,`') }
  } catch (error) {
    if (error instanceof Unreadable) return { fault: error.message }
    throw error
  }
}

/** So deep brackets may stand in brackets, and so much may be compared: each costs a look at everything there is. */
const MOST = { depth: 10, comparisons: 20 }

const OPERATORS = ['==', '!=', '=in=', '=out=', '=containsic=', '=isnull='] as const
type Operator = (typeof OPERATORS)[number]

interface Word {
  readonly text: string
  readonly isQuoted: boolean
}

interface Reader<T> {
  readonly words: readonly Word[]
  readonly known: readonly string[]
  readonly valuesOf: ValuesOf<T>
  at: number
  depth: number
  comparisons: number
}

class Unreadable extends Error {}

function readOr<T>(reader: Reader<T>): Filter<T> {
  const all = [readAnd(reader)]
  while (takes(reader, ',', 'or')) all.push(readAnd(reader))
  return (item) => all.some((one) => one(item))
}

function readAnd<T>(reader: Reader<T>): Filter<T> {
  const all = [readOne(reader)]
  while (takes(reader, ';', 'and')) all.push(readOne(reader))
  return (item) => all.every((one) => one(item))
}

function readOne<T>(reader: Reader<T>): Filter<T> {
  if (takes(reader, '(')) {
    if (++reader.depth > MOST.depth) throw new Unreadable(`has more than ${MOST.depth} brackets in each other`)
    const inside = readOr(reader)
    if (!takes(reader, ')')) throw new Unreadable(expected(reader, '`)`'))
    reader.depth--
    return inside
  }
  if (++reader.comparisons > MOST.comparisons) throw new Unreadable(`compares more than ${MOST.comparisons} times`)
  const name = next(reader, 'a name')
  if (!reader.known.includes(name)) throw new Unreadable(`names one of ${reader.known.join(', ')}`)
  const operator = OPERATORS.find((one) => takes(reader, one))
  if (operator === undefined) throw new Unreadable(expected(reader, `one of ${OPERATORS.join(', ')}`))
  const isMatch = matcher(operator, readValues(reader, operator))
  const { valuesOf } = reader
  return (item) => isMatch(valuesOf(item, name))
}

function readValues<T>(reader: Reader<T>, operator: Operator): readonly string[] {
  if (operator !== '=in=' && operator !== '=out=') return [next(reader, 'a value')]
  if (!takes(reader, '(')) throw new Unreadable(expected(reader, '`(`'))
  const values = [next(reader, 'a value')]
  while (takes(reader, ',')) values.push(next(reader, 'a value'))
  if (!takes(reader, ')')) throw new Unreadable(expected(reader, '`)`'))
  return values
}

function matcher(operator: Operator, wanted: readonly string[]): (values: readonly string[]) => boolean {
  const [first = ''] = wanted
  const all = new Set(wanted)
  switch (operator) {
    case '==':
    case '=in=':
      return (values) => values.some((one) => all.has(one))
    case '!=':
    case '=out=':
      return (values) => !values.some((one) => all.has(one))
    case '=containsic=':
      return (values) => values.some((one) => one.toLowerCase().includes(first.toLowerCase()))
    case '=isnull=':
      return (values) => (values.length === 0) === (first === 'true')
  }
}

const WORD = /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(=[a-z]*=|!=|[();,])|([^\s'"();,=!]+))\s*/y

/** Signs and names in turn; `undefined` where a quote is left open. */
function wordsIn(text: string): readonly Word[] | undefined {
  const words: Word[] = []
  WORD.lastIndex = 0
  while (WORD.lastIndex < text.length) {
    const found = WORD.exec(text)
    if (found === null) return undefined
    const [, single, double, sign, plain] = found
    const quoted = single ?? double
    if (quoted !== undefined) words.push({ text: quoted.replaceAll(/\\(.)/g, '$1'), isQuoted: true })
    else words.push({ text: sign ?? plain ?? '', isQuoted: false })
  }
  return words
}

function takes<T>(reader: Reader<T>, ...signs: readonly string[]): boolean {
  const word = reader.words[reader.at]
  if (word === undefined || word.isQuoted || !signs.includes(word.text)) return false
  reader.at++
  return true
}

function next<T>(reader: Reader<T>, what: string): string {
  const word = reader.words[reader.at]
  if (word === undefined || (!word.isQuoted && /^[=!();,]/.test(word.text)))
    throw new Unreadable(expected(reader, what))
  reader.at++
  return word.text
}

function expected<T>({ words, at }: Reader<T>, what: string): string {
  return `has ${at === words.length ? 'an end' : `its part ${at + 1}`} where ${what} is expected`
}
