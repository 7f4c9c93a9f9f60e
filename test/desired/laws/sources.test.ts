import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { groupsAreOfTheSameSource } from '../../../src/desired/laws/sources.ts'
import type { OrganizationView } from '../../../src/desired/view.ts'
import type { Resource } from '../../../src/model/resource.ts'
import { acme } from '../../support/laws.ts'

/** The view with one resource declared by another source. */
function from(source: string, name: string, view: OrganizationView): OrganizationView {
  const other = (resource: Resource): Resource =>
    resource.name === name ? { ...resource, origin: { source, path: 'other.yaml', line: 1, column: 1 } } : resource
  return {
    ...view,
    of: (kind) => view.of(kind).map(other),
    get: (kind, wanted) => {
      const found = view.get(kind, wanted)
      return found === undefined ? undefined : other(found)
    },
  }
}

test('a user joins only groups of the source that declares the user', () => {
  const view = acme({ users: { ada: { userGroups: ['operators'] } }, groups: { operators: {} } })
  assert.equal(groupsAreOfTheSameSource(view), [])
  const [finding] = groupsAreOfTheSameSource(from('platform', 'operators', view))
  assert.is(finding?.code, 'OwnershipConflict')
  assert.is(finding?.pointer, '/spec/userGroups/0')
  assert.is(finding?.message, 'User `ada` joins UserGroup `operators`, which the source `platform` declares')
  assert.equal(groupsAreOfTheSameSource(from('platform', 'ada', from('platform', 'operators', view))), [])
})

test.run()
