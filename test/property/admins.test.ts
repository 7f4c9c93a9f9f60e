import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { effectiveAdmins } from '../../src/access/admins.ts'
import { type AccessPath, groupsAlong } from '../../src/access/path.ts'
import { adminsOverTime } from '../../src/access/timeline.ts'
import { enoughAdmins } from '../../src/desired/laws/admins.ts'
import type { Finding } from '../../src/model/problem.ts'
import type { JsonObject, Kind } from '../../src/model/resource.ts'
import { administered, edited } from '../support/administered.ts'
import { NOW, type OrganizationLiteral, view } from '../support/organization.ts'

/** What the specification says, as slowly and simply as it can be written. */
class Oracle {
  readonly literal: OrganizationLiteral
  constructor(literal: OrganizationLiteral) {
    this.literal = literal
  }

  moments(): readonly number[] {
    const texts = [this.literal.users, this.literal.permissions, this.literal.revocations]
      .flatMap((list) => Object.values(list ?? {}))
      .flatMap(({ from, until }) => [from, until].filter((text) => typeof text === 'string'))
    const now = Date.parse(NOW)
    return [now, ...texts.map((text) => Date.parse(text)).filter((moment) => moment > now)]
  }

  admins(moment: number): readonly string[] {
    return Object.keys(this.literal.users ?? {})
      .filter((name) => this.isAdmin(name, moment))
      .sort()
  }

  isAdmin(name: string, moment: number): boolean {
    const user = this.literal.users?.[name]
    if (user === undefined || user.active === false || !isOpen(user, moment)) return false
    for (const revocation of Object.values(this.literal.revocations ?? {})) {
      if (revocation.user === name && (revocation.until === undefined || moment < Date.parse(String(revocation.until))))
        return false
    }
    return user.admin === true || this.manages({ user: name }, moment) || this.length(name, moment) !== undefined
  }

  /** How many groups stand on the shortest way from a user to a group that makes admins. */
  length(user: string, moment: number): number | undefined {
    let level = this.groups().filter((group) => this.members(group).includes(user) && !this.isSilent(group))
    const seen = new Set(level)
    for (let length = 1; level.length > 0; length++) {
      if (level.some((group) => group === 'admin' || this.manages({ userGroup: group }, moment))) return length
      level = level
        .flatMap((group) => this.parents(group))
        .filter((group) => !seen.has(group) && !this.isSilent(group) && this.groups().includes(group))
      for (const group of level) seen.add(group)
    }
    return undefined
  }

  groups(): readonly string[] {
    return [...new Set([...Object.keys(this.literal.groups ?? {}), 'admin', 'users'])]
  }

  parents(group: string): readonly string[] {
    return list(this.literal.groups?.[group], 'parents')
  }

  isSilent(group: string): boolean {
    return ['readonly', 'none'].includes(String(this.literal.groups?.[group]?.level))
  }

  members(group: string): readonly string[] {
    const users = Object.entries(this.literal.users ?? {})
    if (group === 'users') return users.filter(([, user]) => user.active !== false).map(([name]) => name)
    const declared = this.literal.groups?.[group]
    const byUser = users.filter(([, user]) => list(user, 'userGroups').includes(group)).map(([name]) => name)
    return [...list(declared, 'members'), ...list(declared, 'maintainers'), ...byUser]
  }

  manages(assignee: { user: string } | { userGroup: string }, moment: number): boolean {
    return Object.values(this.literal.permissions ?? {}).some(
      (permission) =>
        permission.permission === 'MANAGE' &&
        permission.scope === undefined &&
        isOpen(permission, moment) &&
        JSON.stringify(permission.assignee) === JSON.stringify(assignee),
    )
  }
}

function isOpen({ from, until }: JsonObject, moment: number): boolean {
  return (
    (from === undefined || Date.parse(String(from)) <= moment) &&
    (until === undefined || moment < Date.parse(String(until)))
  )
}

function list(object: JsonObject | undefined, name: string): readonly string[] {
  return (object?.[name] ?? []) as readonly string[]
}

const RUNS = { numRuns: 700 }

test('effective admins at every boundary are those of the specification', () => {
  fc.assert(
    fc.property(administered, (literal) => {
      const acme = view(literal)
      const oracle = new Oracle(literal)
      const over = adminsOverTime(acme)
      for (const moment of oracle.moments()) {
        const expected = oracle.admins(moment)
        assert.equal([...effectiveAdmins(acme, new Date(moment).toISOString()).keys()], expected)
        const inForce = over.filter(({ instant }) => Date.parse(instant) <= moment).at(-1)
        assert.equal([inForce?.count, inForce?.names], [expected.length, expected])
      }
    }),
    RUNS,
  )
})

test('every path leads, and none is shorter', () => {
  fc.assert(
    fc.property(administered, (literal) => {
      const oracle = new Oracle(literal)
      for (const path of effectiveAdmins(view(literal), NOW).values()) assertLeads(path, oracle)
    }),
    RUNS,
  )
})

function assertLeads({ user, via, ground }: AccessPath, oracle: Oracle): void {
  const now = Date.parse(NOW)
  const groups = groupsAlong(via)
  const [first] = groups
  if (first === undefined) {
    assert.ok(ground.type === 'flag' ? oracle.literal.users?.[user]?.admin : oracle.manages({ user }, now))
    return
  }
  assert.ok(oracle.members(first).includes(user))
  groups.forEach((group, index) => {
    const next = groups[index + 1]
    if (next !== undefined) assert.ok(oracle.parents(group).includes(next))
  })
  const last = groups.at(-1) ?? ''
  assert.ok(ground.type === 'group' ? last === 'admin' : oracle.manages({ userGroup: last }, now))
  assert.is(groups.length, oracle.length(user, now))
}

test('where the law is silent there are always enough admins, and where it speaks there are not', () => {
  let spoke = 0
  let silent = 0
  fc.assert(
    fc.property(administered, edited, (before, edit) => {
      const after = edit(before)
      const needed = Math.max(minAdmins(before), minAdmins(after))
      const oracle = new Oracle(after)
      const fewest = Math.min(...oracle.moments().map((moment) => oracle.admins(moment).length))
      const findings = enoughAdmins(view({ ...after, stored: view(before) }))
      assert.is(findings.length, fewest >= needed ? 0 : 1)
      if (fewest >= needed) silent++
      else spoke++
    }),
    RUNS,
  )
  // Both sides of the property were met, often.
  assert.ok(spoke > 100 && silent > 100, `${spoke} refused, ${silent} let through`)
})

function minAdmins({ organization }: OrganizationLiteral): number {
  return Number(organization?.minAdmins ?? 1)
}

test('a change that is not refused leaves nobody fewer admins than were there, where they are needed', () => {
  let short = 0
  fc.assert(
    fc.property(administered, edited, (before, edit) => {
      const after = edit(before)
      const needed = Math.max(minAdmins(before), minAdmins(after))
      const [old, young] = [new Oracle(before), new Oracle(after)]
      const stored = view(before)
      const facts = enoughAdmins(stored)
      const isFact = ({ subject, measure = 0 }: Finding): boolean =>
        facts.some((fact) => fact.subject === subject && measure <= (fact.measure ?? 0))
      if (enoughAdmins(view({ ...after, stored })).some((finding) => !isFact(finding))) return
      if (facts.length > 0) short++
      for (const moment of [...old.moments(), ...young.moments()]) {
        const count = young.admins(moment).length
        assert.ok(count >= Math.min(needed, old.admins(moment).length), `${count} at ${new Date(moment).toISOString()}`)
      }
    }),
    RUNS,
  )
  assert.ok(short > 50, `${short} changes of an organization that was short of admins already`)
})

test('the order of declarations does not matter', () => {
  fc.assert(
    fc.property(administered, fc.constantFrom<Kind[]>(['User'], ['UserGroup'], ['Permission']), (literal, [kind]) => {
      const acme = view(literal)
      const turned = { ...acme, of: (asked: Kind) => (asked === kind ? [...acme.of(asked)].reverse() : acme.of(asked)) }
      const told = (one: typeof acme): string =>
        JSON.stringify(adminsOverTime(one).map(({ instant, names }) => [instant, names]))
      assert.is(told(turned), told(acme))
      assert.equal([...effectiveAdmins(turned, NOW).keys()], [...effectiveAdmins(acme, NOW).keys()])
    }),
    { numRuns: 300 },
  )
})

test.run()
