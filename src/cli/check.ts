import type { Config, Listen } from '../config.ts'
import { plural, visible } from '../lib/text.ts'
import { jsonText } from '../plan/render/json-text.ts'
import { problemJson, sortedProblems } from '../plan/render/problem.ts'
import type { Style } from '../plan/render/style.ts'
import { checkAuthentication } from './check/authentication.ts'
import { checkCertificate } from './check/certificate.ts'
import { checkListen } from './check/listen.ts'
import { checkClock, checkGit } from './check/machine.ts'
import { checkNotification } from './check/notification.ts'
import { type Check, ok, type Result } from './check/result.ts'
import { checkSecrets, secretSettings } from './check/secrets.ts'
import { checkSource } from './check/source.ts'
import { checkState, isStateInUse } from './check/state.ts'
import { checkUsage } from './check/usage.ts'
import { configurationPath, configurationText, readConfiguration } from './configuration.ts'
import { EXIT } from './exit.ts'
import { oneOf } from './inputs.ts'
import { createStyle } from './style.ts'
import type { Terminal } from './terminal.ts'

/** The options of `check`; `init` as `charter run` takes it. */
export interface CheckOptions {
  readonly config?: string
  readonly init?: boolean
  readonly output: string
}

/** The version of the result as JSON (`schemas/output/check.schema.json`); the first number grows when a reader could break, the second with additions. */
const FORMAT_VERSION = '1.0'

/**
 * Reads the configuration of `charter run` and looks at everything that it names, one after another; nothing is written.
 * Exit 0 where all can work, also with warnings, 1 where something cannot, 2 where the configuration is wrong.
 */
export async function check(
  { config: option, init = false, output }: CheckOptions,
  terminal: Terminal,
): Promise<number> {
  const form = oneOf(output, ['text', 'json'] as const, '--output')
  const path = configurationPath(option, terminal)
  const reading = readConfiguration(path, terminal)
  if (reading.type === 'invalid') {
    const problems = sortedProblems([{ problems: reading.problems }]).map(problemJson)
    const json = { format_version: FORMAT_VERSION, result: 'invalid', configuration: path, problems, checks: [] }
    terminal.out(form === 'json' ? jsonText(json) : configurationText(reading, terminal))
    return EXIT.usage
  }
  const { state } = reading.config
  const config = { ...reading.config, state: { ...state, init: state.init || init } }
  const first = ok('configuration', `${visible(path)}, ${plural(config.sources.length, 'source')}`)
  const style = createStyle({ stream: { isTTY: terminal.outIsTerminal }, env: terminal.environment })
  const results: Result[] = []
  const tell = (result: Result): void => {
    results.push(result)
    if (form === 'text') terminal.out(resultText(result, style))
  }
  tell(first)
  for (const { subject, look } of checksOf(config, terminal)) {
    terminal.progress(`looking at ${subject} …`)
    for (const result of await look()) tell(result)
  }
  terminal.progress('')
  const hasFailed = results.some(({ status }) => status === 'failed')
  const result = hasFailed ? 'failed' : 'ok'
  const json = { format_version: FORMAT_VERSION, result, configuration: path, problems: [], checks: results }
  terminal.out(form === 'json' ? jsonText(json) : summary(results, style))
  return hasFailed ? EXIT.refused : EXIT.done
}

/** Everything that a configuration names, in the order in which the program needs it. */
function checksOf(config: Config, { environment }: Terminal): readonly Check[] {
  const secrets = secretSettings(config, environment)
  const { http, hooks, admission } = config
  return [
    { subject: 'clock', look: async () => [checkClock()] },
    { subject: 'git', look: async () => [await checkGit()] },
    { subject: 'state', look: () => checkState(config) },
    { subject: 'secrets', look: () => checkSecrets(config, secrets) },
    ...config.sources.map((source) => ({
      subject: `source ${source.name}`,
      look: () => checkSource(source, config, secrets),
    })),
    ...listening('http', http, config),
    ...listening('hooks', hooks, config),
    ...listening('admission', admission?.listen, config),
    ...(admission === undefined
      ? []
      : [{ subject: 'admission', look: async () => [await checkCertificate(admission)] }]),
    { subject: 'authentication', look: () => checkAuthentication(config) },
    ...config.notifications.map((one) => ({
      subject: `notification ${one.name}`,
      look: async () => [await checkNotification(one, secrets)],
    })),
    { subject: 'usage', look: () => checkUsage(config, secrets) },
  ]
}

function listening(subject: string, listen: Listen | undefined, config: Config): readonly Check[] {
  if (listen === undefined) return []
  return [{ subject, look: async () => [await checkListen(subject, listen, isStateInUse(config))] }]
}

const WORDS = { ok: 'ok', warning: 'warning', failed: 'FAILED' } as const

function resultText({ subject, status, message, help }: Result, style: Style): string {
  const paint = { ok: style.added, warning: style.warning, failed: style.error }[status]
  const line = `${paint(WORDS[status])}${' '.repeat(9 - WORDS[status].length)}${style.bold(subject)}  ${visible(message)}\n`
  return status === 'ok' || help === undefined
    ? line
    : `${line}${' '.repeat(9)}${style.dim(`help: ${visible(help)}`)}\n`
}

function summary(results: readonly Result[], style: Style): string {
  const count = (status: Result['status']): number => results.filter((result) => result.status === status).length
  const [warnings, failures] = [count('warning'), count('failed')]
  const words = `${plural(failures, 'failure')}, ${plural(warnings, 'warning')}, ${count('ok')} ok`
  return `\n${(failures > 0 ? style.error : warnings > 0 ? style.warning : style.added)(words)}\n`
}
