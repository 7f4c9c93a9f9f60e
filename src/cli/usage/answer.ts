import { csv } from '../../lib/csv.ts'
import type { State } from '../../model/state.ts'
import type { Stored } from '../stored.ts'
import { table } from '../table.ts'
import type { Terminal } from '../terminal.ts'
import type { ReadSamples } from './facts.ts'
import type { UsageOptions } from './options.ts'

/** How the answer is written. */
export type Form = 'table' | 'json' | 'csv'

const FORMAT_VERSION = '1.0'

/** What is asked for: of which organizations, from which state, and how it is to be written. */
export interface Asked {
  readonly names: readonly string[]
  readonly options: UsageOptions
  readonly stored: Stored
  readonly read: ReadSamples
  readonly form: Form
}

/** Of which entry of the ledger and instant (RFC 3339 UTC) an answer is. */
export interface Heading {
  readonly state: { readonly head: Pick<State['head'], 'seq'> }
  readonly instant: string
}

/** How facts are shown: in which form, and of what. */
export interface Showing {
  readonly form: Form
  readonly stored: Heading
}

/** The head of an answer as JSON. */
export function headOf({ state, instant }: Heading) {
  return { format_version: FORMAT_VERSION, seq: state.head.seq, instant }
}

/** Rows with their columns, and the same for programs. */
interface Written {
  readonly form: Form
  readonly columns: Parameters<typeof table>[0]
  readonly rows: (isDrawn: boolean) => readonly (readonly string[])[]
  readonly value: object
}

/** Writes an answer in its form; bars are drawn on a terminal alone. */
export function write({ form, columns, rows, value }: Written, terminal: Terminal): void {
  switch (form) {
    case 'json':
      terminal.out(`${JSON.stringify(value, null, 2)}\n`)
      return
    case 'csv': {
      const headers = columns.map(({ header }) => header)
      terminal.out(csv(headers, rows(false)))
      return
    }
    case 'table':
      terminal.out(table(columns, rows(terminal.outIsTerminal)))
      return
  }
}
