import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { namingOf } from '../../src/usage/naming.ts'
import { storedState } from '../support/holdings.ts'

const NAMING = namingOf(
  storedState({
    organizations: {
      acme: { organization: { id: 'A-1', previousNames: ['apex', 'atlas', 'globex'] } },
      globex: { organization: { previousNames: ['gamma'] } },
    },
  }),
)

test('an organization is named by its name, its id, its uid and a former name', () => {
  const named = ['acme', 'A-1', 'uid of Organization//acme', 'apex', 'gamma', 'Acme', '', 'nobody']
  assert.equal(named.map(NAMING.organizationOf), [
    'acme',
    'acme',
    'acme',
    'acme',
    'globex',
    undefined,
    undefined,
    undefined,
  ])
})

test('a former name that somebody else has now is not its name any more', () => {
  assert.is(NAMING.organizationOf('globex'), 'globex')
  assert.equal(NAMING.namesOf('acme'), ['acme', 'apex', 'atlas'])
  assert.equal(NAMING.namesOf('globex'), ['globex', 'gamma'])
})

test.run()
