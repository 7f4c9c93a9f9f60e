import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { intentsOf } from '../../src/cli/inputs.ts'
import { problemsText } from '../../src/cli/problems/text.ts'
import { problemReportOf, reportOf } from '../../src/cli/report.ts'
import type { Context } from '../../src/model/context.ts'
import type { Snapshot } from '../../src/model/document.ts'
import type { Store } from '../../src/model/ports.ts'
import type { State } from '../../src/model/state.ts'
import { type PassPlan, planPass } from '../../src/plan/pass.ts'
import { plainStyle } from '../../src/plan/render/style.ts'
import { planText } from '../../src/plan/render/text.ts'
import { type PassResult, runPass } from '../../src/reconciler.ts'
import { openDirectory } from '../../src/sources/directory.ts'
import { createMemoryStore } from '../../src/store/memory.ts'

/** The instant of tests that do not say another. */
export const NOON = '2026-11-22T12:00:00.000Z'

/** A context at noon, of one source called `local`, with nothing meant and nothing approved. */
export function contextAt(more: Partial<Context> = {}): Context {
  return { instant: NOON, sources: ['local'], intents: [], approvals: new Set(), withheld: new Set(), ...more }
}

/** What a folder or file declares, as the source `local`. */
export function snapshotOf(path: string): Promise<Snapshot> {
  return openDirectory({ path, name: 'local', privileged: true }).fetch()
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

/** The state that a folder or file leads to on an empty store, a year before noon; its removals do not count any more. */
export async function stateOf(path: string): Promise<State> {
  const store = createMemoryStore()
  const { state } = await applied(
    store,
    await store.open(),
    [await snapshotOf(path)],
    contextAt({ instant: '2025-11-22T12:00:00.000Z' }),
  )
  return state
}

/** Plans the folder `desired/` of a case against its `stored.yaml` (or `stored/`, or nothing). */
export async function planOfCase(
  folder: string,
): Promise<{ readonly pass: PassPlan; readonly snapshots: readonly Snapshot[] }> {
  const settings = existsSync(join(folder, 'context.json'))
    ? JSON.parse(readFileSync(join(folder, 'context.json'), 'utf8'))
    : {}
  const before = ['stored.yaml', 'stored'].map((name) => join(folder, name)).find(existsSync)
  const stored = before === undefined ? await createMemoryStore().open() : await stateOf(before)
  const snapshots = [await snapshotOf(join(folder, 'desired'))]
  const context = contextAt({
    intents: intentsOf(settings),
    ...(settings.instant === undefined ? {} : { instant: settings.instant }),
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
