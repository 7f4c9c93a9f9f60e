import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { intentsOf, type StoredOptions } from '../../src/cli/inputs.ts'
import { problemsText } from '../../src/cli/problems/text.ts'
import { problemReportOf } from '../../src/cli/report.ts'
import type { Context } from '../../src/model/context.ts'
import type { Snapshot } from '../../src/model/document.ts'
import type { Store } from '../../src/model/ports.ts'
import type { Unresolved } from '../../src/model/secret.ts'
import type { State } from '../../src/model/state.ts'
import { updatesOf, withHeld } from '../../src/pass/inventory.ts'
import { policyEntries, policyTransitions } from '../../src/pass/policing.ts'
import { type PassPlan, planPass } from '../../src/plan/pass.ts'
import { plainStyle } from '../../src/plan/render/style.ts'
import { planText } from '../../src/plan/render/text.ts'
import { reportOf } from '../../src/plan/report.ts'
import { type PassResult, runPass } from '../../src/reconciler.ts'
import { openDirectory } from '../../src/sources/directory.ts'
import { advanced } from '../../src/store/advance.ts'
import { createMemoryStore } from '../../src/store/memory.ts'
import { createMemoryInventory } from '../../src/store/recorded.ts'
import { createMemorySamples } from './samples.ts'

/** The instant of tests that do not say another. */
export const NOON = '2026-11-22T12:00:00.000Z'

/** A context at noon, of one source called `local`, with nothing meant and nothing approved. */
export function contextAt(more: Partial<Context> = {}): Context {
  return { instant: NOON, sources: ['local'], intents: [], approvals: new Set(), withheld: new Set(), ...more }
}

/** What a folder or file declares, as the privileged source `local`, or as another one, which is not privileged. */
export function snapshotOf(path: string, source = 'local'): Promise<Snapshot> {
  return openDirectory({ path, name: source, privileged: source === 'local' }).fetch()
}

/** A clock that stands at an instant. */
export function clockAt(instant: string) {
  return { now: () => instant, elapsedMs: () => 0 }
}

/** Applies snapshots to a store as a pass would, at noon or at the context's instant. */
export async function applied(
  store: Store,
  stored: State,
  snapshots: readonly Snapshot[],
  context = contextAt(),
): Promise<PassResult> {
  return runPass(snapshots, stored, {
    store,
    clock: clockAt(context.instant),
    actor: { type: 'operator', name: 'test' },
    context,
  })
}

/** A store in memory whose installation is the same in every run, so that a digest over uids is too. */
function createSameStore(): Store {
  return createMemoryStore({ random: (size) => Buffer.alloc(size, 7) })
}

const A_YEAR_BEFORE = '2025-11-22T12:00:00.000Z'

/**
 * The state that declarations lead to on an empty store, by default a year before noon, when removals do not count any
 * more. Throws where not all of them are applied: a case begins with what is in force.
 */
export async function stateOf(snapshots: readonly Snapshot[], instant = A_YEAR_BEFORE): Promise<State> {
  const store = createSameStore()
  const sources = snapshots.map(({ source }) => source)
  const { outcomes, state } = await applied(store, await store.open(), snapshots, contextAt({ instant, sources }))
  const left = outcomes.find(({ type }) => type !== 'applied' && type !== 'unchanged')
  if (left !== undefined) throw new Error(`what is stored is not all applied: ${JSON.stringify(left)}`)
  return state
}

/** What `context.json` of a case may say. */
interface Settings extends Pick<StoredOptions, 'removes' | 'organization'> {
  readonly instant?: string
  /** When what is stored was applied. */
  readonly storedAt?: string
  /** Whether nobody remembers what the files of what is stored held. */
  readonly inventory?: 'lost'
  /** Secrets that cannot be had, by what they are called (`read env NAME`), and why. */
  readonly unresolved?: Readonly<Record<string, Unresolved>>
}

/**
 * One side of a case: `desired.yaml` or `desired/` is the source `local`; a folder `desired-team/` beside it is what the
 * source `team` declares, which is configured later and not privileged.
 */
async function sideOf(folder: string, side: 'stored' | 'desired'): Promise<readonly Snapshot[]> {
  const own = [`${side}.yaml`, side].map((name) => join(folder, name)).filter(existsSync)
  const others = readdirSync(folder)
    .filter((name) => name.startsWith(`${side}-`))
    .sort()
  return Promise.all([
    ...own.map((path) => snapshotOf(path)),
    ...others.map((name) => snapshotOf(join(folder, name), name.slice(side.length + 1))),
  ])
}

/** The state after the usage policies in it were evaluated, where a case says what was measured (`samples.ndjson`). */
async function policed(state: State, folder: string, instant = NOON): Promise<State> {
  const path = join(folder, 'samples.ndjson')
  if (!existsSync(path)) return state
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  const samples = createMemorySamples(lines.map((line) => JSON.parse(line)))
  const transitions = await policyTransitions(state, samples, instant)
  const entries = policyEntries(transitions, { time: instant, actor: { type: 'controller', name: 'charter' } })
  return advanced(state, entries, state.head, (size) => Buffer.alloc(size, 7)).state
}

/** Plans what a case declares against what it says is stored, if anything. */
export async function planOfCase(
  folder: string,
): Promise<{ readonly pass: PassPlan; readonly snapshots: readonly Snapshot[] }> {
  const path = join(folder, 'context.json')
  const settings: Settings = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  const before = await sideOf(folder, 'stored')
  const applied = before.length === 0 ? await createSameStore().open() : await stateOf(before, settings.storedAt)
  const stored = await policed(applied, folder, settings.instant)
  const inventory = createMemoryInventory()
  if (settings.inventory !== 'lost') {
    await inventory.record(updatesOf(before, inventory, { stored, state: stored }))
  }
  const snapshots = withHeld(await sideOf(folder, 'desired'), inventory, stored)
  const context = contextAt({
    sources: snapshots.map(({ source }) => source),
    intents: intentsOf(settings),
    ...(settings.instant === undefined ? {} : { instant: settings.instant }),
    unresolved: new Map(Object.entries(settings.unresolved ?? {})),
  })
  return { pass: planPass(snapshots, stored, context), snapshots }
}

/** A case's plan as a person reads it: the problems, then the plan with its holds. */
export async function planAsRead(folder: string): Promise<string> {
  const { pass, snapshots } = await planOfCase(folder)
  const problems = problemReportOf(
    pass,
    snapshots.map(({ root: _root, ...snapshot }) => snapshot),
  )
  const told = problems.groups.length === 0 ? '' : `${problemsText(problems, plainStyle)}\n`
  return `${told}${planText(reportOf(pass), { style: plainStyle })}`
}
