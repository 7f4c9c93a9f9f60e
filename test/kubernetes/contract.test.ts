import { test } from 'uvu'
import { clusterContract, type WritableCluster } from '../contract/cluster.ts'
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
  }
}

clusterContract((name, work) => test(name, work), own)

test.run()
