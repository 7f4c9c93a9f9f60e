import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

let known: string | undefined

/**
 * The folder of this package, for the data files that come with it: the nearest folder above this file that holds
 * `package.json`, for the sources and for the built program alike. Throws where there is none: a damaged installation.
 */
export function packageRoot(): string {
  known ??= rootAbove(dirname(fileURLToPath(import.meta.url)))
  return known
}

function rootAbove(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (dirname(folder) === folder) throw new Error('the files of this program are not complete: no package.json')
  }
}
