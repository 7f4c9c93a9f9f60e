import { changeFinalizer, type FinalizedOrganization } from '../../cluster/finalizer.ts'
import { listOrganizations } from '../../cluster/release.ts'
import type { Reading } from '../../kubernetes/body.ts'
import { type Cluster, openCluster } from '../../kubernetes/cluster.ts'
import { listed, plural, visible } from '../../lib/text.ts'
import { ConfigError } from '../../model/errors.ts'
import { EXIT } from '../exit.ts'
import type { Terminal } from '../terminal.ts'

/** The options of `kubernetes release-finalizers`. */
export interface ReleaseOptions {
  readonly kubeconfig?: string
  readonly context?: string
  readonly all?: boolean
  readonly dryRun?: boolean
}

const TIMEOUT_MS = 60_000

/**
 * Takes the finalizer from the Organizations of a cluster that are being deleted, from those that are named, or from all; no
 * controller and no state is needed, and what is stored stays as it is. Throws `SourceError`, and `ConfigError` where an
 * organization that is named is not there.
 */
export async function releaseFinalizers(
  names: readonly string[],
  { kubeconfig, context, all = false, dryRun = false }: ReleaseOptions,
  terminal: Terminal,
): Promise<number> {
  const cluster = openCluster({
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  })
  const reading = { signal: new AbortController().signal, timeoutMs: TIMEOUT_MS }
  try {
    const found = await listOrganizations(cluster, reading)
    const chosen = chosenOf(found, names, all).filter(({ hasFinalizer }) => hasFinalizer)
    for (const organization of chosen) {
      if (!dryRun) await release(cluster, organization, reading)
      terminal.out(`${line(organization, dryRun)}\n`)
    }
    terminal.out(summary(found, chosen.length, dryRun))
    return EXIT.done
  } finally {
    cluster.close()
  }
}

async function release(cluster: Cluster, organization: FinalizedOrganization, reading: Reading): Promise<void> {
  await changeFinalizer(cluster, { action: 'remove', organization }, reading)
}

/** Without a name only those that wait for their deletion: the others lose nothing but a safeguard. */
function chosenOf(
  found: readonly FinalizedOrganization[],
  names: readonly string[],
  all: boolean,
): readonly FinalizedOrganization[] {
  if (names.length === 0) return all ? found : found.filter(({ isDeleting }) => isDeleting)
  if (all) throw new ConfigError('--all and organizations are both named', 'leave one of them away')
  const missing = names.filter((name) => !found.some((one) => one.name === name))
  if (missing.length > 0)
    throw new ConfigError(
      `the cluster has no organization ${listed(missing.map(visible))}`,
      'kubectl get organizations lists them',
    )
  return found.filter(({ name }) => names.includes(name))
}

function line({ name, isDeleting }: FinalizedOrganization, dryRun: boolean): string {
  const what = isDeleting ? 'its deletion waits no more' : 'a deletion would not wait'
  return `organization ${visible(name)}: ${dryRun ? 'would be released' : 'released'}, ${what}`
}

function summary(found: readonly FinalizedOrganization[], count: number, dryRun: boolean): string {
  const waiting = found.filter(({ isDeleting, hasFinalizer }) => isDeleting && hasFinalizer).length
  if (count === 0)
    return `nothing to release: ${plural(found.length, 'organization')}, ${waiting} waiting for a deletion\n`
  const did = dryRun ? 'would be released' : 'released'
  return `${plural(count, 'organization')} ${did}; what Charter has stored of ${count === 1 ? 'it' : 'them'} stays until a plan that removes it is applied\n`
}
