import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nearest } from '../lib/text.ts'
import { ConfigError } from '../model/errors.ts'
import { type JsonObject, KINDS } from '../model/resource.ts'
import { configurationSchema, editorSchema } from '../schemas/editor.ts'
import { kindNamed } from '../schemas/kinds.ts'
import { EXIT } from './exit.ts'
import type { Terminal } from './terminal.ts'

/** Prints the JSON Schema for editors, one kind's, or (`config`) that of the configuration; or writes it where modelines look for it. */
export async function schema(
  word: string | undefined,
  { install }: { readonly install?: string },
  terminal: Terminal,
): Promise<number> {
  if (word === 'config') return written(configurationSchema(), install, terminal)
  const definition = word === undefined ? undefined : kindNamed(word)
  if (word !== undefined && definition === undefined) {
    const meant = nearest(word, [...KINDS, 'config'])
    throw new ConfigError(
      `there is no kind \`${word}\``,
      meant === undefined ? `kinds are ${KINDS.join(', ')}; config is the configuration` : `did you mean \`${meant}\`?`,
    )
  }
  return written(definition?.schema ?? editorSchema(), install, terminal)
}

function written(schema: JsonObject, install: string | undefined, terminal: Terminal): number {
  const text = `${JSON.stringify(schema, null, 2)}\n`
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
