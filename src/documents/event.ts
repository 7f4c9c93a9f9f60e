import { parseEvents } from 'js-yaml'
import type { SourceText } from '../model/document.ts'
import { jsonEvents, type Parsed } from './json.ts'
import type { Limits } from './limits.ts'
import { syntaxFault } from './syntax.ts'

/**
 * The events of a file: of JSON where its name ends in `.json`, else of YAML 1.2; or the one fault that stops its
 * reading. Pure in the text and the limits: the same file gives the same events again.
 */
export function eventsOf(file: SourceText, limits: Limits): Parsed {
  if (file.path.endsWith('.json')) return jsonEvents(file.text, limits)
  try {
    // The parser counts the innermost scalar too, and what may still be a field name twice: `buildValues` counts exactly.
    return { events: parseEvents(file.text, { maxDepth: limits.depth + 3 }) }
  } catch (error) {
    return { fault: syntaxFault(file.text, error, limits) }
  }
}
