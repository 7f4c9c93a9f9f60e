import { visible } from '../lib/text.ts'
import { displayPath } from '../model/document.ts'
import type { Problem } from '../model/problem.ts'
import type { Origin } from '../model/resource.ts'
import type { ProblemStatus } from '../model/status.ts'

/** What the user typed for the root of each source, by its name: paths are shown joined to it. */
export type Roots = ReadonlyMap<string, string | undefined>

/** A problem as a status shows it: without anything of the text it stands in. */
export function problemStatus({ code, severity, message, help, origin }: Problem, roots: Roots): ProblemStatus {
  const place = { source: visible(origin.source), place: placeText(origin, roots) }
  return { code, severity, message: visible(message), ...(help === undefined ? {} : { help: visible(help) }), ...place }
}

function placeText(origin: Origin, roots: Roots): string {
  if (!('path' in origin)) return `${visible(origin.object ?? origin.uid)} generation ${origin.generation}`
  return `${visible(displayPath(roots.get(origin.source), origin.path))}:${origin.line}:${origin.column}`
}
