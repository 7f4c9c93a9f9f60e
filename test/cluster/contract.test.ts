import { test } from 'uvu'
import type { Kind } from '../../src/model/resource.ts'
import { kindDefinition } from '../../src/schemas/kinds.ts'
import { clusterContract, type WritableCluster } from '../contract/cluster.ts'
import { clusterGaps } from '../contract/clustergaps.ts'
import { clusterTest, type TestCluster } from '../support/cluster.ts'
import { CRDS, objectText, startWithKinds } from '../support/clusterkinds.ts'

let running: TestCluster | undefined
test.after(async () => running?.stop())

/** A real API server, written to with kubectl. */
async function own(): Promise<WritableCluster> {
  if (running === undefined) {
    running = await startWithKinds()
    running.kubectl(['create', 'namespace', 'acme'])
  }
  const { kubectl, kubeconfig, compact } = running
  return {
    kubeconfig,
    apply: (kind, namespace, name, spec) => void kubectl(['apply', '-f', '-'], objectText(kind, namespace, name, spec)),
    report(kind, namespace, name, status) {
      const plural = kindDefinition(kind as Kind).plural.toLowerCase()
      const within = namespace === '' ? '' : `namespaces/${namespace}/`
      const path = `/apis/charter.sh/v1alpha1/${within}${plural}/${name}`
      const object = JSON.parse(kubectl(['get', '--raw', path])) as object
      kubectl(['replace', '--raw', `${path}/status`, '-f', '-'], JSON.stringify({ ...object, status }))
    },
    remove(kind, namespace, name) {
      const within = namespace === '' ? [] : ['-n', namespace]
      kubectl(['delete', kind.toLowerCase(), name, ...within, '--wait=false'])
    },
    terminate(namespace) {
      kubectl(['create', 'namespace', namespace])
      kubectl(['delete', 'namespace', namespace, '--wait=false'])
    },
    undefine(kind) {
      const plural = kindDefinition(kind as Kind).plural.toLowerCase()
      const file = `${CRDS}/charter.sh_${plural}.yaml`
      kubectl(['delete', '-f', file, '--wait=true'])
      return () => {
        kubectl(['apply', '-f', file])
        kubectl(['wait', '--for=condition=Established', '--timeout=60s', '-f', file])
      }
    },
    ...(process.env.USE_EXISTING_CLUSTER === 'true' ? {} : { forget: compact }),
  }
}

clusterContract(clusterTest, own)
clusterGaps(clusterTest, own)

test.run()
