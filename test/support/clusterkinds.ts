import { fileURLToPath } from 'node:url'
import { startCluster, type TestCluster } from './cluster.ts'

/** The folder of the definitions. */
export const CRDS = fileURLToPath(new URL('../../crds', import.meta.url))

/** Starts an API server that knows Charter's kinds, with more flags. */
export async function startWithKinds(more: readonly string[] = []): Promise<TestCluster> {
  const cluster = await startCluster(more)
  cluster.kubectl(['apply', '-f', CRDS])
  cluster.kubectl(['wait', '--for=condition=Established', '--timeout=60s', '-f', CRDS])
  return cluster
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
