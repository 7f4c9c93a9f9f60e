import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { UnitName } from '../../src/model/unit.ts'
import { commitResults } from '../../src/status/results.ts'
import { HEAD, heldUnit, holdOf, invalidUnit, looseError, sourceOf, statusOf, unitOf } from '../support/status.ts'

const everyone = (): boolean => true

test('the sum names what is invalid and held, and each organization says why', () => {
  const results = commitResults(statusOf([unitOf('free'), heldUnit('beta'), invalidUnit('acme')]), 'people', everyone)
  assert.equal(
    results.map(({ organization = '', state, description }) => `${organization} ${state} ${description}`),
    [
      'acme failure 1 error, first at orgs/acme.yaml:14:3: organization `acme` would have no effective admin, ask …@…',
      'beta pending held (RemovalBudget): 9 users would go, more than the 3 that may: a, b, c',
      'free success in force',
      ' failure invalid: acme; held: beta',
    ],
  )
  assert.equal(
    results.map(({ isUnchanged }) => isUnchanged === true),
    [false, false, true, false],
  )
})

test('a revocation counts with its organization, and the worse of both speaks', () => {
  const revocation = { ...heldUnit('acme', 'LastAdmin'), unit: 'revocation/acme/leave' as UnitName }
  const results = commitResults(statusOf([unitOf('acme'), revocation]), 'people', everyone)
  assert.equal(
    results.map(({ organization, state }) => [organization, state]),
    [
      ['acme', 'pending'],
      [undefined, 'pending'],
    ],
  )
})

test('a source that is held is pending as a whole', () => {
  const sources = [sourceOf({ holds: [holdOf('HistoryRewritten', { message: 'x'.repeat(300) })] })]
  const results = commitResults(statusOf([unitOf('acme')], { sources }), 'people', everyone)
  assert.equal(
    results.map(({ state, revision }) => [state, revision]),
    [['pending', HEAD]],
  )
  assert.is(results[0]?.description.length, 140)
})

test('an error that concerns no organization fails the sum, but not for who asks for organizations', () => {
  const status = statusOf([unitOf('acme')], { problems: [looseError()] })
  const told = (isMeant: (name: string | undefined) => boolean) =>
    commitResults(status, 'people', isMeant).map(({ organization, state, description }) => [
      organization,
      state,
      description,
    ])
  assert.equal(told(everyone), [
    ['acme', 'success', 'in force'],
    [undefined, 'failure', 'Syntax at orgs/new.yaml:3:1'],
  ])
  assert.equal(
    told((name) => name !== undefined).map(([, state]) => state),
    ['success', 'success'],
  )
})

test('organizations that are not meant count nowhere, and a revision that nobody looked at says nothing', () => {
  const meant = (organization: string | undefined): boolean => organization === 'acme'
  const units = [unitOf('acme'), invalidUnit('beta'), unitOf('x', { unit: 'installation' as UnitName })]
  assert.equal(
    commitResults(statusOf(units), 'people', meant).map(({ organization, state }) => [organization, state]),
    [
      ['acme', 'success'],
      [undefined, 'success'],
    ],
  )
  const newer = [sourceOf({ attempted: 'b'.repeat(40) })]
  assert.equal(commitResults(statusOf(units, { sources: newer }), 'people', everyone), [])
})

test.run()
