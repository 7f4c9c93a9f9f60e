import { DEFAULT_LIMITS } from '../../src/documents/limits.ts'
import { organizationsIn } from '../../src/documents/organization.ts'
import { readDocuments } from '../../src/documents/read.ts'
import { byText } from '../../src/lib/compare.ts'
import { sha256 } from '../../src/lib/digest.ts'
import type { Change } from '../../src/model/change.ts'
import type { Context } from '../../src/model/context.ts'
import type { Document, Snapshot, SourcePolicy, SourceText, UnreadableFile } from '../../src/model/document.ts'
import type { Outcome } from '../../src/model/outcome.ts'
import type { Store } from '../../src/model/ports.ts'
import type { Problem } from '../../src/model/problem.ts'
import type { Key, StoredResource } from '../../src/model/resource.ts'
import type { State } from '../../src/model/state.ts'
import { unitName } from '../../src/model/unit.ts'
import { type PassPlan, planPass } from '../../src/plan/pass.ts'
import type { PassResult } from '../../src/reconciler.ts'
import { createMemoryStore } from '../../src/store/memory.ts'
import { applied, contextAt } from './planning.ts'

/** The texts of a source by path. */
export type Texts = Readonly<Record<string, string>>

/** What a source is, besides its texts. */
export interface SourceLiteral extends SourcePolicy {
  readonly source?: string
  readonly privileged?: boolean
  readonly complete?: boolean
}

/** The snapshot of texts, read as files are; `local` is privileged where nothing else is said. */
export function textSnapshot(texts: Texts, literal: SourceLiteral = {}): Snapshot {
  const { source = 'local', complete = true, privileged = source === 'local', ...policy } = literal
  const documents: Document[] = []
  const problems: Problem[] = []
  const unreadable: UnreadableFile[] = []
  const files = new Map<string, SourceText>()
  for (const path of Object.keys(texts).sort(byText)) {
    const text = texts[path] ?? ''
    const file = { source, path, text }
    const reading = readDocuments(file, DEFAULT_LIMITS)
    files.set(path, file)
    documents.push(...reading.documents)
    problems.push(...reading.problems)
    if (reading.unreadable) unreadable.push({ path, organizations: organizationsIn(text) })
  }
  const revision = sha256(JSON.stringify(Object.entries(texts).sort(([left], [right]) => byText(left, right))))
  return { ...policy, source, revision, complete, privileged, documents, unreadable, problems, files }
}

/** A year after year 2025: far enough from each other that no removal counts any more. */
const FIRST = Date.parse('2025-11-22T12:00:00.000Z')
const STEP_MS = 48 * 60 * 60 * 1000

/** An installation in memory, to which declarations are applied one after the other, two days apart. */
export interface Installation {
  readonly store: Store
  state(): State
  /** What would happen now, and nothing else. */
  plan(snapshots: readonly Snapshot[], more?: Partial<Context>): PassPlan
  apply(snapshots: readonly Snapshot[], more?: Partial<Context>): Promise<PassResult>
}

/** An empty installation, the same in every run. */
export async function openInstallation(): Promise<Installation> {
  const store = createMemoryStore({ random: (size) => Buffer.alloc(size, 7) })
  let state = await store.open()
  let passes = 0
  const context = (snapshots: readonly Snapshot[], more: Partial<Context>): Context =>
    contextAt({
      instant: new Date(FIRST + passes * STEP_MS).toISOString(),
      sources: snapshots.map(({ source }) => source),
      ...more,
    })
  return {
    store,
    state: () => state,
    plan: (snapshots, more = {}) => planPass(snapshots, state, context(snapshots, more)),
    async apply(snapshots, more = {}) {
      const result = await applied(store, state, snapshots, context(snapshots, more))
      state = result.state
      passes += 1
      return result
    },
  }
}

/** An installation in which these texts of the source `local` are in force; throws where not all of them are. */
export async function installationWith(texts: Texts): Promise<Installation> {
  const installation = await openInstallation()
  const { outcomes } = await installation.apply([textSnapshot(texts)])
  const left = outcomes.find(({ type }) => type !== 'applied' && type !== 'unchanged')
  if (left !== undefined) throw new Error(`not all is applied: ${JSON.stringify(left)}`)
  return installation
}

/** The outcome of every unit that is not unchanged, a line each: `applied organization/acme`, `held … RemovalBudget`. */
export function outcomesOf({ outcomes }: PassResult): readonly string[] {
  return outcomes.filter(({ type }) => type !== 'unchanged').map(outcomeLine)
}

function outcomeLine(outcome: Outcome): string {
  const line = `${outcome.type} ${unitName(outcome.unit)}`
  switch (outcome.type) {
    case 'unchanged':
    case 'applied':
    case 'failed':
      return line
    case 'held':
      return `${line} ${outcome.holds.map(({ code }) => code).join(' ')}`
    case 'invalid':
      return `${line} ${outcome.problems.map(({ code }) => code).join(' ')}`
  }
}

/** Every change of a pass in one line each, in the order in which it applies: `update User/acme/ada /spec/email`. */
export function changesOf({ plans }: Pick<PassPlan, 'plans'>): readonly string[] {
  return plans.flatMap(({ plan }) => plan.changes.map(changeLine))
}

/** A change in one line. */
export function changeLine(change: Change): string {
  switch (change.action) {
    case 'create':
    case 'delete':
      return `${change.action} ${change.key}`
    case 'update':
    case 'rename': {
      const from = change.action === 'rename' ? ` from ${change.from}` : ''
      const follows =
        change.action === 'update' && change.follows !== undefined ? ` after ${change.follows.join(' ')}` : ''
      const fields = change.fields.map(({ pointer }) => ` ${pointer}`).join('')
      return `${change.action} ${change.key}${from}${follows}${fields}`
    }
  }
}

/** Every problem of a pass in one line each: `Cycle acme.yaml:7`, a warning says so. */
export function problemLines({ desired }: PassPlan): readonly string[] {
  const all = [...desired.problems, ...[...desired.units.values()].flatMap(({ problems }) => problems)]
  return all.map(({ severity, code, origin }) => {
    const place = 'path' in origin ? `${origin.path}:${origin.line}` : origin.uid
    return `${severity === 'warning' ? 'warning ' : ''}${code} ${place}`
  })
}

/** The stored resource of a key; throws where there is none. */
export function storedAt(state: State, key: string): StoredResource {
  const resource = state.resources.get(key as Key)
  if (resource === undefined) throw new Error(`${key} is not stored`)
  return resource
}
