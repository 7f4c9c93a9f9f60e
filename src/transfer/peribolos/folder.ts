import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { DEFAULT_LIMITS, type Limits } from '../../documents/limits.ts'
import { readDocuments } from '../../documents/read.ts'
import { decodeText } from '../../documents/text.ts'
import { byText } from '../../lib/compare.ts'
import { visible } from '../../lib/text.ts'
import type { Document, SourceText } from '../../model/document.ts'
import { ConfigError } from '../../model/errors.ts'
import type { Problem } from '../../model/problem.ts'

/**
 * The Peribolos files below a path: their documents, texts and problems in the order of their paths, which start at
 * `root`, the segments of the path itself.
 */
export interface PeribolosFiles {
  readonly root: readonly string[]
  readonly documents: readonly Document[]
  readonly sources: ReadonlyMap<string, SourceText>
  readonly problems: readonly Problem[]
}

const SOURCE = 'peribolos'
/** It says which path may grant what at review, and declares nothing. */
const RESTRICTIONS = /^restrictions\.ya?ml$/
/** A merged file holds what Charter keeps in many. */
const LIMITS: Limits = { ...DEFAULT_LIMITS, fileBytes: 64 * 1024 * 1024, nodes: 10_000_000 }

/**
 * Reads all YAML below a folder, or one file. Symbolic links, names with a leading dot and `restrictions.yaml` are passed
 * by, and so is a file without a document. Throws `ConfigError` where there is nothing at the path.
 */
export async function readPeribolos(path: string): Promise<PeribolosFiles> {
  const absolute = resolve(path)
  const kind = await stat(absolute).catch(() => undefined)
  if (kind === undefined) throw new ConfigError(`there is nothing at ${visible(path)}`, 'name a folder, or a YAML file')
  const folder = kind.isDirectory() ? absolute : dirname(absolute)
  const paths = kind.isDirectory() ? await yamlBelow(absolute) : [basename(absolute)]
  const read = await Promise.all(paths.map(async (one) => readOne(one, await readFile(join(folder, one)))))
  const name = kind.isDirectory() ? [] : [basename(absolute).replace(/\.ya?ml$/, '')]
  return {
    root: [...folder.split(sep), ...name],
    documents: read.flatMap(({ documents }) => documents),
    sources: new Map(read.flatMap(({ file }) => (file === undefined ? [] : [[file.path, file]]))),
    problems: read.flatMap(({ problems }) => problems),
  }
}

async function yamlBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name) && !RESTRICTIONS.test(entry.name))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll(sep, '/'),
    )
    .filter((path) => !path.split('/').some((segment) => segment.startsWith('.')))
    .sort(byText)
}

function readOne(path: string, bytes: Uint8Array) {
  const decoded = decodeText(SOURCE, path, bytes, LIMITS)
  if ('problem' in decoded) return { file: undefined, documents: [], problems: [decoded.problem] }
  const { documents, problems } = readDocuments(decoded.file, LIMITS)
  return { file: decoded.file, documents, problems: problems.filter(({ code }) => code !== 'EmptyFile') }
}
