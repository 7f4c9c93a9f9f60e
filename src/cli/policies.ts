import { csv } from '../lib/csv.ts'
import { openSamples } from '../store/samples.ts'
import { samplesNeeded } from '../usage/policies/query.ts'
import { policiesIn } from '../usage/policies/watched.ts'
import { organizationNames } from '../usage/stored.ts'
import { warn } from './comparison.ts'
import { EXIT } from './exit.ts'
import { oneOf } from './inputs.ts'
import { factsOf, type PolicyFacts } from './policies/facts.ts'
import { COLUMNS, rowsOf } from './policies/rows.ts'
import { factsValue } from './policies/value.ts'
import { type Stored, type StoredAt, withStoredState } from './stored.ts'
import { table } from './table.ts'
import type { Terminal } from './terminal.ts'
import { unknownText } from './unknown.ts'

/** The options of `policies`. */
export interface PoliciesOptions extends StoredAt {
  readonly output: string
  readonly organization?: string
  readonly fired?: boolean
}

type Form = 'table' | 'json' | 'csv'

const FORMAT_VERSION = '1.0'

/**
 * Shows usage policies with their values and limits as they are at the moment, and since when they have fired: of one
 * policy, of those about one organization, or of all by name. A name that is not there is refused.
 */
export async function policies(
  name: string | undefined,
  options: PoliciesOptions,
  terminal: Terminal,
): Promise<number> {
  const form = oneOf(options.output, ['table', 'json', 'csv'], '--output')
  return withStoredState(options, async (stored) => {
    const { state, instant } = stored
    const { organization, fired } = options
    const unknown =
      unknownText('usage policy', name, () => policiesIn(state).map((policy) => policy.name)) ??
      unknownText('organization', organization, () => organizationNames(state))
    if (unknown !== undefined) {
      terminal.err(`charter: ${unknown}\n`)
      return EXIT.refused
    }
    const needed = samplesNeeded(state, instant)
    const samples = openSamples({ folder: options.state, onNotice: (message) => warn([message], terminal) })
    const given = { instant, samples: needed === undefined ? [] : await samples.read(needed) }
    show(factsOf(state, given, { name, organization, isFired: fired }), stored, form, terminal)
    return EXIT.done
  })
}

function show(facts: readonly PolicyFacts[], { state, instant }: Stored, form: Form, terminal: Terminal): void {
  const rows = (isDrawn: boolean) => facts.flatMap((one) => rowsOf(one, isDrawn))
  switch (form) {
    case 'json': {
      const all = facts.map((one) => factsValue(one, instant))
      const value = { format_version: FORMAT_VERSION, seq: state.head.seq, instant, policies: all }
      terminal.out(`${JSON.stringify(value, null, 2)}\n`)
      return
    }
    case 'csv': {
      const headers = COLUMNS.map(({ header }) => header)
      terminal.out(csv(headers, rows(false)))
      return
    }
    case 'table':
      terminal.out(table(COLUMNS, rows(terminal.outIsTerminal)))
      return
  }
}
