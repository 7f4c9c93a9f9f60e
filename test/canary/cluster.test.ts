import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fakeDoor } from './clusterdoor.ts'
import { makeClusterWorld } from './clusterworld.ts'
import { holdWorld } from './holding.ts'
import { WRITTEN_TO_CLUSTERS } from './seen.ts'

const world = await makeClusterWorld({ open: fakeDoor, isLoose: true })

holdWorld('cluster', world, {
  ...WRITTEN_TO_CLUSTERS,
  log: [...WRITTEN_TO_CLUSTERS.log, 'cluster cannot be told', 'cluster is not watched', 'cluster is listed again'],
  'HTTP refusals': [...WRITTEN_TO_CLUSTERS['HTTP refusals'], '503'],
  'answers of the webhook': ['SecretInline', '"allowed":false', '"warnings":', '400', '404'],
  'command line': [...WRITTEN_TO_CLUSTERS['command line'], 'InvalidField', 'UnknownField'],
  'requests to the cluster': ['PATCH', 'POST', '/events', '/status', 'watch=', 'user-agent', '/secrets/database'],
  'bodies of requests': ['SecretInline', 'lastTransitionTime', 'involvedObject', 'finalizers'],
})

test('secrets go in on every way of a cluster', () => {
  assert.ok(world.canaries.length > 25, `${world.canaries.length} canaries`)
  assert.ok(world.canaries.every(({ value }) => value.length > 30))
})

test.run()
