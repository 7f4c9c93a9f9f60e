import type { Ground } from '../../layouts/gooddata/ground.ts'
import { layoutSections } from '../../layouts/gooddata/organization.ts'

/**
 * An organization as GoodData declares it, as JSON in pieces: two spaces at the uppermost level, one line for each thing in a
 * list, so that two of them can be compared. One list is made at a time.
 */
export function* layoutText(ground: Ground): Generator<string, void> {
  let before = '{\n'
  for (const [name, section] of layoutSections(ground)) {
    const value = section()
    yield `${before}  ${JSON.stringify(name)}: `
    if (Array.isArray(value)) yield* listText(value)
    else yield JSON.stringify(value)
    before = ',\n'
  }
  yield '\n}\n'
}

const CHUNK = 500

function* listText(items: readonly unknown[]): Generator<string, void> {
  if (items.length === 0) yield '[]'
  for (let from = 0; from < items.length; from += CHUNK) {
    const lines = items.slice(from, from + CHUNK).map((item) => `    ${JSON.stringify(item)}`)
    yield `${from === 0 ? '[\n' : ',\n'}${lines.join(',\n')}`
  }
  if (items.length > 0) yield '\n  ]'
}
