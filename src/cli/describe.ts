import { by } from '../lib/compare.ts'
import { listed, nearest, visible } from '../lib/text.ts'
import { ConfigError } from '../model/errors.ts'
import type { StoredResource } from '../model/resource.ts'
import type { ErasedResource } from '../model/state.ts'
import type { KindDefinition } from '../schemas/definition.ts'
import { factsOf } from './describe/facts.ts'
import { describedText } from './describe/text.ts'
import { describedValue } from './describe/value.ts'
import { erasedIn, erasedValue, unknownName } from './erased.ts'
import { EXIT } from './exit.ts'
import { kindOf } from './get.ts'
import { oneOf } from './inputs.ts'
import { type StoredAt, withStoredState } from './stored.ts'
import { createStyle } from './style.ts'
import type { Terminal } from './terminal.ts'

/** The options of `describe`. */
export interface DescribeOptions extends StoredAt {
  readonly kind: string
  readonly name: string
  readonly organization?: string
  readonly output: string
  readonly full?: boolean
}

/**
 * Shows one stored resource in full: metadata, every field with its default, who names it, what a user or group is part
 * of, and the ledger entries that changed it. A name that is not there, or stands in several organizations, is refused; what
 * has been erased since the moment that is asked for can be named by its uid.
 */
export async function describe(options: DescribeOptions, terminal: Terminal): Promise<number> {
  const form = oneOf(options.output, ['text', 'json'], '--output')
  const definition = kindOf(options.kind)
  const { kind, singular } = definition
  return withStoredState(options, async (stored) => {
    const all = [...stored.state.resources.values()].filter(
      (resource) =>
        resource.kind === kind &&
        (options.organization === undefined ||
          resource.namespace === options.organization ||
          resource.namespace === ''),
    )
    const found = all.filter(({ name }) => name === options.name)
    const [resource] = found
    if (resource === undefined) {
      const erased = erasedIn(stored.state, { definition, organization: options.organization })
      const own = erased.find(({ uid }) => uid === options.name)
      if (own !== undefined) {
        terminal.out(form === 'json' ? `${JSON.stringify(erasedValue(own), null, 2)}\n` : erasedText(own, definition))
        return EXIT.done
      }
      const meant = nearest(
        options.name,
        all.map(({ name }) => name),
      )
      const hint = meant === undefined ? '' : `, did you mean \`${meant}\`?`
      const unknown = unknownName(erased, definition, options.name)
      terminal.err(`charter: ${unknown ?? `there is no ${singular} \`${visible(options.name)}\`${hint}`}\n`)
      return EXIT.refused
    }
    if (found.length > 1) throw severalFound(found, singular)
    const facts = await factsOf(resource, stored)
    const style = createStyle({ stream: { isTTY: terminal.outIsTerminal }, env: terminal.environment })
    terminal.out(
      form === 'json'
        ? `${JSON.stringify(describedValue(facts), null, 2)}\n`
        : describedText(facts, { style, full: options.full ?? false }),
    )
    return EXIT.done
  })
}

function erasedText({ uid, createdAt }: ErasedResource, { singular }: KindDefinition): string {
  return `${singular} ${visible(uid)}, created ${createdAt}, has been erased since\n`
}

function severalFound(found: readonly StoredResource[], singular: string): ConfigError {
  const organizations = found.map(({ namespace }) => namespace).sort(by((name) => name))
  return new ConfigError(
    `there are ${found.length} of the ${singular} \`${visible(found[0]?.name ?? '')}\`: in ${listed(organizations)}`,
    'name one with --organization',
  )
}
