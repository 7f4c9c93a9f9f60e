import { existsSync } from 'node:fs'
import { systemClock } from '../lib/clock.ts'
import { plural } from '../lib/text.ts'
import type { Snapshot } from '../model/document.ts'
import { ConfigError, StoreError } from '../model/errors.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Source, Store } from '../model/ports.ts'
import type { SecretNote, UnresolvedSecrets } from '../model/secret.ts'
import type { State } from '../model/state.ts'
import { type ApprovedResult, applyApproved } from '../pass/approved.ts'
import { commitResolved, secretNotes } from '../pass/committing.ts'
import { updatesOf, withHeld } from '../pass/inventory.ts'
import type { Keeping } from '../pass/keeping.ts'
import { planResolved } from '../pass/secrets.ts'
import { revisionsOf } from '../plan/history/since.ts'
import { type PassPlan, planPass } from '../plan/pass.ts'
import { countsOf, countsText } from '../plan/render/counts.ts'
import { planValue } from '../plan/render/json.ts'
import { jsonTexts } from '../plan/render/json-text.ts'
import { unitLabel } from '../plan/render/report.ts'
import { planText } from '../plan/render/text.ts'
import { reportOf } from '../plan/report.ts'
import { appliedIn, createCounting } from '../run/counting.ts'
import { openFileStore } from '../store/file.ts'
import { openInventory } from '../store/inventory.ts'
import { openSamples } from '../store/samples.ts'
import { warn } from './comparison.ts'
import { EXIT, noticed } from './exit.ts'
import {
  contextOf,
  givenBy,
  oneOf,
  operator,
  readSources,
  type SourceOptions,
  type StoredOptions,
  sourcesOf,
} from './inputs.ts'
import { createPolicing } from './policing.ts'
import { problemsText } from './problems/text.ts'
import { refusedTexts } from './refused.ts'
import { appliedCode, problemReportOf } from './report.ts'
import { movedSince, readSavedPlan, type SavedPlan } from './saved.ts'
import { keepingOf, type SecretOptions, tellHanded } from './secrets.ts'
import { createStyle } from './style.ts'
import type { Terminal } from './terminal.ts'

/** The options of `apply`. */
export interface ApplyOptions extends SourceOptions, StoredOptions, Omit<SecretOptions, 'resolveSecrets'> {
  readonly state: string
  readonly output: string
  readonly plan?: string
  readonly yes?: boolean
  readonly full?: boolean
}

/**
 * Makes the stored state equal to the declarations: every organization that is neither invalid nor held is one
 * transaction, durable before it is reported. Asks on a terminal; elsewhere `--yes` has to be given. With `--plan` nothing
 * is applied unless exactly that would be planned now.
 */
export async function apply(folder: string | undefined, options: ApplyOptions, terminal: Terminal): Promise<number> {
  const output = oneOf(options.output, ['text', 'json'], '--output')
  const saved = options.plan === undefined ? undefined : readSavedPlan(options.plan)
  const paths = folder === undefined ? [] : [folder]
  terminal.progress('reading the declarations …')
  const store = openFileStore({ path: options.state, mode: 'create', clock: systemClock, onNotice: noticed(terminal) })
  const open = (): Promise<State> => {
    if (!existsSync(options.state)) terminal.err(`making the state folder ${options.state}\n`)
    return store.open()
  }
  try {
    const sources = sourcesOf(paths, options)
    const read = await readSources(sources, async (source) => revisionsOf(await open(), source))
    const opened = await open()
    const keeping = keepingOf(options.state, options, terminal)
    const police = createPolicing(store, options.state, terminal)
    const inventory = await openInventory({ folder: options.state })
    const snapshots = withHeld(read, inventory, opened)
    terminal.progress('planning …')
    const began = { store, stored: await police(opened), keeping, options, terminal }
    const earlier = await applyEarlier(sources, snapshots, began)
    const { state: stored } = earlier
    const { context, approving, warnings } = contextOf(snapshots, stored, options)
    warn(warnings, terminal)
    const planned = (unresolved: UnresolvedSecrets, withheld = context.withheld): PassPlan =>
      planPass(snapshots, stored, { ...context, unresolved, withheld })
    const resolved = await planResolved(planned, stored, keeping.lookUp)
    const { pass } = resolved
    const secrets = secretNotes(resolved, stored, { keeping, instant: context.instant })
    warn(pass.warnings, terminal)
    terminal.progress('')
    if (output === 'text') show({ pass, secrets }, snapshots, options, terminal)
    const used = new Set(earlier.results.flatMap((one) => one.pass.plans.map(({ plan }) => plan.digest)))
    const unused = (options.approve ?? []).filter((digest) => !used.has(digest))
    warnOfUnusedApprovals(pass, unused, terminal)
    if (saved !== undefined && isStale(saved, pass, terminal)) return EXIT.refused
    if (!(await isWanted(pass, options, terminal))) return EXIT.refused
    const around = { store, clock: systemClock, actor: operator(), context, approving, keeping }
    const { pass: left, outcomes, state: committed, handed } = await commitResolved(resolved, stored, around)
    const state = await police(committed)
    await inventory.record(updatesOf(snapshots, inventory, { stored: opened, state }))
    const done = [...earlier.results.flatMap((one) => one.outcomes), ...outcomes]
    await countApplied(done, state, options, terminal)
    const refused = refusedTexts({ planned: pass, left }, snapshots, terminal)
    const texts =
      output === 'json' ? result({ pass: left, secrets }, done, state) : [closing(outcomes, options), ...refused]
    // Whoever reads that slowly keeps nobody else from applying.
    await store.close()
    await terminal.pour(texts)
    tellHanded(handed, output === 'text', terminal)
    return appliedCode(left, { isAppliedBefore: earlier.results.length > 0, isInTrouble: handed.troubles.length > 0 })
  } finally {
    await store.close()
  }
}

/** Keeps what was applied as numbers of this moment (api §4); where that fails, nothing else does. */
async function countApplied(
  outcomes: readonly Outcome[],
  state: State,
  options: ApplyOptions,
  terminal: Terminal,
): Promise<void> {
  try {
    const samples = openSamples({ folder: options.state, onNotice: noticed(terminal) })
    await createCounting(samples).count(appliedIn(outcomes), state, systemClock.now())
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    warn([`what was applied is not counted: ${error.message}; ${error.help}`], terminal)
  }
}

interface Applying {
  readonly store: Store
  readonly stored: State
  readonly keeping: Keeping
  readonly options: ApplyOptions
  readonly terminal: Terminal
}

/** Applies what was approved at an earlier revision and is something else by now; a saved plan is applied alone. */
async function applyEarlier(
  sources: readonly Source[],
  snapshots: readonly Snapshot[],
  { store, stored, keeping, options, terminal }: Applying,
): Promise<ApprovedResult> {
  if (options.plan !== undefined) return { state: stored, results: [], warnings: [] }
  const earlier = await applyApproved(sources, snapshots, stored, {
    store,
    clock: systemClock,
    given: givenBy(stored, options),
    lookUp: keeping.lookUp,
    async isWanted(pass, read) {
      if (options.output === 'text') {
        terminal.out('Approved at an earlier revision, applied first:\n\n')
        show({ pass, secrets: [] }, read, options, terminal)
      }
      return isWanted(pass, options, terminal)
    },
  })
  warn(earlier.warnings, terminal)
  for (const { outcomes } of options.output === 'text' ? earlier.results : []) {
    terminal.out(`${closing(outcomes, options)}\n`)
  }
  return earlier
}

interface Shown {
  readonly pass: PassPlan
  readonly secrets: readonly SecretNote[]
}

function show(
  { pass, secrets }: Shown,
  snapshots: readonly Snapshot[],
  { full = false }: ApplyOptions,
  terminal: Terminal,
): void {
  const style = createStyle({ stream: { isTTY: terminal.outIsTerminal }, env: terminal.environment })
  const problems = problemReportOf(pass, snapshots)
  if (problems.groups.length > 0) terminal.out(`${problemsText(problems, style)}\n`)
  terminal.out(planText(reportOf(pass, secrets), { style, full }))
}

/** A digest that nothing has is usually that of a plan that has moved since. */
function warnOfUnusedApprovals(pass: PassPlan, approvals: readonly string[], terminal: Terminal): void {
  const known = new Set([
    ...pass.plans.map(({ plan }) => plan.digest),
    ...[...pass.sourceHolds, ...pass.admitted].map(({ digest }) => digest),
  ])
  for (const digest of approvals) {
    if (!known.has(digest)) warn([`nothing that is planned now has the digest ${digest}`], terminal)
  }
}

function isStale(saved: SavedPlan, pass: PassPlan, terminal: Terminal): boolean {
  const moved = movedSince(saved, pass)
  if (moved.length === 0) return false
  terminal.err(`charter: the plan is stale, nothing was applied:\n${moved.map((line) => `  ${line}\n`).join('')}`)
  terminal.err('  plan again, and look at what has moved\n')
  return true
}

/** Whether to go on: nothing to do needs no answer; who is not asked has to have said `--yes`. */
async function isWanted(pass: PassPlan, { yes }: ApplyOptions, terminal: Terminal): Promise<boolean> {
  const ready = pass.plans.filter(({ holds }) => holds.length === 0)
  if (ready.length === 0 || yes === true) return true
  const deleted = ready
    .flatMap(({ plan }) => plan.changes)
    .filter((change) => change.action === 'delete' && change.before.kind === 'Organization')
  const [first] = deleted
  const question =
    first === undefined
      ? `Apply ${countsText(countsOf(ready.map(({ plan }) => plan)))}? [y/N] `
      : `This removes ${plural(deleted.length, 'organization')}. Type \`${first.action === 'delete' ? first.before.name : ''}\` to go on: `
  const answer = await terminal.ask(question)
  if (answer === undefined) throw new ConfigError('nobody is there to ask', 'say --yes to apply without being asked')
  const isAgreed =
    first === undefined
      ? /^y(es)?$/i.test(answer.trim())
      : first.action === 'delete' && answer.trim() === first.before.name
  if (!isAgreed) terminal.err('nothing was applied\n')
  return isAgreed
}

function outcomeValue(outcome: Outcome): Record<string, unknown> {
  const { type, unit } = outcome
  return { type, unit: unitLabel(unit), ...(outcome.type === 'applied' ? { seq: outcome.seq } : {}) }
}

function result({ pass, secrets }: Shown, outcomes: readonly Outcome[], { head }: State): Iterable<string> {
  return jsonTexts({ ...planValue(reportOf(pass, secrets)), outcomes: outcomes.map(outcomeValue), head })
}

function closing(outcomes: readonly Outcome[], { state }: ApplyOptions): string {
  const applied = outcomes.filter((outcome) => outcome.type === 'applied')
  if (applied.length === 0) return ''
  const units = new Set(applied.map(({ unit }) => unitLabel(unit)))
  const counts = countsText(countsOf(applied.map(({ plan }) => plan)))
  const last = applied.at(-1)?.seq ?? 0
  return `\nApplied: ${counts} in ${plural(units.size, 'unit')}, ledger entry ${last}.\nNext: charter get organizations --state ${state}\n`
}
