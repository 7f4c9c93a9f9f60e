import { EXIT } from '../exit.ts'
import { oneOf } from '../inputs.ts'
import { readStoredState } from '../stored.ts'
import type { Terminal } from '../terminal.ts'
import { headText } from './published.ts'

/** Prints the number and the hash of the newest entry, for publishing where nobody who can change the ledger can change it. */
export async function ledgerHead(
  options: { readonly state: string; readonly output: string },
  terminal: Terminal,
): Promise<number> {
  const output = oneOf(options.output, ['text', 'json'], '--output')
  const { head } = await readStoredState({ state: options.state })
  terminal.out(output === 'json' ? `${JSON.stringify(head)}\n` : `${headText(head)}\n`)
  return EXIT.done
}
