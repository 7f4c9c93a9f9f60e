import { DEFAULT_SCALAR_STYLE_RULES, dump, SCALAR_STYLE, type ScalarLayout } from 'js-yaml'
import type { JsonObject } from '../model/resource.ts'

/** Dates that the library's rules leave plain and other readers take for one: `2026-1-2`, `2026-01-01 10:00`. */
const DATE = /^\d{4}-\d{1,2}-\d{1,2}/

/** Text at the beginning of a line that every reader takes for the end of a document. */
const MARKER = /^(---|\.\.\.)(\s|$)/

const STYLE_RULES = [quoteLookalikes, ...Object.values(DEFAULT_SCALAR_STYLE_RULES)]

/**
 * YAML of documents, in the given order, fields in the order they have: block style, two spaces, `---` between documents,
 * text of several lines as a block. Text is quoted only where a reader of YAML 1.1 or 1.2 would take it for something
 * else (`no`, `012`, `1e3`, dates), so that kubectl and Charter read the same. No documents give an empty text.
 */
export function writeDocuments(values: readonly JsonObject[]): string {
  return values
    .map((value) => dump(value, { lineWidth: -1, noRefs: true, scalarStyleRules: STYLE_RULES }))
    .join('---\n')
}

function quoteLookalikes(layout: ScalarLayout): void {
  const isPlainText = layout.style === SCALAR_STYLE.PLAIN && !layout.node.value.includes('\n')
  const { value } = layout.node
  if (isPlainText && (DATE.test(value) || MARKER.test(value))) layout.style = SCALAR_STYLE.SINGLE_QUOTED
}
