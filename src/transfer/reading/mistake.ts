import { secretsIn } from '../../desired/laws/secrets.ts'
import type { Finding, Problem } from '../../model/problem.ts'
import type { JsonObject, Resource } from '../../model/resource.ts'
import { decode } from '../../schemas/decode.ts'

/** What is wrong with a declaration, before its place in the imported file is known; `pointer` goes into the declaration. */
export type Mistake = Pick<Problem, 'code' | 'severity' | 'message' | 'help' | 'notes' | 'pointer'>

const MADE = { source: 'import', path: '', text: '' }
const PLACE = { line: 1, column: 1, length: 1 }

/** What is wrong with a declaration that an import has made: its shape, secrets in it (model §1.7, §3), and what else a law finds. */
export function mistakesIn(
  value: JsonObject,
  law: (resource: Resource) => readonly Finding[] = () => [],
): readonly Mistake[] {
  const { resources, problems } = decode({ file: MADE, index: 0, line: 1, column: 1, value }, () => PLACE)
  const findings = resources.flatMap(({ resource }) => [...secretsIn(resource), ...law(resource)])
  const found = [...problems, ...findings.map((finding) => ({ severity: 'error' as const, ...finding }))]
  return found.map(({ code, severity, message, help, notes, pointer }) => ({
    code,
    severity,
    message,
    pointer,
    ...(help === undefined ? {} : { help }),
    ...(notes === undefined ? {} : { notes }),
  }))
}
