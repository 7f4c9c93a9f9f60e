import { existsSync, readdirSync, statSync } from 'node:fs'
import { visible } from '../../lib/text.ts'
import { ConfigError } from '../../model/errors.ts'

/** Throws `ConfigError` where a folder to write to holds something already, or is a file. */
export function mustBeEmpty(folder: string, help = 'name a folder that is missing or empty'): void {
  if (!existsSync(folder)) return
  if (!statSync(folder).isDirectory()) throw new ConfigError(`\`${visible(folder)}\` is no folder`, help)
  if (readdirSync(folder).length > 0) throw new ConfigError(`\`${visible(folder)}\` is not empty`, help)
}
