import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Key, keyOf } from '../../../src/model/resource.ts'
import { countsOf, countsText } from '../../../src/plan/render/counts.ts'
import { followersOf, followingText } from '../../../src/plan/render/followers.ts'
import { create, remove, rename, resource, stored, update } from './support.ts'

const ada = keyOf(resource({ name: 'ada-l' }))
const group = { kind: 'UserGroup' as const, name: 'admins' }
const follower = { ...update(group, {}, []), follows: [ada] }

function moved(name: string) {
  const before = stored({ namespace: 'acme', name })
  const after = resource({ namespace: 'emca', name })
  return { action: 'rename' as const, key: keyOf(after), from: keyOf(before), before, after, fields: [] }
}

const renamedOrganization = rename({ kind: 'Organization', namespace: '', name: 'acme' }, 'emca')

test('every action counts once', () => {
  const changes = [
    create({ name: 'a' }),
    update({ name: 'b' }, {}, []),
    remove({ name: 'c' }),
    rename({ name: 'd' }, 'e'),
  ]
  assert.equal(countsOf([{ changes }]), { add: 1, change: 1, remove: 1, rename: 1 })
})

test('an update that only follows a rename does not count', () => {
  const changes = [rename({ name: 'ada' }, 'ada-l'), follower]
  assert.equal(countsOf([{ changes }]), { add: 0, change: 0, remove: 0, rename: 1 })
})

test('the renaming of an organization is one rename, however much moves with it', () => {
  const changes = [renamedOrganization, moved('ada'), moved('bob')]
  assert.equal(countsOf([{ changes }]), { add: 0, change: 0, remove: 0, rename: 1 })
})

test('a resource that moves with its organization and changes besides counts as changed', () => {
  const changed = { ...moved('ada'), fields: [{ type: 'value' as const, pointer: '/spec/email', after: 'x' }] }
  assert.equal(countsOf([{ changes: [renamedOrganization, changed] }]), { add: 0, change: 1, remove: 0, rename: 1 })
})

test('counts in words leave out what is zero', () => {
  assert.is(countsText({ add: 3, change: 0, remove: 1, rename: 0 }), '3 to add, 1 to remove')
  assert.is(countsText({ add: 0, change: 0, remove: 0, rename: 0 }), '')
})

test('followers are counted at their rename, and apart when the rename is of another unit', () => {
  const changes = [
    rename({ name: 'ada' }, 'ada-l'),
    follower,
    { ...follower, follows: ['User/elsewhere/x' as Key] },
    { ...follower, follows: ['User/elsewhere/x' as Key, ada] },
  ]
  const followers = followersOf(changes)
  assert.equal(followers.of.get(ada), { references: 2, resources: 0 })
  assert.equal(followers.elsewhere, { references: 1, resources: 0 })
})

test('what moves with a renamed organization is counted at it', () => {
  const followers = followersOf([renamedOrganization, moved('ada'), moved('bob')])
  const following = followers.of.get(renamedOrganization.key) ?? { references: 0, resources: 0 }
  assert.is(followingText(following), '2 resources move with it')
  assert.is(followingText({ references: 1, resources: 1 }), '1 resource moves with it, 1 reference follows')
})

test.run()
