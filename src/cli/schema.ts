import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nearest } from '../lib/text.ts'
import { ConfigError } from '../model/errors.ts'
import { KINDS } from '../model/resource.ts'
import { editorSchema } from '../schemas/editor.ts'
import { kindNamed } from '../schemas/kinds.ts'
import { EXIT } from './exit.ts'
import type { Terminal } from './terminal.ts'

/** Prints the JSON Schema for editors, or one kind's; or writes it where modelines look for it. */
export async function schema(
  word: string | undefined,
  { install }: { readonly install?: string },
  terminal: Terminal,
): Promise<number> {
  const definition = word === undefined ? undefined : kindNamed(word)
  if (word !== undefined && definition === undefined) {
    const meant = nearest(word, KINDS)
    throw new ConfigError(
      `there is no kind \`${word}\``,
      meant === undefined ? `kinds are ${KINDS.join(', ')}` : `did you mean \`${meant}\`?`,
    )
  }
  const text = `${JSON.stringify(definition?.schema ?? editorSchema(), null, 2)}\n`
  if (install === undefined) {
    terminal.out(text)
    return EXIT.done
  }
  mkdirSync(join(install, '.charter'), { recursive: true })
  const path = join(install, '.charter', 'schema.json')
  writeFileSync(path, text)
  terminal.out(
    `wrote ${path}\nNext: begin files with "# yaml-language-server: $schema=<relative path>/.charter/schema.json"\n`,
  )
  return EXIT.done
}
