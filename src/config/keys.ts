import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { visible } from '../lib/text.ts'
import type { Json, JsonObject } from '../model/resource.ts'
import type { Fault } from '../schemas/decoded.ts'
import { below, items, misplaced, type Part, textOf, wrong } from './rules/fault.ts'

/** A line of ssh's allowed-signers form: principals, perhaps options, the type of the key, the key, perhaps a comment. */
const LINE =
  /^\S+ (?:\S.* )?(?:sk-)?(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp(?:256|384|521))(?:@openssh\.com)? [A-Za-z0-9+/]{40,}={0,2}(?: .*)?$/
const EXAMPLE = 'write `principal key-type key`, as in `ada@example.com ssh-ed25519 AAAA…`'
const MOST_BYTES = 1_048_576

/** What is wrong with the keys of `verify`: none where they are needed, a line that is none, a file that cannot be read. */
export function keyFaults(verify: Part, folder: string): Fault[] {
  const mode = textOf(below(verify, 'mode')) ?? 'off'
  const keys = below(verify, 'keys')
  const given = items(keys)
  if (mode !== 'off' && given.length === 0) {
    return [
      misplaced(
        verify,
        `signatures are to be verified (\`mode: ${visible(mode)}\`), but no keys are named`,
        'add `keys`',
      ),
    ]
  }
  return given.flatMap((key) => keyFault(key, folder))
}

/** The lines of `verify.keys`, those of files in the place of their names. All of them have been checked by `keyFaults`. */
export function keyLines(keys: readonly (string | { readonly file: string })[], folder: string): readonly string[] {
  return keys.flatMap((key) => (typeof key === 'string' ? [key.trim()] : (linesOf(resolve(folder, key.file)) ?? [])))
}

function keyFault(key: Part, folder: string): Fault[] {
  const text = textOf(key)
  if (text !== undefined)
    return LINE.test(text.trim()) ? [] : [wrong(key, 'a key is no line of the allowed-signers form', EXAMPLE)]
  const path = fileOf(key.value)
  if (path === undefined) return [wrong(key, 'a key is a line of text, or `{file: PATH}`', EXAMPLE)]
  const lines = linesOf(resolve(folder, path))
  const shown = visible(path.slice(0, 200))
  if (lines === undefined)
    return [wrong(key, `the file ${shown} cannot be read`, 'correct the path, or make it readable')]
  if (lines.length === 0) return [wrong(key, `the file ${shown} names no key`, EXAMPLE)]
  const bad = lines.findIndex((line) => !LINE.test(line))
  return bad === -1 ? [] : [wrong(key, `key ${bad + 1} of ${shown} is no line of the allowed-signers form`, EXAMPLE)]
}

function fileOf(value: Json | undefined): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { file, ...others } = value as JsonObject
  return typeof file === 'string' && file !== '' && Object.keys(others).length === 0 ? file : undefined
}

/** The lines of a file but for comments and empty ones; `undefined` where it cannot be read or is no file of at most 1 MiB. */
function linesOf(path: string): readonly string[] | undefined {
  try {
    const status = statSync(path)
    if (!status.isFile() || status.size > MOST_BYTES) return undefined
    const lines = readFileSync(path, 'utf8').split('\n')
    return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
  } catch {
    return undefined
  }
}
