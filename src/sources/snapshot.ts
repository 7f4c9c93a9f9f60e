import { type FileBytes, type ReadResult, readFiles } from '../documents/pool.ts'
import { byText } from '../lib/compare.ts'
import { visible } from '../lib/text.ts'
import type { Document, Snapshot, SourcePolicy, SourceText, UnreadableFile } from '../model/document.ts'
import { SourceError } from '../model/errors.ts'
import type { Problem } from '../model/problem.ts'
import type { Content, Ending, Found, SourceLimits } from './content.ts'
import { readMarker } from './marker.ts'
import { MARKER } from './path.ts'

/** Whose snapshot it is, and what that source may do; `root` is what the user typed for the place its paths begin at. */
export interface SnapshotSettings {
  readonly source: string
  readonly privileged: boolean
  readonly root: string
  readonly policy?: SourcePolicy | undefined
  readonly limits: SourceLimits
  readonly signal?: AbortSignal | undefined
  /** Is told what was read of each file. */
  readonly onRead?: (result: ReadResult) => void
}

/**
 * Reads the content of a source to its end and gives what it declares: documents in the order of their paths, problems
 * by place, and every file of which not everything could be read. `charter.yaml` is the source's marker and declares
 * nothing; one that is wrong counts as unreadable, because then nobody knows whom the source is meant for. Throws
 * `SourceError` (`Cancelled` when `signal` fires).
 */
export async function makeSnapshot(content: Content, settings: SnapshotSettings): Promise<Snapshot> {
  const gathered: Gathered = { documents: [], problems: [], unreadable: [], files: new Map() }
  try {
    const ending = await gather(content, gathered, settings)
    return snapshotOf(gathered, ending, settings)
  } catch (error) {
    if (settings.signal?.aborted === true) throw new SourceError('Cancelled', 'reading was cancelled')
    throw error
  }
}

/** What has been read so far; filled by `gather` alone. */
interface Gathered {
  readonly documents: Document[]
  readonly problems: Problem[]
  readonly unreadable: UnreadableFile[]
  readonly files: Map<string, SourceText>
  installation?: string
}

async function gather(content: Content, gathered: Gathered, settings: SnapshotSettings): Promise<Ending> {
  const { source, limits, signal, onRead } = settings
  const options = { source, limits, ...(signal === undefined ? {} : { signal }) }
  try {
    for (let step = await content.next(); ; step = await content.next()) {
      if (step.done === true) return step.value
      refuse(gathered, step.value)
      for (const result of inOrder(step.value, await readFiles(step.value.filter(hasBytes), options))) {
        onRead?.(result)
        add(gathered, result, source)
      }
    }
  } finally {
    await content.return({ revision: '', complete: false })
  }
}

/** What was read now and what is known from before, in the order in which it was found. */
function inOrder(batch: readonly Found[], results: readonly ReadResult[]): readonly ReadResult[] {
  if (!batch.some((found) => 'read' in found)) return results
  const now = results.values()
  return batch.flatMap((found) => {
    if ('read' in found) return found.read
    return 'bytes' in found ? (now.next().value ?? []) : []
  })
}

function hasBytes(found: Found): found is Found & FileBytes {
  return 'bytes' in found
}

function refuse({ problems, unreadable }: Gathered, batch: readonly Found[]): void {
  for (const found of batch) {
    if (!('problem' in found)) continue
    problems.push(found.problem)
    unreadable.push({ path: visible(found.path), organizations: [] })
  }
}

function add(gathered: Gathered, result: ReadResult, source: string): void {
  if (result.file !== undefined) gathered.files.set(result.path, result.file)
  if (result.path === MARKER) {
    const marker = readMarker(result, source)
    if ('installation' in marker) gathered.installation = marker.installation
    else {
      gathered.problems.push(...marker.problems)
      gathered.unreadable.push({ path: MARKER, organizations: [] })
    }
    return
  }
  for (const document of result.documents) gathered.documents.push(document)
  for (const problem of result.problems) gathered.problems.push(problem)
  if (result.unreadable !== undefined) gathered.unreadable.push(result.unreadable)
}

function snapshotOf(
  gathered: Gathered,
  ending: Ending,
  { source, privileged, root, policy }: SnapshotSettings,
): Snapshot {
  const { documents, problems, unreadable, files, installation } = gathered
  return {
    ...policy,
    source,
    revision: ending.revision,
    complete: ending.complete,
    privileged,
    // Content comes sorted; only what was refused stands before its place.
    documents,
    unreadable: unreadable.sort((left, right) => byText(left.path, right.path)),
    problems: problems.sort(byPlace),
    files,
    root,
    ...(ending.ref === undefined ? {} : { ref: ending.ref }),
    ...(installation === undefined ? {} : { installation }),
  }
}

/** Order of problems by place. */
export function byPlace({ origin: left }: Problem, { origin: right }: Problem): number {
  if (!('path' in left) || !('path' in right)) return 0
  return byText(left.path, right.path) || left.line - right.line || left.column - right.column
}
