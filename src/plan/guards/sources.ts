import type { Context } from '../../model/context.ts'
import type { Snapshot } from '../../model/document.ts'
import type { Hold } from '../../model/hold.ts'
import type { State } from '../../model/state.ts'
import { wrongInstallation } from './installation.ts'
import { revisionPoisoned } from './poison.ts'
import { historyRewritten } from './rewriting.ts'
import { emptySource } from './source.ts'

/** Everything that holds a source as a whole unless a person approves it (model §4), in the order in which it is shown. */
export function sourceHoldsOf(
  snapshot: Snapshot,
  stored: State,
  { installation, context }: { readonly installation: string | undefined; readonly context: Context },
): readonly Hold[] {
  const found = [
    wrongInstallation(snapshot, installation),
    historyRewritten(snapshot),
    emptySource(snapshot, stored),
    revisionPoisoned(snapshot, stored, context),
  ]
  return found.flatMap((hold) => hold ?? [])
}

/**
 * What this installation is called: the name that the ledger has; else the one somebody says in this pass; else the one
 * that the first of its sources names.
 */
export function installationName(
  snapshots: readonly Snapshot[],
  { installationName }: State,
  { installation }: Context,
): string | undefined {
  return (
    installationName ?? installation ?? snapshots.find((snapshot) => snapshot.installation !== undefined)?.installation
  )
}
