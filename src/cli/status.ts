import { setTimeout as pause } from 'node:timers/promises'
import { ConflictError } from '../model/errors.ts'
import { requireController } from './control/client.ts'
import { statusText, type Told } from './control/status.ts'
import { EXIT } from './exit.ts'
import { oneOf } from './inputs.ts'
import { addressOf, nothingNamed, type ServerOptions } from './remote/address.ts'
import { foreign } from './remote/body.ts'
import { createServer, type Server } from './remote/client.ts'
import { createStyle } from './style.ts'
import type { Terminal } from './terminal.ts'

/** The options of `status`. */
export interface StatusOptions extends ServerOptions {
  readonly state?: string
  readonly output: string
  readonly watch?: boolean
}

const EVERY_MS = 2_000
const CLEAR = '\u001b[H\u001b[2J'

/**
 * Shows what the running program knows: on one screen, or as JSON. Exit code 0 where everything is in force as declared, 3
 * where something is held, invalid, or cannot be read or measured, 1 where nothing is ready yet or passes fail. `watch` shows it again and again until interrupted.
 */
export async function status(options: StatusOptions, terminal: Terminal): Promise<number> {
  const form = oneOf(options.output, ['text', 'json'], '--output')
  const ask = asking(options, terminal)
  for (;;) {
    const told = await ask()
    const style = createStyle({ stream: { isTTY: terminal.outIsTerminal }, env: terminal.environment })
    const text =
      form === 'json'
        ? `${JSON.stringify(told, null, 2)}\n`
        : statusText(told, { nowMs: Date.now(), style, state: options.state ?? '<folder>' })
    terminal.out(options.watch === true && terminal.outIsTerminal ? CLEAR + text : text)
    if (options.watch !== true) return codeOf(told)
    await pause(EVERY_MS)
  }
}

/** Asks the program that holds a state folder on this machine, or the one at an address. */
function asking(options: StatusOptions, terminal: Terminal): () => Promise<Told> {
  const { state } = options
  const address = addressOf(options, terminal.environment)
  if (address !== undefined) {
    const server = createServer(address)
    return async () => toldBy(await server.ask('/status'), server)
  }
  if (state === undefined) throw nothingNamed()
  const client = requireController(state)
  return async () => {
    const answer = await client.get('/status')
    if ('refusal' in answer) throw new ConflictError('Outdated', answer.refusal, 'look at its log, or start it again')
    return answer.value as Told
  }
}

/** Another program may answer at an address. */
function toldBy({ value }: { readonly value: unknown }, { base }: Server): Told {
  const told = typeof value === 'object' && value !== null ? value : {}
  const lists = ['sources', 'units', 'problems', 'passes'].map((name) => (told as Record<string, unknown>)[name])
  if ('format_version' in told && lists.every((list) => Array.isArray(list))) return told as unknown as Told
  throw foreign(base)
}

function codeOf({ ready, trouble, units, sources, problems, usage }: Told): number {
  if (!ready || trouble !== undefined) return EXIT.refused
  const isLate = units.some(({ result }) => result !== 'unchanged' && result !== 'applied')
  const isUnread = sources.some((source) => source.holds.length > 0 || source.trouble !== undefined)
  const isUnmeasured = usage !== undefined && [usage, ...usage.sources].some((one) => one.trouble !== undefined)
  return isLate || isUnread || isUnmeasured || problems.some(({ severity }) => severity === 'error')
    ? EXIT.held
    : EXIT.done
}
