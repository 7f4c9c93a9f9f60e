import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Recorder } from './recorder.ts'
import { type Findings, inRoom, killedLife, live, lookAt } from './trial.ts'

/** Appends of each time that the program runs: several segments, and several checkpoints. */
const LIFE = [
  [1, 2, 1],
  [1, 1],
]

function shown({ violations }: Findings): string[] {
  return violations.map(({ step, what }) => `${step}: ${what}`)
}

/** Every sync that the protocol makes, by what it makes durable. */
async function syncsOf(life: readonly (readonly number[])[]): Promise<readonly string[]> {
  return inRoom(async (room) => {
    const recorder = new Recorder(room)
    await live(room, recorder, life)
    return [...recorder.syncs].sort()
  })
}

test('S02: a power cut at any step leaves a state that opens, is old or new, and holds what was told', async () => {
  await inRoom(async (room) => {
    const recorder = new Recorder(room)
    await live(room, recorder, LIFE)
    const findings = await lookAt(recorder, { depth: 1, enough: 5 })
    assert.equal(shown(findings), [])
    assert.ok(findings.looked > 2000, String(findings.looked))
  })
})

test('S02 S21: a power cut after a start that followed a kill loses nothing that this start has told', async () => {
  const seen = new Set<string>()
  let kills = 0
  for (let killAt = 0; ; killAt++) {
    const wasKilled = await inRoom(async (room) => {
      const { recorder, second, wasKilled } = await killedLife(room, { killAt }, LIFE)
      const findings = await lookAt(recorder, { depth: 0, enough: 5 }, second, seen)
      assert.equal(shown(findings), [], `killed at step ${killAt}`)
      return wasKilled
    })
    if (!wasKilled) break
    kills++
  }
  assert.ok(kills > 40, String(kills))
})

/** Whether a crash is found that breaks a promise when one sync of the protocol is left out. */
async function isMissed(without: string): Promise<boolean> {
  const isFound = await inRoom(async (room) => {
    const recorder = new Recorder(room, { without })
    await live(room, recorder, LIFE)
    return (await lookAt(recorder, { depth: 0, enough: 1 })).violations.length > 0
  })
  if (isFound) return false
  const seen = new Set<string>()
  for (let killAt = 0; ; killAt++) {
    const { wasKilled, violations } = await inRoom(async (room) => {
      const life = await killedLife(room, { killAt, without }, LIFE)
      return { ...life, ...(await lookAt(life.recorder, { depth: 0, enough: 1 }, life.second, seen)) }
    })
    if (violations.length > 0) return false
    if (!wasKilled) return true
  }
}

for (const sync of await syncsOf(LIFE)) {
  test(`S02: without \`${sync}\` a power cut would do harm`, async () => {
    assert.not(await isMissed(sync))
  })
}

test.run()
