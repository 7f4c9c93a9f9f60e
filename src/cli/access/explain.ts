import { waysTo } from '../../access/ways.ts'
import { csv } from '../../lib/csv.ts'
import { plural } from '../../lib/text.ts'
import { EXIT } from '../exit.ts'
import { oneOf } from '../inputs.ts'
import { table } from '../table.ts'
import type { Terminal } from '../terminal.ts'
import { refusalText } from './absence.ts'
import { questionOf, userNamed } from './asked.ts'
import { type AccessOptions, withKnown } from './known.ts'
import { markText, type TracedPath, tracedPaths } from './traced.ts'
import { answerText, declaredAt, onValue, pathValue } from './value.ts'

/** Tells every path by which a user holds a permission, with every resource on it; or why the user does not hold it. */
export async function explainAccess(
  user: string,
  permission: string,
  options: AccessOptions,
  terminal: Terminal,
): Promise<number> {
  const form = oneOf(options.output, ['table', 'json', 'csv'], '--output')
  return withKnown(options, terminal, async (known) => {
    const name = userNamed(known, user)
    const question = questionOf(known, permission, options.on)
    const { paths, isComplete } = waysTo(known.index, name, question, { moment: known.moment })
    const traced = await tracedPaths(
      known,
      paths.map((path) => ({ question, path })),
    )
    const refusal = paths.length === 0 ? refusalText(known, name, question) : undefined
    if (form === 'json') {
      const value = { user: name, permission, on: onValue(question.scope), allowed: paths.length > 0 }
      const reason = refusal === undefined ? {} : { reason: refusal }
      const told = { ...value, ...reason, paths: traced.map(pathValue), is_complete: isComplete }
      terminal.out(answerText('explain', known, told))
      return EXIT.done
    }
    if (form === 'csv')
      terminal.out(
        csv(
          HEADERS,
          traced.flatMap((path, place) => rowsOf(path, place)),
        ),
      )
    else if (refusal !== undefined) terminal.out(`no: ${refusal}\n`)
    else terminal.out(traced.map(pathText).join('\n'))
    if (!isComplete)
      terminal.err(`only the ${plural(paths.length, 'shortest path', 'shortest paths')}: there are more\n`)
    return EXIT.done
  })
}

const HEADERS = ['PATH', 'TEXT', 'KIND', 'NAME', 'DECLARED', 'CREATED', 'LAST CHANGED']

function rowsOf({ text, supports }: TracedPath, place: number): readonly (readonly string[])[] {
  return supports.map(({ resource, created, changed, isHidden }) => [
    String(place + 1),
    text,
    resource.kind,
    resource.name,
    declaredAt(resource),
    markText(created, isHidden),
    markText(changed, isHidden),
  ])
}

/** A path and below it, one a line, what it rests on. */
function pathText(path: TracedPath): string {
  const columns = ['RESTS ON', 'DECLARED', 'CREATED', 'LAST CHANGED'].map((header) => ({ header }))
  const rows = rowsOf(path, 0).map(([, , kind, name, ...others]) => [`${kind} ${name}`, ...others])
  const lines = table(columns, rows).trimEnd().split('\n')
  return `${path.text}\n${lines.map((line) => `  ${line}\n`).join('')}`
}
