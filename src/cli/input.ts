import { sha256 } from '../lib/digest.ts'
import type { Source } from '../model/ports.ts'
import { type Content, SOURCE_LIMITS } from '../sources/content.ts'
import { makeSnapshot } from '../sources/snapshot.ts'
import type { Terminal } from './terminal.ts'

/** Standard input as a source of one file (`validate -`). */
export function standardInput(terminal: Terminal, name: string): Source {
  return {
    name,
    fetch: () => makeSnapshot(contentOf(terminal), { source: name, privileged: true, root: '', limits: SOURCE_LIMITS }),
  }
}

async function* contentOf(terminal: Terminal): Content {
  const bytes = await terminal.readInput()
  yield [{ path: '<stdin>.yaml', bytes }]
  return { revision: sha256(bytes), complete: true }
}
