/** A line that somebody has changed, and what was changed in it. */
export interface Tampered {
  readonly text: string
  readonly what: string
}

const TEXT = '"(?:[^"\\\\]|\\\\.)*"'
const SCALAR = `(?:${TEXT}|-?\\d[\\d.eE+-]*|true|false|null)`
const MEMBER = new RegExp(`(${TEXT}):(${SCALAR}|[[{])`, 'g')
const ITEM = new RegExp(`(?<=[[,])(${SCALAR})(?=[,\\]])`, 'g')

/**
 * Every way of changing one thing in a line of a ledger: each value changed, each field renamed, taken out, said twice,
 * each item of a list changed, and white space or a field put in.
 */
export function tamperedLines(line: string): readonly Tampered[] {
  const found: Tampered[] = []
  const replaced = (at: number, length: number, by: string, what: string): void => {
    found.push({ text: `${line.slice(0, at)}${by}${line.slice(at + length)}`, what })
  }
  for (const { 0: whole, 1: name = '', 2: value = '', index } of line.matchAll(MEMBER)) {
    const at = index + name.length + 1
    for (const other of othersOf(value)) replaced(at, value.length, other, `${name}:${value}→${other}`)
    replaced(index, name.length, `${name.slice(0, -1)}x"`, `${name} renamed`)
    replaced(index, 0, `${name}:1,`, `${name} said twice`)
    replaced(at, 0, ' ', `white space before the value of ${name}`)
    replaced(at, 0, '\t', `a tab before the value of ${name}`)
    if (!/[[{]/.test(value))
      replaced(index, whole.length + (line[index + whole.length] === ',' ? 1 : 0), '', `${name} taken out`)
  }
  for (const { 1: value = '', index } of line.matchAll(ITEM)) {
    for (const other of othersOf(value)) replaced(index, value.length, other, `item ${value}→${other}`)
  }
  for (const [at] of [...line].entries()) {
    if (line[at] === '\t') replaced(at, 1, '', `the tab at ${at} taken out`)
    if (line[at] === '{' && line[at + 1] === '"') replaced(at + 1, 0, '"!":1,', `a field put in at ${at}`)
  }
  replaced(line.length, 0, ' ', 'white space at the end')
  replaced(0, 0, ' ', 'white space at the beginning')
  return found
}

/** Other values of the same type, and null. */
function othersOf(value: string): readonly string[] {
  if (value === '[' || value === '{') return []
  if (value.startsWith('"')) {
    const changed =
      value.length > 2
        ? `"${value[1] === 'a' ? 'b' : 'a'}${value.slice(/^"\\u/.test(value) ? 7 : value[1] === '\\' ? 3 : 2)}`
        : '"a"'
    return [changed, `${value.slice(0, -1)}x"`, '""', 'null'].filter((other) => other !== value)
  }
  if (value === 'true') return ['false', 'null']
  if (value === 'false') return ['true', 'null']
  if (value === 'null') return ['0', '""']
  return [String(Number(value) + 1), `${value}0`, `-${value}`, '0', `"${value}"`].filter(
    (other) => (other !== value && Number(other) !== Number(value)) || other !== value,
  )
}
