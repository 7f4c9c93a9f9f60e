import { fileURLToPath } from 'node:url'
import { kindDefinitions } from '../../src/schemas/kinds.ts'
import { startCluster, type TestCluster } from './cluster.ts'
import { until } from './running.ts'

/** The folder of the definitions. */
export const CRDS = fileURLToPath(new URL('../../crds', import.meta.url))

/** Starts an API server that knows Charter's kinds, with more flags. */
export async function startWithKinds(more: readonly string[] = []): Promise<TestCluster> {
  const cluster = await startCluster(more)
  cluster.kubectl(['apply', '-f', CRDS])
  cluster.kubectl(['wait', '--for=condition=Established', '--timeout=60s', '-f', CRDS])
  await until('every kind is found', () => isKnown(cluster))
  return cluster
}

/** A kind is found by whoever asks a moment after its definition is established. */
function isKnown({ kubectl }: TestCluster): boolean {
  const { groups } = JSON.parse(kubectl(['get', '--raw', '/apis'])) as { groups: readonly { name: string }[] }
  if (!groups.some(({ name }) => name === 'charter.sh')) return false
  const { resources } = JSON.parse(kubectl(['get', '--raw', '/apis/charter.sh/v1alpha1'])) as {
    resources: readonly { name: string }[]
  }
  const names = new Set(resources.map(({ name }) => name))
  return kindDefinitions().every(({ plural }) => names.has(plural.toLowerCase())) && names.has('reconcilereports')
}

/** An object of one of Charter's kinds, as `kubectl apply -f -` takes it. */
export function objectText(
  kind: string,
  namespace: string,
  name: string,
  spec: Readonly<Record<string, unknown>>,
): string {
  const metadata = namespace === '' ? { name } : { namespace, name }
  return JSON.stringify({ apiVersion: 'charter.sh/v1alpha1', kind, metadata, spec })
}
