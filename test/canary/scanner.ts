import { randomBytes } from 'node:crypto'
import { looksRandom } from '../../src/lib/random.ts'

/** A secret that was planted: what it stands for, and its value, which no message of a test shows. */
export interface Canary {
  readonly what: string
  readonly value: string
}

/** What left the program on one way, as bytes. */
export type Surfaces = ReadonlyMap<string, Uint8Array>

/** Makes a canary that nobody else has, and that looks like what it is. */
export function canary(what: string): Canary {
  for (;;) {
    const value = randomBytes(27).toString('base64').replaceAll(/[+/]/g, 'k')
    if (looksRandom(value)) return { what, value }
  }
}

/** Bytes in base64 as they stand behind 0, 1 and 2 other bytes: what no neighbour has a share in. */
function base64Of(bytes: Buffer): readonly string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
  })
}

const url64 = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_')

/** The forms in which a secret may leak, by name. Parts of eight characters find one that was cut. */
export const ENCODINGS: Readonly<Record<string, (value: string) => readonly string[]>> = {
  raw: (value) => [value],
  'a part': (value) => Array.from({ length: Math.max(0, value.length - 7) }, (_, at) => value.slice(at, at + 8)),
  base64: (value) => base64Of(Buffer.from(value)),
  base64url: (value) => base64Of(Buffer.from(value)).map(url64),
  hex: (value) => [Buffer.from(value).toString('hex'), Buffer.from(value).toString('hex').toUpperCase()],
  URL: (value) => [encodeURIComponent(value), [...Buffer.from(value)].map((byte) => `%${byte.toString(16)}`).join('')],
  JSON: (value) => [
    JSON.stringify(value).slice(1, -1),
    [...value].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  ],
  YAML: (value) => [[...value].map((one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')],
  'another case': (value) => [value.toLowerCase(), value.toUpperCase()],
  backwards: (value) => [[...value].reverse().join('')],
  'UTF-16': (value) => [[...value].join('\0')],
}

/** Every leak as `<surface>: <what> as <encoding>`, in the order of surfaces, canaries and encodings; no value is told. */
export function leaks(surfaces: Surfaces, canaries: readonly Canary[]): readonly string[] {
  return [...surfaces].flatMap(([surface, content]) => {
    const bytes = Buffer.from(content)
    return canaries.flatMap(({ what, value }) =>
      Object.entries(ENCODINGS).flatMap(([name, forms]) =>
        forms(value).some((form) => bytes.includes(form)) ? [`${surface}: ${what} as ${name}`] : [],
      ),
    )
  })
}
