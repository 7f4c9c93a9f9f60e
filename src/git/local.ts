import { readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { visible } from '../lib/text.ts'
import { failure } from './failure.ts'
import type { Repository } from './spawn.ts'

/**
 * The repository at a path, to be read in place: a work tree (its `.git` folder, or the file that a linked work tree has
 * in its place) or a bare repository. Repositories further up are not taken, only named in the help, so that a wrong
 * path never reads another repository than the one that was meant. Throws `SourceError` (`RepositoryNotFound`).
 */
export function openLocal(path: string): Repository {
  const shown = visible(path)
  const gitDir = gitDirOf(resolve(path))
  if (gitDir !== undefined) return { gitDir, shown }
  if (!isFolder(path)) throw failure('RepositoryNotFound', `there is no folder ${shown}`)
  const above = repositoryAbove(resolve(path))
  const help =
    above === undefined ? 'run git init there, or name another path' : `name ${visible(above)}, and the folder in it`
  throw failure('RepositoryNotFound', `there is no Git repository at ${shown}`, help)
}

function gitDirOf(path: string): string | undefined {
  const dotGit = join(path, '.git')
  if (isFolder(dotGit)) return dotGit
  if (isFolder(join(path, 'objects')) && isFolder(join(path, 'refs')) && statOf(join(path, 'HEAD'))?.isFile())
    return path
  if (statOf(dotGit)?.isFile() !== true) return undefined
  const target = /^gitdir: (.+)/.exec(readFileSync(dotGit, 'utf8'))?.[1]?.trimEnd()
  return target === undefined ? undefined : resolve(path, target)
}

function repositoryAbove(path: string): string | undefined {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (gitDirOf(folder) !== undefined) return folder
    if (folder === dirname(folder)) return undefined
  }
}

function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() === true
}

function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    // Not to be looked at is as good as not there: the message names the path.
    return undefined
  }
}
