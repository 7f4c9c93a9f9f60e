import { once } from 'node:events'

/** Where a command writes and asks: data on `out`, messages on `err` (design §7); a test gives its own. */
export interface Terminal {
  out(text: string): void
  /** Writes pieces on the same stream, each when the ones before it have been taken: a pipe that is read slowly fills no memory. */
  pour(texts: Iterable<string>): Promise<void>
  err(text: string): void
  /** A progress line on the error stream of a terminal, overwritten by the next; nothing elsewhere. */
  progress(text: string): void
  /** Asks a question; `undefined` where nobody can answer. */
  ask(question: string): Promise<string | undefined>
  readInput(): Promise<Uint8Array>
  readonly outIsTerminal: boolean
  readonly width: number
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  let shown = false
  const clear = (): void => {
    if (shown) process.stderr.write('\r\u001b[2K')
    shown = false
  }
  return {
    out: (text) => {
      clear()
      process.stdout.write(text)
    },
    pour: async (texts) => {
      clear()
      for (const text of texts) if (!process.stdout.write(text)) await once(process.stdout, 'drain')
    },
    err: (text) => {
      clear()
      process.stderr.write(text)
    },
    progress: (text) => {
      if (!process.stderr.isTTY) return
      clear()
      process.stderr.write(text.slice(0, (process.stderr.columns ?? 80) - 1))
      shown = text !== ''
    },
    ask: async (question) => {
      if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined
      clear()
      const { createInterface } = await import('node:readline/promises')
      const lines = createInterface({ input: process.stdin, output: process.stderr })
      try {
        return await lines.question(question)
      } finally {
        lines.close()
      }
    },
    readInput: async () => {
      const chunks: Buffer[] = []
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
      return Buffer.concat(chunks)
    },
    outIsTerminal: process.stdout.isTTY === true,
    width: process.stdout.columns ?? 100,
    environment: process.env,
  }
}
