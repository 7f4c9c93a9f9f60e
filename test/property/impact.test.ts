import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type AccessChange, changesIn, impactOf } from '../../src/access/impact.ts'
import { accessIndexOf, organizationIndex, type Replacement } from '../../src/access/indexed.ts'
import { questionText } from '../../src/access/question.ts'
import { usersTouched } from '../../src/access/touched.ts'
import { contains, momentOf } from '../../src/access/windows.ts'
import type { Key, StoredResource } from '../../src/model/resource.ts'
import { referenceOf } from '../support/answers.ts'
import { changed, granted, QUESTIONS, USERS } from '../support/granted.ts'
import { NOW } from '../support/organization.ts'

type Resources = ReadonlyMap<Key, StoredResource>

const INSTANTS = [NOW, '2026-03-02T00:00:00.000Z', '2026-05-01T10:00:00.000Z', '2027-01-01T00:00:00.000Z']
const sameName = (_: unknown, name: string): string => name

function replacementsOf(before: Resources, after: Resources): Replacement[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])]
  return keys
    .filter((key) => before.get(key) !== after.get(key))
    .map((key) => ({ before: before.get(key), after: after.get(key) }))
}

/** Who holds what at an instant: `ada organization MANAGE`, by the reference. */
function heldAt(resources: Resources, organization: string, instant: string): ReadonlySet<string> {
  const reference = referenceOf([...resources.values()], organization, instant)
  const held = USERS.flatMap((user) =>
    QUESTIONS.filter((question) => reference.paths(user, question).length > 0).map(
      (question) => `${user} ${questionText(question)}`,
    ),
  )
  return new Set(held)
}

function toldAt(changes: readonly AccessChange[], instant: string): readonly string[] {
  const asked = new Set(QUESTIONS.map(questionText))
  return changes
    .filter((change) => asked.has(questionText(change)) && contains(change.window, momentOf(instant)))
    .map((change) => `${change.user} ${questionText(change)}`)
    .sort()
}

test('who gains and who loses is the difference of what the reference gives before and after, at every moment to come', () => {
  fc.assert(
    fc.property(granted, fc.array(changed, { minLength: 1, maxLength: 3 }), (before: Resources, changes) => {
      const after = changes.reduce((resources, change) => change(resources), before)
      const replacements = replacementsOf(before, after)
      for (const organization of ['acme', 'beta']) {
        const index = {
          before: organizationIndex(accessIndexOf(before.values()), organization),
          after: organizationIndex(accessIndexOf(after.values()), organization),
        }
        const own = replacements.filter((one) => (one.after ?? one.before)?.namespace === organization)
        const moment = { before: momentOf(NOW), after: momentOf(NOW) }
        const users = usersTouched(index, own)
        const impact = impactOf({ ...index, moment, users, naming: sameName })
        const [gained, lost] = [[...changesIn(impact, 'gained')], [...changesIn(impact, 'lost')]]
        for (const instant of INSTANTS.filter((one) => one >= NOW)) {
          const [had, has] = [heldAt(before, organization, instant), heldAt(after, organization, instant)]
          assert.equal(toldAt(gained, instant), [...has].filter((one) => !had.has(one)).sort(), `gained at ${instant}`)
          assert.equal(toldAt(lost, instant), [...had].filter((one) => !has.has(one)).sort(), `lost at ${instant}`)
        }
      }
    }),
    { numRuns: 200, includeErrorInReport: true },
  )
})

test.run()
