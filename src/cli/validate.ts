import { plural } from '../lib/text.ts'
import type { Snapshot } from '../model/document.ts'
import { ConfigError } from '../model/errors.ts'
import type { Source } from '../model/ports.ts'
import type { UnresolvedSecrets } from '../model/secret.ts'
import { planResolved } from '../pass/secrets.ts'
import { type PassPlan, planPass } from '../plan/pass.ts'
import type { ProblemGroup } from '../plan/render/report.ts'
import { openDirectory } from '../sources/directory.ts'
import { createMemoryStore } from '../store/memory.ts'
import { EXIT } from './exit.ts'
import { standardInput } from './input.ts'
import { contextOf, readSources, type SourceOptions, sourcesOf } from './inputs.ts'
import { defaultFormat, formatProblems, PROBLEM_FORMATS, type ProblemFormat } from './problems/formats.ts'
import { problemReportOf } from './report.ts'
import { lookUpIfAsked, type SecretOptions } from './secrets.ts'
import { answerable, openIndex } from './staged.ts'
import { createStyle } from './style.ts'
import type { Terminal } from './terminal.ts'

/** The options of `validate`. */
export interface ValidateOptions extends SourceOptions, SecretOptions {
  readonly with?: readonly string[]
  readonly format?: string
  readonly staged?: boolean
}

/**
 * Checks declarations against every law that needs nothing but them. What a folder does not declare of organizations and
 * global kinds may stand elsewhere: that is a warning, unless `--with` names where. `--staged` checks what the next commit will
 * hold, and tells what it has to answer for. Exit 1 where there is an error.
 */
export async function validate(
  paths: readonly string[],
  options: ValidateOptions,
  terminal: Terminal,
): Promise<number> {
  const format = formatOf(options.format, terminal)
  const others = (options.with ?? []).map((path) => openDirectory({ path, name: path, privileged: true }))
  const staged = options.staged === true ? await openIndex(paths, options, terminal) : undefined
  const own = staged === undefined ? declarationsOf(paths, options, terminal) : [staged.source]
  terminal.progress('reading the declarations …')
  const snapshots = await readSources([...own, ...others])
  terminal.progress('checking …')
  const nothing = await createMemoryStore().open()
  const checked = async (given: readonly Snapshot[]): Promise<PassPlan> => {
    const around = { ...contextOf(given, nothing, {}).context, openWorld: others.length === 0 }
    const planned = (unresolved: UnresolvedSecrets): PassPlan => planPass(given, nothing, { ...around, unresolved })
    return (await planResolved(planned, nothing, lookUpIfAsked(options, terminal))).pass
  }
  const pass = await checked(snapshots)
  const report = problemReportOf(pass, snapshots)
  const told =
    staged === undefined
      ? { groups: report.groups, others: 0 }
      : await answerable(pass, await staged.source.changed(), async () => {
          const committed = await staged.committed()
          return committed && checked([committed, ...snapshots.filter(({ source }) => source !== committed.source)])
        })
  terminal.progress('')
  const style = createStyle({ stream: { isTTY: terminal.outIsTerminal }, env: terminal.environment })
  terminal.out(await formatProblems({ ...report, groups: told.groups }, format, style))
  if (told.others > 0)
    terminal.err(`${plural(told.others, 'problem')} of other files stood before; charter validate tells them
`)
  return told.groups.some(hasError) ? EXIT.refused : EXIT.done
}

/** The folders, the repository or the cluster of a command line; `-` is standard input. */
function declarationsOf(paths: readonly string[], options: SourceOptions, terminal: Terminal): readonly Source[] {
  const named = paths.filter((path) => path !== '-')
  const own = paths.includes('-') ? [standardInput(terminal, options.source)] : []
  return [...own, ...(named.length > 0 || own.length === 0 ? sourcesOf(named, options) : [])]
}

function hasError({ problems }: ProblemGroup): boolean {
  return problems.some(({ severity }) => severity === 'error')
}

function formatOf(word: string | undefined, terminal: Terminal): ProblemFormat {
  if (word === undefined) return defaultFormat(terminal.environment)
  const known = PROBLEM_FORMATS.find((format) => format === word)
  if (known === undefined)
    throw new ConfigError(`there is no format \`${word}\``, `formats are ${PROBLEM_FORMATS.join(', ')}`)
  return known
}
