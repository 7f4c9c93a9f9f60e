import type { Admission } from '../../kubernetes/admission.ts'
import { listed, shortened, visible } from '../../lib/text.ts'
import type { Problem } from '../../model/problem.ts'
import type { Origin } from '../../model/resource.ts'
import type { Verdict } from './verdict.ts'

const MOST_PROBLEMS = 20
const MOST_CHARACTERS = 600

/**
 * What somebody is told who applies an object: everything that refuses it, in the words of `charter validate`, and every warning.
 * What they would give themselves (`own`) refuses it where the configuration says so.
 */
export function admissionOf(
  { errors, warnings, holds }: Verdict,
  own: readonly string[] = [],
  isOwnRefused = false,
): Admission {
  const refusals = [...errors.map(problemText), ...(isOwnRefused ? ownText('error', own) : [])]
  const told = [
    ...(isOwnRefused ? [] : ownText('warning', own)),
    ...warnings.map((problem) => `${headOf({ ...problem, severity: 'warning' })} (${placeOf(problem)})`),
    ...holds.map(({ code, message }) => `held[${code}]: ${message}`),
  ]
  return { ...(refusals.length === 0 ? {} : { denial: denialText(refusals) }), warnings: told }
}

function ownText(severity: 'error' | 'warning', own: readonly string[]): readonly string[] {
  if (own.length === 0) return []
  const told = `${severity}[SelfGrant]: you would give yourself more by this change: ${shown(listed(own, 3))}`
  return [
    severity === 'error' ? `${told}\n  = help: let somebody else apply it\n  = see:  charter explain SelfGrant` : told,
  ]
}

/** Begins on a line of its own: clients write the name of the webhook before it. */
function denialText(refusals: readonly string[]): string {
  const shown = refusals.slice(0, MOST_PROBLEMS)
  const left = refusals.length - shown.length
  return ['', ...shown, ...(left > 0 ? [`and ${left} more`] : [])].join('\n')
}

function problemText(problem: Problem): string {
  const { help, notes = [], related = [], code } = problem
  const lines = [
    headOf(problem),
    `  --> ${placeOf(problem)}`,
    ...related.map(({ origin, message }) => `  ::: ${objectOf(origin)}: ${shown(message)}`),
    ...(help === undefined ? [] : [`  = help: ${shown(help)}`]),
    ...notes.map((note) => `  = note: ${shown(note)}`),
    `  = see:  charter explain ${code}`,
  ]
  return lines.join('\n')
}

function headOf({ severity, code, message }: Problem): string {
  return `${severity}[${code}]: ${shown(message)}`
}

function placeOf({ origin, pointer }: Problem): string {
  return pointer === '' ? objectOf(origin) : `${objectOf(origin)} at ${visible(pointer)}`
}

function objectOf(origin: Origin): string {
  return visible('path' in origin ? `${origin.path}:${origin.line}:${origin.column}` : (origin.object ?? origin.uid))
}

function shown(text: string): string {
  return visible(shortened(text, MOST_CHARACTERS)).replaceAll('\t', ' ')
}
