import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { DEFAULT_LIMITS, type Limits } from '../../documents/limits.ts'
import { type Decoded, decodeText } from '../../documents/text.ts'
import { visible } from '../../lib/text.ts'
import { ConfigError } from '../../model/errors.ts'

/** What another system writes is one large file, of which parts are read one after the other. */
const LIMITS: Limits = { ...DEFAULT_LIMITS, fileBytes: 256 * 1024 * 1024 }

/** The text of one file to import, or why it has none. Throws `ConfigError` where there is no such file. */
export async function textIn(path: string, source: string): Promise<Decoded> {
  const kind = await stat(path).catch(() => undefined)
  if (kind === undefined) throw new ConfigError(`there is nothing at ${visible(path)}`, 'name a file')
  if (!kind.isFile()) throw new ConfigError(`${visible(path)} is no file`, 'name a file')
  const bytes = await readFile(path).catch(() => undefined)
  if (bytes === undefined) throw new ConfigError(`${visible(path)} cannot be read`, 'make it readable')
  return decodeText(source, basename(path), bytes, LIMITS)
}
