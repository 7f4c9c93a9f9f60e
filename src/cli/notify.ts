import { randomUUID } from 'node:crypto'
import type { Config, NotificationConfig } from '../config.ts'
import { systemClock } from '../lib/clock.ts'
import { listed, visible } from '../lib/text.ts'
import { ConfigError } from '../model/errors.ts'
import type { Letter } from '../notifications/letter.ts'
import { takesResults } from '../notifications/letter.ts'
import { deliver } from '../notifications/notifier.ts'
import type { Answer } from '../notifications/send.ts'
import { jsonText } from '../plan/render/json-text.ts'
import type { Style } from '../plan/render/style.ts'
import { resolveSecret } from '../secrets/resolve.ts'
import { secretSettings } from './check/secrets.ts'
import { configurationPath, configurationText, readConfiguration } from './configuration.ts'
import { EXIT } from './exit.ts'
import { oneOf } from './inputs.ts'
import { createStyle } from './style.ts'
import type { Terminal } from './terminal.ts'

/** The options of `notify test`. */
export interface NotifyOptions {
  readonly config?: string
  readonly output: string
}

/** The version of the result as JSON (`schemas/output/notify-test.schema.json`). */
const FORMAT_VERSION = '1.0'

interface Told {
  readonly name: string
  readonly type: NotificationConfig['type']
  readonly result: 'delivered' | 'failed'
  readonly message: string
}

/**
 * Sends a test event to the receivers of a configuration, or to one of them, and says what answered; a Git server is only
 * asked for the repository. Exit 0 where all took it, 1 where one did not, 2 where the configuration is wrong.
 */
export async function notifyTest(
  name: string | undefined,
  { config: option, output }: NotifyOptions,
  terminal: Terminal,
): Promise<number> {
  const form = oneOf(output, ['text', 'json'] as const, '--output')
  const reading = readConfiguration(configurationPath(option, terminal), terminal)
  if (reading.type === 'invalid') {
    terminal.err(configurationText(reading, terminal))
    return EXIT.usage
  }
  const { config } = reading
  const style = createStyle({ stream: { isTTY: terminal.outIsTerminal }, env: terminal.environment })
  const results: Told[] = []
  for (const receiver of chosen(config, name)) {
    terminal.progress(`telling ${receiver.name} …`)
    const told = await tell(receiver, config, terminal)
    terminal.progress('')
    results.push(told)
    if (form === 'text') terminal.out(lineOf(told, style))
  }
  if (form === 'json') terminal.out(jsonText({ format_version: FORMAT_VERSION, results }))
  return results.every(({ result }) => result === 'delivered') ? EXIT.done : EXIT.refused
}

function chosen({ notifications }: Config, name: string | undefined): readonly NotificationConfig[] {
  const names = notifications.map((one) => one.name)
  if (names.length === 0) {
    throw new ConfigError(
      'the configuration names no receiver',
      'add one below `notifications` (docs/notifications.md)',
    )
  }
  const found = notifications.filter((one) => name === undefined || one.name === name)
  if (found.length > 0) return found
  throw new ConfigError(`there is no receiver \`${visible(name ?? '')}\``, `the configuration names ${listed(names)}`)
}

async function tell(receiver: NotificationConfig, config: Config, { environment }: Terminal): Promise<Told> {
  const secrets = secretSettings(config, environment)
  const answer = await deliver(testLetter(receiver, config), receiver, {
    resolve: (ref) => resolveSecret(ref, secrets),
    fetch,
    clock: systemClock,
    signal: new AbortController().signal,
  })
  const result = answer.type === 'delivered' ? 'delivered' : 'failed'
  return { name: receiver.name, type: receiver.type, result, message: messageOf(answer, receiver) }
}

function testLetter({ name }: NotificationConfig, { installation }: Config): Letter {
  const event = {
    type: 'test',
    id: `charter/test/${randomUUID()}`,
    at: systemClock.now(),
    subject: 'charter',
    sources: [],
    revisions: {},
    message: `charter: a test of the receiver ${name}; nothing has happened`,
  } as const
  return { type: 'event', event, origin: installation === undefined ? '/charter' : `/charter/${installation}` }
}

function messageOf(answer: Answer, receiver: NotificationConfig): string {
  if (answer.type !== 'delivered') return answer.why
  if (takesResults(receiver))
    return `the repository can be seen with this token (${answer.status}); no status was written`
  return `the receiver took it (${answer.status})`
}

function lineOf({ name, type, result, message }: Told, style: Style): string {
  const word = result === 'delivered' ? style.added('ok'.padEnd(9)) : style.error('FAILED'.padEnd(9))
  return `${word}${style.bold(visible(name))} (${type})  ${visible(message)}\n`
}
