import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { liveStatus } from '../../src/run/live.ts'
import { beginStatus } from '../../src/status/status.ts'
import { installationWith } from '../support/installation.ts'

const AT = '2026-11-22T12:00:00.000Z'

async function standing() {
  const { state } = await installationWith({})
  const sources = [
    { name: 'people', place: '/people' },
    { name: 'plans', place: '/plans' },
  ]
  return beginStatus({ version: '0', startedAt: AT, sources }, state())
}

test('what changes between passes is worked out only for whoever looks at it', async () => {
  let looks = 0
  const next = { people: AT } as Record<string, string>
  const status = liveStatus(await standing(), {
    nextAt(source) {
      looks++
      return next[source]
    },
    usage() {
      looks++
      return { sources: [] }
    },
  })
  assert.is(status.isReady, false)
  assert.is(looks, 0)
  assert.equal(
    status.sources.map(({ name, nextAt }) => [name, nextAt]),
    [
      ['people', AT],
      ['plans', undefined],
    ],
  )
  assert.equal(status.usage, { sources: [] })
  assert.is(looks, 3)
  assert.equal(Object.keys(JSON.parse(JSON.stringify(status))).includes('usage'), true)
})

test('where nothing is measured nothing is told of it', async () => {
  assert.is('usage' in liveStatus(await standing(), { nextAt: () => undefined }), false)
})

test.run()
