import { whatCan as heldBy } from '../../access/whatcan.ts'
import { EXIT } from '../exit.ts'
import { oneOf } from '../inputs.ts'
import type { Terminal } from '../terminal.ts'
import { absenceText } from './absence.ts'
import { userNamed } from './asked.ts'
import { type AccessOptions, withKnown } from './known.ts'
import { pathCsv, pathTable } from './rows.ts'
import { tracedPaths } from './traced.ts'
import { answerText, onValue, pathValue } from './value.ts'

/** Lists every permission that a user holds, and on what, each with the shortest path to it. */
export async function whatCan(user: string, options: AccessOptions, terminal: Terminal): Promise<number> {
  const form = oneOf(options.output, ['table', 'json', 'csv'], '--output')
  return withKnown(options, terminal, async (known) => {
    const name = userNamed(known, user)
    const held = heldBy(known.index, name, known.moment)
    const traced = await tracedPaths(
      known,
      held.map(({ permission, scope, path }) => ({ question: { permission, scope }, path })),
    )
    if (form === 'json') {
      const permissions = traced.map((one) => ({
        permission: one.question.permission,
        on: onValue(one.question.scope),
        path: pathValue(one),
      }))
      terminal.out(answerText('what-can', known, { user: name, permissions }))
      return EXIT.done
    }
    const rows = {
      headers: ['PERMISSION', 'ON'],
      rows: traced.map((path) => ({ cells: [path.question.permission, onValue(path.question.scope)], path })),
    }
    terminal.out(form === 'csv' ? pathCsv(rows) : pathTable(rows))
    const absence = absenceText(known, name)
    if (absence !== undefined && form === 'table') terminal.err(`${absence}\n`)
    return EXIT.done
  })
}
