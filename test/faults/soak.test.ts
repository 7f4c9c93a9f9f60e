import { readdirSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { testOnData } from '../support/data.ts'
import { ORGANIZATIONS } from '../support/replay.ts'
import { type Soak, type Step, soaking, stepsOf } from '../support/soaking.ts'
import { ran } from '../support/terminal.ts'

const STEPS = 100
/** A day on which many left; the default budget holds both organizations. */
const MANY_LEAVE = '2025-07-24'

const openFiles = (): number => readdirSync('/proc/self/fd').length

/** The users that are stored, by organization, and whether they are admins. */
function usersIn({ controller }: Soak): Readonly<Record<string, Readonly<Record<string, boolean>>>> {
  const users = Object.fromEntries(ORGANIZATIONS.map((name) => [name, {} as Record<string, boolean>]))
  for (const { kind, namespace, name, spec } of controller.turns.state().resources.values()) {
    const own = users[namespace]
    if (kind === 'User' && own !== undefined) own[name] = spec.admin === true
  }
  return users
}

const declaredBy = (steps: readonly Step[]) =>
  Object.fromEntries(
    ORGANIZATIONS.map((name) => {
      const users = steps.findLast(({ organization }) => organization === name)?.users ?? {}
      return [name, Object.fromEntries(Object.entries(users).map(([user, { admin }]) => [user, admin === true]))]
    }),
  )

testOnData(test, `a hundred real commits one after the other each lead to what they declare`, async (folder) => {
  const all = stepsOf(folder)
  const middle = all.findIndex(({ date }) => date.startsWith(MANY_LEAVE))
  const begin = middle - STEPS / 2
  const beginning = ORGANIZATIONS.flatMap(
    (name) => all.slice(0, begin).findLast(({ organization }) => organization === name) ?? [],
  )
  await soaking(beginning, async (soak) => {
    const held: string[] = []
    let open = 0
    for (const [index, step] of all.slice(begin, begin + STEPS).entries()) {
      const passed = await soak.push(step)
      if (passed.held.length > 0) held.push(`${step.date.slice(0, 10)} ${step.organization} ${passed.held.join()}`)
      const [source] = passed.status.sources
      assert.is(source?.conditions[0]?.status, 'True', `commit ${index}: ${source?.conditions[0]?.message}`)
      assert.equal(usersIn(soak), declaredBy(all.slice(0, begin + index + 1)), `commit ${index}`)
      if (index === 10) open = await restingFiles()
    }
    assert.equal(held.sort(), [`${MANY_LEAVE} kubernetes RemovalBudget`, `${MANY_LEAVE} kubernetes-sigs RemovalBudget`])
    // What others left open may be closed meanwhile.
    const last = await restingFiles()
    assert.ok(last <= open, `${open} files were open, and now ${last}`)
    const verified = await ran(['ledger', 'verify', '--replay', '--state', soak.state])
    assert.is(verified.code, 0, verified.err)
  })
})

/** How many files stay open: what is counted after an apply opens one for a moment. */
async function restingFiles(): Promise<number> {
  let fewest = openFiles()
  for (let look = 0; look < 30; look++) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    fewest = Math.min(fewest, openFiles())
  }
  return fewest
}

test.run()
