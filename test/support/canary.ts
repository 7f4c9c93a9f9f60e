import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { leaks } from '../canary/scanner.ts'

/** Holds that a secret stands in none of these texts, nor in the name or content of any file below these folders; throws where it does. */
export function assertNowhere(secret: string, texts: readonly string[], folders: readonly string[] = []): void {
  const surfaces = new Map<string, Uint8Array>(texts.map((text, index) => [`text ${index + 1}`, Buffer.from(text)]))
  for (const folder of folders) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const path = join(folder, name)
      const content = statSync(path).isFile() ? readFileSync(path) : Buffer.alloc(0)
      surfaces.set(path, Buffer.concat([Buffer.from(`${name}\n`), content]))
    }
  }
  const [found] = leaks(surfaces, [{ what: 'a secret', value: secret }])
  if (found !== undefined) throw new Error(`a secret leaks: ${found}`)
}
