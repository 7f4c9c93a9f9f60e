import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { visible } from '../lib/text.ts'
import type { Json, JsonObject } from '../model/resource.ts'
import type { Fault } from '../schemas/decoded.ts'
import { below, items, misplaced, type Part, textOf, wrong } from './rules/fault.ts'

/** A line of ssh's allowed-signers form: principals, perhaps options, the type of the key, the key, perhaps a comment. */
const LINE =
  /^\S+\s+(?:\S.*\s)?(?:sk-)?(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp(?:256|384|521))(?:@openssh\.com)?\s+[A-Za-z0-9+/]{40,}={0,2}(?:\s.*)?$/
const ARMOR = /-----BEGIN PGP PUBLIC KEY BLOCK-----[\s\S]*?-----END PGP PUBLIC KEY BLOCK-----/g
const EXAMPLE =
  'write `principal key-type key`, as in `ada@example.com ssh-ed25519 AAAA…`, or an armored OpenPGP public key'
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

/**
 * The keys of `verify.keys`, one line of the allowed-signers form or one armored block each, those of files in the place of
 * their names. All of them have been checked by `keyFaults`.
 */
export function keyTexts(keys: readonly (string | { readonly file: string })[], folder: string): readonly string[] {
  return keys.flatMap((key) => keysIn(typeof key === 'string' ? key : (textAt(resolve(folder, key.file)) ?? '')))
}

function keyFault(key: Part, folder: string): Fault[] {
  const text = textOf(key)
  if (text !== undefined) return textFaults(key, text, 'the text')
  const path = fileOf(key.value)
  if (path === undefined) return [wrong(key, 'a key is a line of text, or `{file: PATH}`', EXAMPLE)]
  const shown = `the file ${visible(path.slice(0, 200))}`
  const content = textAt(resolve(folder, path))
  if (content === undefined) return [wrong(key, `${shown} cannot be read`, 'correct the path, or make it readable')]
  return textFaults(key, content, shown)
}

function textFaults(key: Part, text: string, shown: string): Fault[] {
  const keys = keysIn(text)
  if (keys.length === 0) return [wrong(key, `${shown} names no key`, EXAMPLE)]
  const bad = keys.findIndex((one) => !LINE.test(one) && !one.startsWith('-----BEGIN PGP PUBLIC'))
  return bad === -1 ? [] : [wrong(key, `key ${bad + 1} of ${shown} has no form that is known`, EXAMPLE)]
}

/** The keys of a text: armored blocks, then lines but for comments and empty ones. */
function keysIn(text: string): readonly string[] {
  const lines = text.replace(ARMOR, '').split('\n')
  const signers = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
  return [...(text.match(ARMOR) ?? []), ...signers]
}

function fileOf(value: Json | undefined): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { file, ...others } = value as JsonObject
  return typeof file === 'string' && file !== '' && Object.keys(others).length === 0 ? file : undefined
}

/** The text of a file; `undefined` where it cannot be read or is no file of at most 1 MiB. */
function textAt(path: string): string | undefined {
  try {
    const status = statSync(path)
    return status.isFile() && status.size <= MOST_BYTES ? readFileSync(path, 'utf8') : undefined
  } catch {
    return undefined
  }
}
