import { isAllowed } from '../../access/allowed.ts'
import { waysTo } from '../../access/ways.ts'
import { csv } from '../../lib/csv.ts'
import { EXIT } from '../exit.ts'
import { oneOf } from '../inputs.ts'
import type { Terminal } from '../terminal.ts'
import { refusalText } from './absence.ts'
import { questionOf, userNamed } from './asked.ts'
import { type AccessOptions, withKnown } from './known.ts'
import { tracedPaths } from './traced.ts'
import { answerText, onValue, pathValue } from './value.ts'

/** Says whether a user holds a permission: exit code 0 if so, 1 if not, 2 where the question names what is not there. */
export async function checkAccess(
  user: string,
  permission: string,
  options: AccessOptions,
  terminal: Terminal,
): Promise<number> {
  const form = oneOf(options.output, ['table', 'json', 'csv'], '--output')
  return withKnown(options, terminal, async (known) => {
    const name = userNamed(known, user)
    const question = questionOf(known, permission, options.on)
    const allowed = isAllowed(known.index, name, question, known.moment)
    const { paths } = waysTo(known.index, name, question, { moment: known.moment, most: 1 })
    const [path] = await tracedPaths(
      known,
      paths.map((one) => ({ question, path: one })),
    )
    const because = path === undefined ? refusalText(known, name, question) : path.text
    const on = onValue(question.scope)
    if (form === 'json') {
      const reason = path === undefined ? { reason: because } : { path: pathValue(path) }
      terminal.out(answerText('check', known, { user: name, permission, on, allowed, ...reason }))
    } else if (form === 'csv') {
      terminal.out(
        csv(['USER', 'PERMISSION', 'ON', 'ALLOWED', 'BECAUSE'], [[name, permission, on, String(allowed), because]]),
      )
    } else terminal.out(`${allowed ? 'yes' : 'no'}: ${because}\n`)
    return allowed ? EXIT.done : EXIT.refused
  })
}
