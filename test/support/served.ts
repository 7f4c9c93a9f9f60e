import { join } from 'node:path'
import { type Running, running } from './controller.ts'
import { createFolder, type Files, removeFolder } from './folder.ts'
import { type Ran, ran } from './terminal.ts'

/** A running program that listens, and the command line that asks it as an operator. */
export interface Served extends Running {
  readonly url: string
  /** Of the operator. */
  readonly tokenFile: string
  /** Where the declarations of its source `people` lie. */
  readonly folder: string
  /** Runs a command that asks the program. */
  ask(words: readonly string[], environment?: Record<string, string>): Promise<Ran>
}

/** Serves files until the work is done. */
export async function serving(
  files: Files,
  work: (served: Served) => Promise<void>,
  more: Parameters<typeof running>[2] = {},
): Promise<void> {
  const folder = createFolder(files)
  const http = { host: '127.0.0.1', port: 0 }
  try {
    await running(
      [{ name: 'people', folder }],
      (one) => {
        const url = one.controller.http ?? ''
        const tokenFile = one.controller.tokenPath ?? join(folder, 'no-token')
        const ask = (words: readonly string[], environment: Record<string, string> = {}): Promise<Ran> =>
          ran([...words, '--server', url, '--token-file', tokenFile], { environment })
        return work({ ...one, url, tokenFile, folder, ask })
      },
      { http, ...more },
    )
  } finally {
    removeFolder(folder)
  }
}
