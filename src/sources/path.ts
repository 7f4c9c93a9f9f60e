import { visible } from '../lib/text.ts'
import { ConfigError } from '../model/errors.ts'

/** The file in the root of a source that names its installation; it is no declaration. */
export const MARKER = 'charter.yaml'

const DECLARATION = /\.(yaml|yml|json)$/i
/** A part that begins with a dot, but for `.` and `..` themselves: those are refused, not passed over. */
const PASSED_OVER = /(^|\/)(\.(?!\.?(\/|$))|node_modules(\/|$))/
const MOST_LENGTH = 1024

/** Whether a file of this name is read as declarations. */
export function isDeclaration(path: string): boolean {
  return DECLARATION.test(path)
}

/** Whether a path, or any folder on the way to it, is passed over: hidden ones and installed packages. */
export function isPassedOver(path: string): boolean {
  return PASSED_OVER.test(path)
}

/**
 * Whether a symbolic link or submodule stands where declarations are read: it has the name of a declaration, or none by
 * which it is known to be something else (`README.md`), so that it may be a folder of declarations.
 */
export function mayHoldDeclarations(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return isDeclaration(name) || !/.\.[A-Za-z][A-Za-z0-9]*$/.test(name)
}

/** Why a path cannot be accepted (faults T15), or `undefined`. A U+FFFD stands for bytes that are not UTF-8. */
export function pathFault(path: string): string | undefined {
  if (path.includes('\ufffd')) return 'is not UTF-8'
  if (path.includes('\t') || visible(path) !== path) return 'holds control or invisible characters'
  if (path.includes('\\')) return 'holds a backslash'
  if (path.length > MOST_LENGTH) return `is longer than ${MOST_LENGTH} characters`
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) return 'is not in its shortest form'
  return undefined
}

/**
 * For each path that another one would hide on some file systems (equal but for letter case or Unicode form), or that
 * stands twice, the first of the others. `paths` are sorted.
 */
export function twinsOf(paths: readonly string[]): ReadonlyMap<string, string> {
  const first = new Map<string, string>()
  const twins = new Map<string, string>()
  for (const path of paths) {
    const folded = path.normalize('NFC').toLowerCase()
    const other = first.get(folded)
    if (other === undefined) {
      first.set(folded, path)
      continue
    }
    twins.set(path, other)
    if (!twins.has(other)) twins.set(other, path)
  }
  return twins
}

/** A folder inside a repository in its normal form ('' for the root). Throws `ConfigError` where it leads out of it. */
export function checkFolder(text: string): string {
  const folder = text
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')
  const fault = text.startsWith('/') ? 'is absolute' : folder === '' ? undefined : pathFault(folder)
  if (fault === undefined) return folder
  throw new ConfigError(
    `the folder \`${visible(text.slice(0, 100))}\` ${fault}`,
    'name it from the root of the repository',
  )
}
