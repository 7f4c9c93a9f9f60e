import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { questionText } from '../../src/access/question.ts'
import type { AccessEvent } from '../../src/access/report/event.ts'
import { netOf } from '../../src/access/report/net.ts'
import { createTimeline } from '../../src/access/report/timeline.ts'
import { SCOPE_KINDS } from '../../src/access/scope.ts'
import { type Key, keyOf, type StoredResource } from '../../src/model/resource.ts'
import { referenceOf } from '../support/answers.ts'
import { changed, granted, QUESTIONS, USERS } from '../support/granted.ts'
import { storedOf } from '../support/surveyed.ts'

type Resources = ReadonlyMap<Key, StoredResource>

const DAY = 24 * 60 * 60 * 1000
const START = Date.parse('2026-01-15T00:00:00Z')

/** Who holds what at a moment, by the reference: `acme ada organization MANAGE`. */
function heldAt(resources: Resources, moment: number): ReadonlySet<string> {
  const instant = new Date(moment).toISOString()
  return new Set(
    ['acme', 'beta'].flatMap((organization) => {
      const { paths } = referenceOf([...resources.values()], organization, instant)
      return USERS.flatMap((user) =>
        QUESTIONS.filter((question) => paths(user, question).length > 0).map(
          (question) => `${organization} ${user} ${questionText(question)}`,
        ),
      )
    }),
  )
}

/** With everything that something may be given on: nothing is given on what is not there. */
function whole(resources: Resources): Resources {
  const keys = ['acme', 'beta'].flatMap((organization) =>
    QUESTIONS.flatMap(({ scope: { type, name } }): Key[] =>
      type === 'organization' ? [] : [keyOf({ kind: SCOPE_KINDS[type], namespace: organization, name })],
    ),
  )
  const missing = keys.filter((key) => !resources.has(key))
  return new Map([...resources, ...storedOf(Object.fromEntries(missing.map((key) => [key, {}])))])
}

const ASKED = new Set(QUESTIONS.map(questionText))

function nameOf({ organization, user, holding }: AccessEvent): string {
  return `${organization} ${user.name} ${questionText(holding)}`
}

function isAsked({ holding }: AccessEvent): boolean {
  return ASKED.has(questionText(holding))
}

/** What is held after events; each of them has to be new. */
function replayed(held: ReadonlySet<string>, events: readonly AccessEvent[]): readonly string[] {
  const now = new Set(held)
  for (const event of events.filter(isAsked)) {
    const name = nameOf(event)
    assert.is(now.has(name), event.change === 'lost', `${event.change} ${name}`)
    if (event.change === 'lost') now.delete(name)
    else now.add(name)
  }
  return [...now].sort()
}

test('events lead from what was held to what is held, at every step, and the net ones are the difference', () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), changed), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(granted, steps, (before: Resources, changes) => {
      const from = whole(before)
      const timeline = createTimeline(from, START)
      const all: AccessEvent[] = []
      let [moment, resources] = [START, from]
      for (const [seq, [days, change]] of changes.entries()) {
        moment += days * DAY
        resources = whole(change(resources))
        all.push(...timeline.add({ seq: seq + 1, changes: [] }, moment, resources))
        assert.equal(replayed(heldAt(from, START), all), [...heldAt(resources, moment)].sort())
      }
      const end = moment + 30 * DAY
      all.push(...timeline.until(end))
      const [first, last] = [heldAt(from, START), heldAt(resources, end)]
      assert.equal(replayed(first, all), [...last].sort())
      const net = netOf(all)
        .filter(isAsked)
        .map((event) => `${event.change} ${nameOf(event)}`)
      const expected = [
        ...[...last].filter((one) => !first.has(one)).map((one) => `gained ${one}`),
        ...[...first].filter((one) => !last.has(one)).map((one) => `lost ${one}`),
      ]
      assert.equal([...net].sort(), expected.sort())
      assert.equal(
        all.map((event) => event.moment),
        all.map((event) => event.moment).sort((left, right) => left - right),
      )
    }),
    { numRuns: 200, includeErrorInReport: true },
  )
})

test.run()
