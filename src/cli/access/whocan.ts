import { waysTo } from '../../access/ways.ts'
import { whoCan as holdersOf } from '../../access/whocan.ts'
import { groupBy } from '../../lib/compare.ts'
import { plural } from '../../lib/text.ts'
import { EXIT } from '../exit.ts'
import { oneOf } from '../inputs.ts'
import type { Terminal } from '../terminal.ts'
import { questionOf } from './asked.ts'
import { type AccessOptions, type Known, withKnown } from './known.ts'
import { pathCsv, pathTable } from './rows.ts'
import { type TracedPath, tracedPaths } from './traced.ts'
import { answerText, onValue, pathValue } from './value.ts'

/** So many paths of one user are told; `access explain` tells more. */
const MOST_PATHS = 100

/** Lists who holds a permission on something, by name, each with the shortest path; `json` has all of them. */
export async function whoCan(permission: string, options: AccessOptions, terminal: Terminal): Promise<number> {
  const form = oneOf(options.output, ['table', 'json', 'csv'], '--output')
  return withKnown(options, terminal, async (known) => {
    const { index, moment } = known
    const question = questionOf(known, permission, options.on)
    const holders = holdersOf(index, question, moment)
    if (form === 'json') {
      const ways = [...holders.keys()].map((user) => ({
        user,
        ...waysTo(index, user, question, { moment, most: MOST_PATHS }),
      }))
      const asked = ways.flatMap(({ paths }) => paths.map((path) => ({ question, path })))
      const byUser = groupBy(await tracedPaths(known, asked), ({ path }) => path.user)
      const users = ways.map(({ user, isComplete }) => ({
        name: user,
        paths: (byUser.get(user) ?? []).map(pathValue),
        is_complete: isComplete,
      }))
      terminal.out(answerText('who-can', known, { permission, on: onValue(question.scope), users }))
      return EXIT.done
    }
    const rows = await rowsOf(
      known,
      [...holders.values()].map((path) => ({ question, path })),
    )
    terminal.out(form === 'csv' ? pathCsv(rows) : pathTable(rows))
    if (form === 'table') terminal.err(`${plural(holders.size, 'user')}; access explain tells every path of one\n`)
    return EXIT.done
  })
}

async function rowsOf(known: Known, asked: Parameters<typeof tracedPaths>[1]) {
  const traced: readonly TracedPath[] = await tracedPaths(known, asked)
  return { headers: ['USER'], rows: traced.map((path) => ({ cells: [path.path.user], path })) }
}
