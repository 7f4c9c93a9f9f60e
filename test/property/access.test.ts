import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { effectiveAdmins } from '../../src/access/admins.ts'
import { isAllowed } from '../../src/access/allowed.ts'
import { accessIndexAfter, accessIndexOf, organizationIndex } from '../../src/access/indexed.ts'
import type { OrganizationIndex } from '../../src/access/organization.ts'
import { type AccessPath, groupsAlong } from '../../src/access/path.ts'
import type { Question } from '../../src/access/question.ts'
import { scopeText } from '../../src/access/scope.ts'
import { waysTo } from '../../src/access/ways.ts'
import { whatCan } from '../../src/access/whatcan.ts'
import { whoCan } from '../../src/access/whocan.ts'
import { momentOf } from '../../src/access/windows.ts'
import { trieOf } from '../../src/lib/trie.ts'
import type { Key, StoredResource } from '../../src/model/resource.ts'
import { administered } from '../support/administered.ts'
import { referenceOf } from '../support/answers.ts'
import { changed, granted, QUESTIONS, USERS } from '../support/granted.ts'
import { NOW, view } from '../support/organization.ts'

type Resources = ReadonlyMap<Key, StoredResource>

function told({ via, ground }: AccessPath): string {
  const end = ground.type === 'permission' ? `Permission ${ground.permission}` : ground.type
  return [...groupsAlong(via).map((name) => `group ${name}`), end].join(', ')
}

function answersOf(index: OrganizationIndex) {
  const moment = momentOf(NOW)
  return {
    held: USERS.flatMap((user) =>
      whatCan(index, user, moment).map(({ permission, scope, path }) => [
        user,
        textOf({ permission, scope }),
        told(path),
      ]),
    ),
    asked: QUESTIONS.map((question) => ({
      question: textOf(question),
      allowed: USERS.filter((user) => isAllowed(index, user, question, moment)),
      holders: [...whoCan(index, question, moment)].map(([user, path]) => [user, told(path)]),
      ways: USERS.map((user) => waysTo(index, user, question, { moment }).paths.map(told)),
    })),
  }
}

function textOf({ permission, scope }: Question): string {
  return `${scopeText(scope)} ${permission}`
}

/** Holds all four answers of an index against those of the reference. */
function assertAnswers(index: OrganizationIndex, resources: Resources, organization: string): void {
  const reference = referenceOf([...resources.values()], organization, NOW)
  const { held, asked } = answersOf(index)
  const wanted = new Map<string, readonly string[]>()
  for (const question of QUESTIONS) {
    for (const user of USERS) wanted.set(`${user} ${textOf(question)}`, reference.paths(user, question))
  }
  const pathsOf = (user: string, question: string): readonly string[] => wanted.get(`${user} ${question}`) ?? []
  for (const { question, allowed, holders, ways } of asked) {
    const able = USERS.filter((user) => pathsOf(user, question).length > 0)
    assert.equal(allowed, able, `check ${question}`)
    assert.equal(
      holders.map(([user]) => user),
      able,
      `who can ${question}`,
    )
    for (const [user = '', path = ''] of holders) assertShortest(path, pathsOf(user, question))
    for (const [place, user] of USERS.entries()) {
      const found = ways[place] ?? []
      assert.equal([...found].sort(), pathsOf(user, question), `paths of ${user} to ${question}`)
      assert.equal(
        found.map(length),
        found.map(length).sort((a, b) => a - b),
        'shortest first',
      )
    }
  }
  for (const user of USERS) {
    const own = held.filter(([name]) => name === user)
    const able = QUESTIONS.map(textOf).filter((question) => pathsOf(user, question).length > 0)
    const known = own.map(([, question = '']) => question).filter((one) => QUESTIONS.some((q) => textOf(q) === one))
    assert.equal([...known].sort(), able.sort(), `what ${user} can`)
    for (const [, question = '', path = ''] of own) assertShortest(path, pathsOf(user, question))
  }
}

function length(path: string): number {
  return path.split(', ').length
}

function assertShortest(path: string, all: readonly string[]): void {
  if (all.length === 0) return
  assert.ok(all.includes(path), `${path} is none of ${all.join(' | ')}`)
  assert.is(length(path), Math.min(...all.map(length)), `${path} is a shortest of ${all.join(' | ')}`)
}

test('the index gives the same four answers as the reference, before and after changes, and as one built anew', () => {
  fc.assert(
    fc.property(granted, fc.array(changed, { maxLength: 4 }), fc.boolean(), (first, changes, isTrie) => {
      let resources: Resources = isTrie ? trieOf(first) : first
      let index = accessIndexOf(resources.values())
      for (const change of [undefined, ...changes]) {
        const before = answersOf(organizationIndex(index, 'acme'))
        const old = index
        if (change !== undefined) {
          const after = editedLike(resources, change(resources))
          index = accessIndexAfter(index, resources, after)
          assert.equal(answersOf(organizationIndex(old, 'acme')), before, 'the old index stays as it is')
          resources = after
        }
        const rebuilt = accessIndexOf(resources.values())
        assert.equal([...index.organizations.keys()].sort(), [...rebuilt.organizations.keys()].sort())
        for (const organization of ['acme', 'beta']) {
          const own = organizationIndex(index, organization)
          assert.equal(answersOf(own), answersOf(organizationIndex(rebuilt, organization)))
          assertAnswers(own, resources, organization)
        }
      }
    }),
    { numRuns: 100, includeErrorInReport: true },
  )
})

/** The content of `after`, as an edit of `before` where that is a trie, so that it tells what has changed. */
function editedLike(before: Resources, after: Resources): Resources {
  if (before instanceof Map) return after
  const draft = trieOf(before).edit()
  for (const key of before.keys()) if (!after.has(key)) draft.delete(key)
  for (const [key, one] of after) if (before.get(key) !== one) draft.set(key, one)
  return draft.finish()
}

test('who can MANAGE the organization is who the laws take for an effective admin', () => {
  fc.assert(
    fc.property(administered, (literal) => {
      const acme = view(literal)
      const resources = (['User', 'UserGroup', 'Permission', 'Revocation'] as const).flatMap((kind) => acme.of(kind))
      const index = organizationIndex(accessIndexOf(resources), 'acme')
      const question: Question = { permission: 'MANAGE', scope: { type: 'organization', name: '' } }
      for (const instant of [NOW, '2026-03-02T00:00:00Z', '2026-05-01T10:00:00Z']) {
        const holders = whoCan(index, question, momentOf(instant))
        assert.equal([...holders.keys()], [...effectiveAdmins(acme, instant).keys()])
      }
    }),
    { numRuns: 300, includeErrorInReport: true },
  )
})

test.run()
