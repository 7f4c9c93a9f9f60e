import { isRefName } from '../../git/revision.ts'
import { ConfigError } from '../../model/errors.ts'
import { cronFault } from '../../schedule.ts'
import type { Fault } from '../../schemas/decoded.ts'
import { checkFolder } from '../../sources/path.ts'
import { keyFaults } from '../keys.ts'
import { durationMs, durationText } from '../units.ts'
import { gitAddressFaults } from './address.ts'
import { below, misplaced, type Part, stands, textOf, wrong } from './fault.ts'

const DAY_MS = 86_400_000

/** What is wrong with one source beyond its schema; `folder` is what its paths are relative to. */
export function sourceFaults(source: Part, folder: string): Fault[] {
  const git = below(source, 'git')
  const directory = below(source, 'directory')
  if (stands(git)) return [...gitFaults(git, folder), ...timeFaults(git)]
  const kubernetes = below(source, 'kubernetes')
  if (stands(kubernetes))
    return [...rangeFaults(below(kubernetes, 'timeout'), 1000, 3_600_000), ...timeFaults(kubernetes)]
  return stands(directory) ? timeFaults(directory) : []
}

function gitFaults(git: Part, folder: string): Fault[] {
  return [
    ...gitAddressFaults(git),
    ...revisionFaults(git),
    ...folderFaults(below(git, 'path')),
    ...rangeFaults(below(git, 'timeout'), 1000, 3_600_000),
    ...keyFaults(below(git, 'verify'), folder),
  ]
}

function revisionFaults(git: Part): Fault[] {
  const given = ['branch', 'tag', 'commit'].map((name) => below(git, name)).filter(stands)
  const [, ...others] = given
  const twice = others.map((part) =>
    misplaced(part, 'a source reads one revision: `branch`, `tag` or `commit`', 'keep one of them'),
  )
  const names = given.flatMap((part) => {
    const text = textOf(part)
    if (part.way.at(-1) === 'commit' || text === undefined || isRefName(text)) return []
    return [wrong(part, `\`${part.way.at(-1)}\` is not a name that git allows`, 'for example `main`')]
  })
  return [...twice, ...names]
}

function folderFaults(part: Part): Fault[] {
  const text = textOf(part)
  if (text === undefined) return []
  try {
    checkFolder(text)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return [wrong(part, error.message, error.help)]
  }
}

function timeFaults(part: Part): Fault[] {
  return [...cronFaults(below(part, 'cron')), ...rangeFaults(below(part, 'interval'), 100, 24 * DAY_MS)]
}

/** A text that is no cron expression. */
export function cronFaults(part: Part): Fault[] {
  const expression = textOf(part)
  const why = expression === undefined ? undefined : cronFault(expression)
  if (why === undefined) return []
  return [wrong(part, `\`${part.way.at(-1)}\` is no cron expression: ${why}`, 'for example `*/5 * * * *`')]
}

/** A duration that is shorter or longer than it may be. */
export function rangeFaults(part: Part, leastMs: number, mostMs: number): Fault[] {
  const ms = durationMs(textOf(part) ?? '')
  if (ms === undefined || (ms >= leastMs && ms <= mostMs)) return []
  return [wrong(part, `\`${part.way.at(-1)}\` must lie between ${durationText(leastMs)} and ${durationText(mostMs)}`)]
}
