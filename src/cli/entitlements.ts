import { csv } from '../lib/csv.ts'
import { nearest, plural, visible } from '../lib/text.ts'
import { organizationNames } from '../usage/stored.ts'
import { type Facts, factsOf } from './entitlements/facts.ts'
import { removedSubscriptions } from './entitlements/removed.ts'
import { COLUMNS, rowsOf, SUBSCRIPTION_COLUMNS, subscriptionRows } from './entitlements/rows.ts'
import { factsValue } from './entitlements/value.ts'
import { EXIT } from './exit.ts'
import { oneOf } from './inputs.ts'
import { type Stored, type StoredAt, withStoredState } from './stored.ts'
import { table } from './table.ts'
import type { Terminal } from './terminal.ts'

/** The options of `entitlements`. */
export interface EntitlementsOptions extends StoredAt {
  readonly output: string
}

const FORMAT_VERSION = '1.0'

/**
 * Shows what organizations are entitled to, by whom, how much of it they use, and their subscriptions: of one, or of all by
 * name. An organization that is not there is refused. Of one also the subscriptions that were removed are told.
 */
export async function entitlements(
  organization: string | undefined,
  options: EntitlementsOptions,
  terminal: Terminal,
): Promise<number> {
  const form = oneOf(options.output, ['table', 'json', 'csv'], '--output')
  return withStoredState(options, async (stored) => {
    const { state, instant } = stored
    const all = organizationNames(state)
    if (organization !== undefined && !all.includes(organization)) {
      const meant = nearest(organization, all)
      const hint = meant === undefined ? '' : `, did you mean \`${meant}\`?`
      terminal.err(`charter: there is no organization \`${visible(organization)}\`${hint}\n`)
      return EXIT.refused
    }
    const removed = organization === undefined ? [] : await removedSubscriptions(organization, stored)
    show(factsOf(organization === undefined ? all : [organization], state, instant, removed), stored, form, terminal)
    return EXIT.done
  })
}

function show(
  facts: readonly Facts[],
  { state, instant }: Stored,
  form: 'table' | 'json' | 'csv',
  terminal: Terminal,
): void {
  const rows = facts.flatMap((one) => rowsOf(one, form === 'table' && terminal.outIsTerminal))
  const erased = facts.reduce((sum, one) => sum + one.erased, 0)
  if (erased > 0 && form !== 'json') {
    terminal.err(`charter: ${plural(erased, 'resource')} of that moment erased since, not counted\n`)
  }
  switch (form) {
    case 'json': {
      const value = {
        format_version: FORMAT_VERSION,
        seq: state.head.seq,
        instant,
        organizations: facts.map(factsValue),
      }
      terminal.out(`${JSON.stringify(value, null, 2)}\n`)
      return
    }
    case 'csv':
      terminal.out(
        csv(
          COLUMNS.map(({ header }) => header),
          rows,
        ),
      )
      return
    case 'table': {
      const subscriptions = facts.flatMap(subscriptionRows)
      terminal.out(table(COLUMNS, rows))
      if (subscriptions.length > 0) terminal.out(`\n${table(SUBSCRIPTION_COLUMNS, subscriptions)}`)
      return
    }
  }
}
