import { test } from 'uvu'
import { DEFINITIONS } from '../../src/kubernetes/collection.ts'
import { clusterContract, type WritableCluster } from '../contract/cluster.ts'
import { clusterGaps } from '../contract/clustergaps.ts'
import { type FakeCluster, fakeObject, startFakeCluster } from '../support/fakecluster.ts'

let fake: FakeCluster | undefined
test.after(() => fake?.stop())

/** The fake server, written to as the contract wants it. */
async function own(): Promise<WritableCluster> {
  fake ??= await startFakeCluster()
  const here = fake
  const plural = (kind: string): string => `${kind.toLowerCase()}s.charter.sh`
  return {
    kubeconfig: here.kubeconfig,
    apply: (kind, namespace, name, spec) => here.apply(fakeObject(kind, namespace, name, spec)),
    report(kind, namespace, name, status) {
      const object = here.object(plural(kind), namespace, name)
      if (object !== undefined) here.apply({ ...object, status })
    },
    remove: (kind, namespace, name) => here.remove(plural(kind), namespace, name),
    terminate(namespace) {
      here.apply(fakeObject('Namespace', '', namespace, {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }))
    },
    undefine(kind) {
      const definition = here.object(DEFINITIONS.resource, '', plural(kind))
      here.remove(DEFINITIONS.resource, '', plural(kind))
      for (const { metadata } of here.all(plural(kind)))
        here.remove(plural(kind), metadata.namespace ?? '', metadata.name)
      return () => {
        if (definition === undefined) throw new Error(`there was no definition of ${kind}`)
        const { uid: _, ...metadata } = definition.metadata
        here.apply({ ...definition, metadata: { ...metadata, name: plural(kind) } })
      }
    },
    forget: async () => here.compact(),
  }
}

clusterContract((name, work) => test(name, work), own)
clusterGaps((name, work) => test(name, work), own)

test.run()
