import { constants } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DEFAULT_LIMITS, type Limits } from '../../documents/limits.ts'
import { type Decoded, decodeText, tooLarge } from '../../documents/text.ts'
import { byText } from '../../lib/compare.ts'
import { visible } from '../../lib/text.ts'
import { ConfigError } from '../../model/errors.ts'
import type { Problem, ProblemCode } from '../../model/problem.ts'

/** What stands below a folder, as paths with `/`, sorted: regular files, folders, and what is neither. */
export interface Tree {
  readonly files: readonly string[]
  readonly folders: readonly string[]
  readonly problems: readonly Problem[]
}

const SOURCE = 'gooddata'
/** Lists of people stand in one file each, however many there are. */
export const LIMITS: Limits = { ...DEFAULT_LIMITS, fileBytes: 256 * 1024 * 1024, nodes: 10_000_000, isListTaken: true }
const MOST_FILES = 200_000

/** Lists what stands below a folder of a root. No link is followed: one is a problem wherever it leads. Throws `ConfigError` where there is too much. */
export async function treeBelow(root: string, folder: string): Promise<Tree> {
  const files: string[] = []
  const folders: string[] = []
  const problems: Problem[] = []
  const waiting = [folder]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const entry of await readdir(join(root, at), { withFileTypes: true })) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`
      if (entry.isSymbolicLink()) problems.push(problemOfPath(path, LINK))
      else if (entry.isFile()) files.push(path)
      else if (entry.isDirectory()) {
        folders.push(path)
        waiting.push(path)
      } else problems.push(problemOfPath(path, SPECIAL))
    }
    if (files.length + folders.length > MOST_FILES) {
      throw new ConfigError(`below ${visible(root)} are more than ${MOST_FILES} files`, 'name the folder of one layout')
    }
  }
  return { files: files.sort(byText), folders: folders.sort(byText), problems }
}

const LINK = {
  code: 'SymlinkNotAllowed',
  message: 'a symbolic link is not followed',
  help: 'put the file itself here, or take the link away',
} as const
const SPECIAL = { code: 'Unreadable', message: 'this is no regular file', help: 'take it away' } as const

/** What is wrong with a file as a whole; an error where it does not say otherwise. */
export function problemOfPath(
  path: string,
  wrong: {
    readonly code: ProblemCode
    readonly severity?: 'warning'
    readonly message: string
    readonly help?: string
  },
): Problem {
  const origin = { source: SOURCE, path: visible(path), line: 1, column: 1 }
  return { severity: 'error', ...wrong, origin, pointer: '' }
}

/** The text of a file below a root, or why it has none; a link that has come there meanwhile is not followed. */
export async function textAtPath(root: string, path: string): Promise<Decoded> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  const file = await open(join(root, path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(() => undefined)
  if (file === undefined) return { problem: problemOfPath(path, UNREADABLE) }
  try {
    const found = await file.stat()
    if (!found.isFile()) return { problem: problemOfPath(path, SPECIAL) }
    if (found.size > LIMITS.fileBytes) return { problem: tooLarge(SOURCE, visible(path), found.size, LIMITS) }
    return decodeText(SOURCE, visible(path), await file.readFile(), LIMITS)
  } finally {
    await file.close()
  }
}

const UNREADABLE = { code: 'Unreadable', message: 'the file cannot be read', help: 'make it readable' } as const
