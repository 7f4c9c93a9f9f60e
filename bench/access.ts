import { isAllowed } from '../src/access/allowed.ts'
import { impactOf } from '../src/access/impact.ts'
import {
  type AccessIndex,
  accessIndexAfter,
  accessIndexOf,
  organizationIndex,
  type Replacement,
} from '../src/access/indexed.ts'
import type { OrganizationIndex } from '../src/access/organization.ts'
import { populationOf } from '../src/access/report/population.ts'
import { surveyOf } from '../src/access/report/survey.ts'
import { ORGANIZATION } from '../src/access/scope.ts'
import { type Sides, usersTouched } from '../src/access/touched.ts'
import { whatCan } from '../src/access/whatcan.ts'
import { momentOf } from '../src/access/windows.ts'
import { trieOf } from '../src/lib/trie.ts'
import { API_VERSION, type JsonObject, type Key, type Kind, keyOf, type StoredResource } from '../src/model/resource.ts'
import type { StoredResources } from '../src/model/state.ts'
import { against, medians, type Row, within } from './measure.ts'

const USERS = 100_000
const GROUPS = 10_000
const DEEP = 10
const CHECKS = 100_000
const UPDATES = 100
const NOW = '2026-11-22T12:00:00.000Z'

/** Checks against an index of very many users and nested groups, what one change of a group costs it, and its memory. */
export async function access(): Promise<readonly Row[]> {
  const before: StoredResources = trieOf(new Map(resources().map((one) => [keyOf(one), one])))
  globalThis.gc?.()
  const bare = process.memoryUsage().heapUsed
  const index = accessIndexOf(before.values())
  globalThis.gc?.()
  const bytes = process.memoryUsage().heapUsed - bare
  const plain = new Map(Array.from({ length: USERS }, (_, number) => [userName(number), number]))
  const names = Array.from({ length: CHECKS }, (_, number) => userName((number * 7919) % USERS))
  const own = organizationIndex(index, 'acme')
  const moment = momentOf(NOW)
  const changes = Array.from({ length: UPDATES }, (_, number) => afterOneChange(before, (number * 97) % GROUPS))
  const allNames = Array.from({ length: USERS }, (_, number) => userName(number))
  let rows = 0
  const impacts = changes.map((after, number) => impactCase({ index, before, after, number: (number * 97) % GROUPS }))
  const checked =
    (permission: string, of = own) =>
    () =>
      names.reduce((sum, name) => sum + Number(isAllowed(of, name, { permission, scope: ORGANIZATION }, moment)), 0)
  const times = await medians({
    get: () => names.reduce((sum, name) => sum + (plain.get(name) ?? 0), 0),
    manage: checked('MANAGE'),
    token: checked('SELF_CREATE_TOKEN'),
    again: () => checked('MANAGE', organizationIndex(accessIndexOf(before.values()), 'acme'))(),
    update: () => {
      for (const after of changes) accessIndexAfter(index, before, after)
    },
    build: () => accessIndexOf(before.values()),
    asked: () => {
      for (const { sides, names } of impacts) for (const name of names) askTwice(sides, name, moment)
    },
    everybody: () => {
      for (const name of allNames) whatCan(own, name, moment)
    },
    population: () => {
      rows = 0
      for (const { holdings } of populationOf(surveyOf(before, moment, 'acme'))) rows += Math.max(1, holdings.length)
    },
    impact: () => {
      for (const { sides, replacement } of impacts) {
        const users = usersTouched(sides, [replacement])
        // It is worked out while it is walked through.
        Array.from(impactOf({ ...sides, moment: { before: moment, after: moment }, users, naming: (_, name) => name }))
      }
    },
  })
  const floor = { what: `${CHECKS.toLocaleString('en')} × one \`Map.get\``, ...times.get }
  const size = '100,000 users, 10,000 groups nested ten deep'
  const each = (ms: number): string => `${((ms / CHECKS) * 1000).toFixed(2)} µs each`
  const built = { what: 'building the index', ...times.build }
  const one = { ms: times.update.ms / UPDATES, cpuMs: times.update.cpuMs / UPDATES }
  const asked = { what: 'what those who come and go hold, before and after', ...times.asked }
  return [
    against(`${size}: check of MANAGE, ${each(times.manage.ms)}`, times.manage, floor, 50),
    against(`${size}: check of a permission that nobody there holds, ${each(times.token.ms)}`, times.token, floor, 50),
    against(`${size}: index after one change of a group of 20`, one, built, 0.001),
    against(`${size}: who gains and loses by one change of a group of 20`, times.impact, asked, 2),
    against(
      `${size}: report of the population, ${rows.toLocaleString('en')} rows, index included`,
      times.population,
      { what: 'what everybody holds', ...times.everybody },
      3,
    ),
    within(`${size}: build the index`, times.build, 5000),
    within(`${size}: build the index, and ask each user once`, times.again, 6000),
    {
      work: `${size}: memory of the index`,
      ms: times.build.ms,
      measured: `${Math.round(bytes / 2 ** 20)} MiB, ${Math.round(bytes / before.size)} bytes a resource`,
      target: '≤ 900 bytes a resource',
      isMet: bytes / before.size <= 900,
    },
  ]
}

interface Case {
  readonly sides: Sides<OrganizationIndex>
  readonly replacement: Replacement
  /** The two who come and go. */
  readonly names: readonly string[]
}

/** One change of a group: whom it touches, and both sides of it. */
function impactCase({
  index,
  before,
  after,
  number,
}: Readonly<{ index: AccessIndex; before: StoredResources; after: StoredResources; number: number }>): Case {
  const key = keyOf({ kind: 'UserGroup', namespace: 'acme', name: groupName(number) })
  const next = accessIndexAfter(index, before, after)
  return {
    sides: { before: organizationIndex(index, 'acme'), after: organizationIndex(next, 'acme') },
    replacement: { before: before.get(key), after: after.get(key) },
    names: [userName((number * 10) % USERS), userName((number * 10 + 20) % USERS)],
  }
}

function askTwice({ before, after }: Sides<OrganizationIndex>, name: string, moment: number): number {
  return whatCan(before, name, moment).length + whatCan(after, name, moment).length
}

function userName(number: number): string {
  return `user-${String(number).padStart(6, '0')}`
}

function groupName(number: number): string {
  return `group-${String(number).padStart(5, '0')}`
}

/** Each group inherits from the one above it, nine of ten of a chain; every third of them from the neighbouring chain too. */
function parentsOf(number: number): readonly string[] {
  if (number % DEEP === 0) return []
  const above = groupName(number - 1)
  return number % 3 === 0 && number > DEEP ? [groupName(number - 1 - DEEP), above] : [above]
}

function resources(): readonly StoredResource[] {
  const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)
  return [
    ...range(USERS).map((number) => stored('User', userName(number), { email: `${userName(number)}@acme.example` })),
    ...range(GROUPS).map((number) => groupOf(number)),
    stored('Permission', 'token', { permission: 'SELF_CREATE_TOKEN', assignee: { userGroup: 'nobody' } }),
    ...range(GROUPS / DEEP / 2).map((number) =>
      stored('Permission', `manage-${number}`, {
        permission: 'MANAGE',
        assignee: { userGroup: groupName(number * 2 * DEEP) },
      }),
    ),
  ]
}

function groupOf(number: number, more = 0): StoredResource {
  const members = Array.from({ length: 20 }, (_, index) => userName((number * 10 + index + more) % USERS)).sort()
  return stored('UserGroup', groupName(number), { members, parents: parentsOf(number) })
}

function stored(kind: Kind, name: string, spec: JsonObject): StoredResource {
  const origin = { source: 'git', path: 'acme.yaml', line: 1, column: 1 }
  const content = { apiVersion: API_VERSION, kind, namespace: 'acme', name, labels: {}, annotations: {}, spec, origin }
  return { ...content, digest: '', uid: name, version: 1, createdAt: NOW, updatedAt: NOW }
}

function afterOneChange(before: StoredResources, number: number): StoredResources {
  const draft = trieOf<Key, StoredResource>(before).edit()
  const group = groupOf(number, 1)
  draft.set(keyOf(group), group)
  return draft.finish()
}
