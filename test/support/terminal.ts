import { run } from '../../src/cli/program.ts'
import type { Terminal } from '../../src/cli/terminal.ts'

/** What a command did: its exit code and both streams. */
export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs one command in this process, without a terminal; `answer` stands for a person at one, `input` is standard input, `onOut` hears what it says. */
export async function ran(
  words: readonly string[],
  {
    answer,
    input = '',
    environment = {},
    onOut = () => undefined,
  }: {
    readonly answer?: string
    readonly input?: string
    readonly environment?: Record<string, string>
    readonly onOut?: (text: string) => void
  } = {},
): Promise<Ran> {
  const streams = { out: '', err: '' }
  const terminal: Terminal = {
    out: (text) => {
      streams.out += text
      onOut(text)
    },
    pour: async (texts) => {
      for (const text of texts) streams.out += text
    },
    err: (text) => {
      streams.err += text
    },
    progress: () => undefined,
    ask: async () => answer,
    readInput: async () => new TextEncoder().encode(input),
    outIsTerminal: false,
    width: 100,
    environment,
  }
  const code = await run(words, terminal)
  return { code, ...streams }
}

/** A terminal as a person has it, so wide; `shown` is what has been written to it. */
export function drawn(width: number): { readonly terminal: Terminal; shown(): string } {
  let out = ''
  const terminal = {
    out: (text: string) => {
      out += text
    },
    pour: async (texts: Iterable<string>) => {
      for (const text of texts) out += text
    },
    err: () => undefined,
    progress: () => undefined,
    ask: async () => undefined,
    readInput: async () => new Uint8Array(),
    outIsTerminal: true,
    width,
    environment: {},
  }
  return { terminal, shown: () => out }
}
