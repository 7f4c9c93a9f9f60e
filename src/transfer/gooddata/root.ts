import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { byText } from '../../lib/compare.ts'
import { listed, visible } from '../../lib/text.ts'
import { ConfigError } from '../../model/errors.ts'
import { ROOT, SECTIONS } from './sdk.ts'

/** Where the layout of an organization stands below a root (with `/`, `''` for the root itself), and the organization's id. */
export interface LayoutPlace {
  readonly folder: string
  readonly organization: string
}

/** Finds the one layout at or below a root. Throws `ConfigError` where there is none, there are several, or a link stands there. */
export async function findLayout(root: string): Promise<LayoutPlace> {
  if (await isLayout(root)) return { folder: '', organization: basename(resolve(root)) }
  const isAbove = (await foldersIn(root)).includes(ROOT)
  const above = isAbove ? ROOT : ''
  const found: string[] = []
  for (const name of await foldersIn(join(root, above))) if (await isLayout(join(root, above, name))) found.push(name)
  const [organization, ...others] = found
  const shown = visible(isAbove ? join(root, ROOT) : root)
  if (organization === undefined)
    throw new ConfigError(
      `${shown} holds no layout of an organization`,
      `name the folder that the SDK stores, with ${ROOT}/<organization>/users/users.yaml below it`,
    )
  if (others.length > 0)
    throw new ConfigError(
      `${shown} holds the layouts of ${listed(found.map(visible))}`,
      'import one after the other: name the folder of one',
    )
  return { folder: isAbove ? `${ROOT}/${organization}` : organization, organization }
}

async function isLayout(folder: string): Promise<boolean> {
  return (await foldersIn(folder)).some((name) => SECTIONS.includes(name))
}

/** The names of the folders in a folder. A link that has the name of one is never taken for it. */
async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((): readonly Dirent[] => [])
  const link = entries.find((entry) => entry.isSymbolicLink() && (entry.name === ROOT || SECTIONS.includes(entry.name)))
  if (link !== undefined)
    throw new ConfigError(
      `${visible(join(folder, link.name))} is a symbolic link, which is not followed`,
      'put the folder itself there',
    )
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort(byText)
}
