import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { questionText } from '../../src/access/question.ts'
import { dormantIn } from '../../src/access/report/dormant.ts'
import { grantingsOf } from '../../src/access/report/granting.ts'
import { populationOf } from '../../src/access/report/population.ts'
import { surveyOf } from '../../src/access/report/survey.ts'
import { momentOf } from '../../src/access/windows.ts'
import type { Key, StoredResource } from '../../src/model/resource.ts'
import { referenceOf } from '../support/answers.ts'
import { granted, QUESTIONS } from '../support/granted.ts'
import { NOW } from '../support/organization.ts'

type Resources = ReadonlyMap<Key, StoredResource>

/** By permission, everybody who holds anything by it, as the slow reference tells. */
function holdersByGrant(resources: Resources): ReadonlyMap<string, ReadonlySet<string>> {
  const { paths, users } = referenceOf([...resources.values()], 'acme', NOW)
  const found = new Map<string, Set<string>>()
  for (const user of users) {
    for (const path of QUESTIONS.flatMap((question) => paths(user, question))) {
      const grant = path.split(', ').at(-1) ?? ''
      found.set(grant, (found.get(grant) ?? new Set()).add(user))
    }
  }
  return found
}

test('a grant is idle where nobody holds anything by it, and the others have the holders that the reference gives', () => {
  fc.assert(
    fc.property(granted, (resources: Resources) => {
      const survey = surveyOf(resources, momentOf(NOW), 'acme')
      const expected = holdersByGrant(resources)
      const idle = new Set(dormantIn(survey).map(({ resource: { kind, name } }) => `${kind} ${name}`))
      for (const { resource, to, holders } of grantingsOf(survey)) {
        if (resource.kind !== 'Permission' || to.type === 'accessKey') continue
        const name = `Permission ${resource.name}`
        assert.is(idle.has(name), expected.get(name) === undefined, name)
        // A role that allows nothing is given to people all the same.
        if (!idle.has(name) || resource.spec.role === undefined)
          assert.equal(holders, [...(expected.get(name) ?? [])].sort(), name)
      }
    }),
    { numRuns: 300, includeErrorInReport: true },
  )
})

test('the population is everybody, each with all that the reference gives', () => {
  fc.assert(
    fc.property(granted, (resources: Resources) => {
      const { paths, users } = referenceOf([...resources.values()], 'acme', NOW)
      const asked = new Set(QUESTIONS.map(questionText))
      const standings = [...populationOf(surveyOf(resources, momentOf(NOW), 'acme'))]
      assert.equal(
        standings.map(({ user }) => user.name),
        [...users].sort(),
      )
      for (const { user, holdings } of standings) {
        const told = holdings.map(questionText).filter((one) => asked.has(one))
        const expected = QUESTIONS.filter((question) => paths(user.name, question).length > 0).map(questionText)
        assert.equal(told, expected.sort())
      }
    }),
    { numRuns: 200, includeErrorInReport: true },
  )
})

test.run()
