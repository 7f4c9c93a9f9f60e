import { ConfigError } from '../model/errors.ts'
import type { UnresolvedSecrets } from '../model/secret.ts'
import { planResolved } from '../pass/secrets.ts'
import { type PassPlan, planPass } from '../plan/pass.ts'
import { openDirectory } from '../sources/directory.ts'
import { createMemoryStore } from '../store/memory.ts'
import { EXIT } from './exit.ts'
import { standardInput } from './input.ts'
import { contextOf, readSources, type SourceOptions, sourcesOf } from './inputs.ts'
import { defaultFormat, formatProblems, PROBLEM_FORMATS, type ProblemFormat } from './problems/formats.ts'
import { isInvalid, problemReportOf } from './report.ts'
import { lookUpIfAsked, type SecretOptions } from './secrets.ts'
import { createStyle } from './style.ts'
import type { Terminal } from './terminal.ts'

/** The options of `validate`. */
export interface ValidateOptions extends SourceOptions, SecretOptions {
  readonly with?: readonly string[]
  readonly format?: string
}

/**
 * Checks declarations against every law that needs nothing but them. What a folder does not declare of organizations and
 * global kinds may stand elsewhere: that is a warning, unless `--with` names where. Exit 1 where there is an error.
 */
export async function validate(
  paths: readonly string[],
  options: ValidateOptions,
  terminal: Terminal,
): Promise<number> {
  const format = formatOf(options.format, terminal)
  const others = (options.with ?? []).map((path) => openDirectory({ path, name: path, privileged: true }))
  const named = paths.filter((path) => path !== '-')
  const own = paths.includes('-') ? [standardInput(terminal, options.source)] : []
  const sources = [...own, ...(named.length > 0 || own.length === 0 ? sourcesOf(named, options) : []), ...others]
  terminal.progress('reading the declarations …')
  const snapshots = await readSources(sources)
  terminal.progress('checking …')
  const nothing = await createMemoryStore().open()
  const { context } = contextOf(snapshots, nothing, {})
  const around = { ...context, openWorld: others.length === 0 }
  const planned = (unresolved: UnresolvedSecrets): PassPlan => planPass(snapshots, nothing, { ...around, unresolved })
  const { pass } = await planResolved(planned, nothing, lookUpIfAsked(options, terminal))
  terminal.progress('')
  const report = problemReportOf(pass, snapshots)
  terminal.out(
    await formatProblems(
      report,
      format,
      createStyle({ stream: { isTTY: terminal.outIsTerminal }, env: terminal.environment }),
    ),
  )
  return isInvalid(pass) ? EXIT.refused : EXIT.done
}

function formatOf(word: string | undefined, terminal: Terminal): ProblemFormat {
  if (word === undefined) return defaultFormat(terminal.environment)
  const known = PROBLEM_FORMATS.find((format) => format === word)
  if (known === undefined)
    throw new ConfigError(`there is no format \`${word}\``, `formats are ${PROBLEM_FORMATS.join(', ')}`)
  return known
}
