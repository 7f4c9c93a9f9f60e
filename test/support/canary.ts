import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The forms in which a secret may leak: as it is, in base64 behind 0 to 2 bytes, in base64url, in hex, in a URL, backwards. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  const shifted = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
  })
  const url = shifted.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))
  return [secret, ...shifted, ...url, bytes.toString('hex'), encodeURIComponent(secret), [...secret].reverse().join('')]
}

/** Holds that a secret stands in none of these texts, nor in the name or content of any file below these folders; throws where it does. */
export function assertNowhere(secret: string, texts: readonly string[], folders: readonly string[] = []): void {
  const forms = formsOf(secret)
  const found = texts.find((text) => forms.some((form) => text.includes(form)))
  if (found !== undefined) throw new Error(`a secret stands in: ${found}`)
  for (const folder of folders) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const path = join(folder, name)
      const content = statSync(path).isFile() ? readFileSync(path) : Buffer.alloc(0)
      if (forms.some((form) => content.includes(form) || name.includes(form)))
        throw new Error(`a secret stands in ${path}`)
    }
  }
}
