import type { Admission } from '../../kubernetes/admission.ts'
import { shortened, visible } from '../../lib/text.ts'
import type { Problem } from '../../model/problem.ts'
import type { Origin } from '../../model/resource.ts'
import type { Verdict } from './verdict.ts'

const MOST_PROBLEMS = 20
const MOST_CHARACTERS = 600

/** What somebody is told who applies an object: everything that refuses it, in the words of `charter validate`, and every warning. */
export function admissionOf({ errors, warnings, holds }: Verdict): Admission {
  const told = [
    ...warnings.map((problem) => `${headOf({ ...problem, severity: 'warning' })} (${placeOf(problem)})`),
    ...holds.map(({ code, message }) => `held[${code}]: ${message}`),
  ]
  return { ...(errors.length === 0 ? {} : { denial: denialText(errors) }), warnings: told }
}

/** Begins on a line of its own: clients write the name of the webhook before it. */
function denialText(errors: readonly Problem[]): string {
  const shown = errors.slice(0, MOST_PROBLEMS).map(problemText)
  const left = errors.length - shown.length
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
