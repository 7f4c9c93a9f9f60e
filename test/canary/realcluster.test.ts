import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { clusterTest } from '../support/cluster.ts'
import { startWithKinds } from '../support/clusterkinds.ts'
import { realDoor } from './clusterdoor.ts'
import { makeClusterWorld } from './clusterworld.ts'
import { missing } from './holding.ts'
import { leaks } from './scanner.ts'
import { WRITTEN_TO_CLUSTERS } from './seen.ts'

clusterTest(
  'no secret leaves the program that reads a real API server, and what it writes there is looked at',
  async () => {
    const { canaries, surfaces } = await makeClusterWorld({
      isLoose: false,
      async open(value, authority) {
        const cluster = await startWithKinds()
        for (const name of ['acme', 'globex']) cluster.kubectl(['create', 'namespace', name])
        return realDoor(cluster, value, authority)
      },
    })
    assert.equal(leaks(surfaces, canaries), [])
    assert.equal(
      missing(surfaces, {
        ...WRITTEN_TO_CLUSTERS,
        'HTTP refusals': ['401'],
        'answers of the webhook': ['denied the request', 'SecretInline'],
      }),
      [],
    )
  },
)

test.run()
