import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRepository, type RepositoryFixture } from '../test/support/repository.ts'
import type { ChildTiming } from './child.ts'

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url))

/** A bare repository of one commit with these files, packed. */
export function repositoryOf(files: ReadonlyMap<string, string>): RepositoryFixture {
  const repository = createRepository({ bare: true })
  repository.commit({ files: Object.fromEntries(files) })
  repository.git('repack', '-adq')
  return repository
}

/** Syncs a repository into a fresh state folder, in a process of its own. */
export function synced(repository: RepositoryFixture): ChildTiming {
  const folder = mkdtempSync(join(tmpdir(), 'charter-bench-'))
  try {
    return child('sync', repository.gitDir, join(folder, 'state'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Reads and parses all blobs of a repository, in a process of its own. */
export function parsed(repository: RepositoryFixture): ChildTiming {
  return child('floor', repository.gitDir)
}

function child(...words: readonly string[]): ChildTiming {
  const { status, stdout } = spawnSync(process.execPath, [CHILD, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`${words.join(' ')} failed`)
  return JSON.parse(stdout) as ChildTiming
}
