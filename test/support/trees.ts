import { DEFAULT_LIMITS } from '../../src/documents/limits.ts'
import { readDocuments } from '../../src/documents/read.ts'
import { writeDocuments } from '../../src/documents/write.ts'
import type { Snapshot } from '../../src/model/document.ts'
import type { Json, JsonObject } from '../../src/model/resource.ts'
import type { State } from '../../src/model/state.ts'
import { createMemoryStore } from '../../src/store/memory.ts'
import { importPeribolos } from '../../src/transfer/peribolos/import.ts'
import { applied, contextAt } from './planning.ts'

/** A file of declarations in memory. */
export interface TreeFile {
  readonly path: string
  readonly text: string
}

/** What an import of a Peribolos tree would write. */
export async function importedTree(path: string): Promise<readonly TreeFile[]> {
  return (await importPeribolos(path)).files
}

/** Files in memory as a snapshot of the source `local`. */
export function snapshotOfFiles(files: readonly TreeFile[]): Snapshot {
  const texts = files.map(({ path, text }) => ({ source: 'local', path, text }))
  const read = texts.map((file) => readDocuments(file, DEFAULT_LIMITS))
  return {
    source: 'local',
    revision: 'memory',
    complete: true,
    privileged: true,
    documents: read.flatMap(({ documents }) => documents),
    unreadable: texts
      .filter((_, index) => read[index]?.unreadable === true)
      .map(({ path }) => ({ path, organizations: [] })),
    problems: read.flatMap(({ problems }) => problems),
    files: new Map(texts.map((file) => [file.path, file])),
  }
}

/** The state that files lead to on an empty store, a year before the instant of tests. */
export async function stateOfFiles(files: readonly TreeFile[]): Promise<State> {
  const store = createMemoryStore()
  const context = contextAt({ instant: '2025-11-22T12:00:00.000Z' })
  return (await applied(store, await store.open(), [snapshotOfFiles(files)], context)).state
}

/**
 * The same declarations at a time when every renamed user group bore the previous name that stands at `position` (the
 * oldest is 0, negative counts from the present one), or the nearest it had; only what came before it is previous then.
 */
export function withOldNames(files: readonly TreeFile[], position = 0): readonly TreeFile[] {
  const documents = files.map(({ path, text }) => ({
    path,
    values: readDocuments({ source: 'local', path, text }, DEFAULT_LIMITS).documents.map(({ value }) => value),
  }))
  const old = new Map<string, string>()
  for (const { values } of documents) {
    for (const value of values) {
      const names = listAt(value, 'previousNames')
      const name = names.at(position) ?? names[0]
      if (value.kind === 'UserGroup' && typeof name === 'string') old.set(nameOf(value), name)
    }
  }
  return documents.map(({ path, values }) => ({
    path,
    text: writeDocuments(values.map((value) => beforeRenames(value, old))),
  }))
}

function beforeRenames(value: JsonObject, old: ReadonlyMap<string, string>): JsonObject {
  const namespace = nameOf(value).split('/')[0] ?? ''
  const name = (now: Json): Json => (typeof now === 'string' ? (old.get(`${namespace}/${now}`) ?? now) : now)
  const { previousNames, ...spec } = (value.spec ?? {}) as JsonObject
  if (value.kind === 'UserGroup') {
    const metadata = { ...(value.metadata as JsonObject), name: name((value.metadata as JsonObject).name ?? '') }
    const names = Array.isArray(previousNames) ? previousNames : []
    const before = names.slice(0, Math.max(0, names.indexOf(metadata.name)))
    const parents = listAt(value, 'parents').map(name)
    return {
      ...value,
      metadata,
      spec: {
        ...spec,
        ...(parents.length > 0 ? { parents } : {}),
        ...(before.length > 0 ? { previousNames: before } : {}),
      },
    }
  }
  if (value.kind !== 'Permission') return value
  const assignee = spec.assignee as JsonObject
  return assignee.userGroup === undefined
    ? value
    : { ...value, spec: { ...spec, assignee: { userGroup: name(assignee.userGroup) } } }
}

function nameOf({ metadata }: JsonObject): string {
  const { namespace = '', name } = metadata as { readonly namespace?: string; readonly name: string }
  return `${namespace}/${name}`
}

function listAt({ spec }: JsonObject, field: string): readonly Json[] {
  const list = (spec as JsonObject | undefined)?.[field]
  return Array.isArray(list) ? list : []
}
