import { instantOf } from '../../lib/instant.ts'
import { visible } from '../../lib/text.ts'
import { ConfigError } from '../../model/errors.ts'
import { EXIT } from '../exit.ts'
import { oneOf, operator } from '../inputs.ts'
import type { Terminal } from '../terminal.ts'
import { type Answer, requireController } from './client.ts'

/** The options of every request to the running program. */
export interface RequestOptions {
  readonly state: string
  readonly output: string
}

/** Reads sources now, all of them where none is named; done when the pass is over. */
export async function reconcile(
  sources: readonly string[],
  options: RequestOptions,
  terminal: Terminal,
): Promise<number> {
  const answer = await requireController(options.state).post('/reconcile', sources.length === 0 ? {} : { sources })
  return tell(answer, options, terminal)
}

/** Lets reconciling of an organization or source rest until a time. */
export async function suspend(
  target: string,
  options: RequestOptions & { readonly reason: string; readonly until: string },
  terminal: Terminal,
): Promise<number> {
  const { reason, until } = options
  if (instantOf(until) === undefined) {
    throw new ConfigError(
      `--until takes a date or a time with its offset, not \`${visible(until)}\``,
      'for example 2026-12-01 (midnight UTC)',
    )
  }
  const body = { target: targetOf(target), reason, until, by: operator().name }
  return tell(await requireController(options.state).post('/suspend', body), options, terminal)
}

/** Ends a suspension by an operator before its time. */
export async function resume(target: string, options: RequestOptions, terminal: Terminal): Promise<number> {
  const body = { target: targetOf(target), by: operator().name }
  return tell(await requireController(options.state).post('/resume', body), options, terminal)
}

/** Says what the running program did; a refusal is exit code 1. */
export function tell(answer: Answer, { output }: RequestOptions, terminal: Terminal): number {
  const isJson = oneOf(output, ['text', 'json'], '--output') === 'json'
  if ('refusal' in answer) {
    terminal.err(`charter: ${answer.refusal.trimEnd()}\n`)
    if (isJson) terminal.out(`${JSON.stringify({ refused: answer.refusal.trimEnd() })}\n`)
    return EXIT.refused
  }
  const { done } = answer.value as { readonly done: string }
  terminal.out(isJson ? `${JSON.stringify({ done }, null, 2)}\n` : `${done}\n`)
  return EXIT.done
}

/** `source/people` and `organization/acme`; a name alone is an organization's. */
function targetOf(word: string): string {
  const target = word.includes('/') ? word : `organization/${word}`
  if (/^(source|organization)\/[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(target)) return target
  throw new ConfigError(
    `\`${visible(word)}\` is neither an organization nor source/<name>`,
    'for example acme, or source/people',
  )
}
