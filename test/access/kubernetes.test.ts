import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type AccessIndex, accessIndexOf, organizationIndex } from '../../src/access/indexed.ts'
import { populationOf } from '../../src/access/report/population.ts'
import { surveyOf } from '../../src/access/report/survey.ts'
import { whatCan } from '../../src/access/whatcan.ts'
import { peopleIn, whoCan } from '../../src/access/whocan.ts'
import { momentOf } from '../../src/access/windows.ts'
import { DEFAULT_LIMITS } from '../../src/documents/limits.ts'
import { readDocuments } from '../../src/documents/read.ts'
import { groupName, normalized, organizationName } from '../../src/transfer/reading/name.ts'
import { testOnData } from '../support/data.ts'
import { NOON } from '../support/planning.ts'
import { importedTree, stateOfFiles } from '../support/trees.ts'

/** What the levels of GitHub allow of what an import declares, by the least level that does. */
const LEVELS = ['read', 'triage', 'write', 'maintain', 'admin']
const RIGHTS = ['repository.get', 'issue.update', 'content.update', 'repository.update', 'repository.admin']

interface Team {
  readonly members?: readonly string[]
  readonly maintainers?: readonly string[]
  readonly repos?: Readonly<Record<string, string>>
  readonly teams?: Readonly<Record<string, Team>>
}
interface Part extends Team {
  readonly admins?: readonly string[]
}

/** Who is in each team or in one of those inside it, and who has which level on each repository: read from the YAML alone. */
function computed(folder: string) {
  const parts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => {
      const file = { source: 'test', path: name, text: readFileSync(join(folder, name), 'utf8') }
      return readDocuments(file, DEFAULT_LIMITS).documents[0]?.value as unknown as Part
    })
  const admins = parts.flatMap((part) => part.admins ?? []).map(normalized)
  const everybody = new Set([...admins, ...parts.flatMap((part) => part.members ?? []).map(normalized)])
  const inTeam = new Map<string, Set<string>>()
  const onRepository = new Map<string, Map<string, number>>()
  const visit = (name: string, team: Team): Set<string> => {
    const people = new Set([...(team.members ?? []), ...(team.maintainers ?? [])].map(normalized))
    for (const [child, inside] of Object.entries(team.teams ?? {}))
      for (const one of visit(child, inside)) people.add(one)
    // Who is in no list of the organization itself is not in it, whatever a team says.
    const present = new Set([...people].filter((one) => everybody.has(one)))
    inTeam.set(groupName(name), present)
    for (const [repository, word] of Object.entries(team.repos ?? {})) {
      const levels = onRepository.get(normalized(repository)) ?? new Map<string, number>()
      onRepository.set(normalized(repository), levels)
      for (const one of present) levels.set(one, Math.max(levels.get(one) ?? -1, LEVELS.indexOf(word)))
    }
    return present
  }
  for (const part of parts) for (const [name, team] of Object.entries(part.teams ?? {})) visit(name, team)
  return { everybody, admins: [...new Set(admins)].sort(), inTeam, onRepository }
}

testOnData(test, 'on every team and repository of kubernetes-org access is what its YAML says', async (data) => {
  const config = join(data, 'kubernetes-org/config')
  const { resources } = await stateOfFiles(await importedTree(config))
  const index = accessIndexOf(resources.values())
  const folders = readdirSync(config, { withFileTypes: true }).filter((one) => one.isDirectory())
  const counts = { teams: 0, inTeams: 0, repositories: 0, onRepositories: 0 }
  for (const { name } of folders) {
    const organization = organizationName(name)
    const { admins, inTeam, onRepository } = computed(join(config, name))
    assertPeople(index, organization, admins, inTeam)
    assertLevels(index, organization, onRepository)
    counts.teams += inTeam.size
    counts.repositories += onRepository.size
    for (const people of inTeam.values()) counts.inTeams += people.size
    for (const people of onRepository.values()) counts.onRepositories += people.size
  }
  assert.is(counts.teams, 766)
  assert.ok(counts.repositories > 200, `${counts.repositories} repositories`)
  assert.ok(counts.inTeams > 3000 && counts.onRepositories > 1500, JSON.stringify(counts))
})

testOnData(
  test,
  'the population of kubernetes-org is everybody in its YAML, with as many permissions',
  async (data) => {
    const config = join(data, 'kubernetes-org/config')
    const { resources } = await stateOfFiles(await importedTree(config))
    const folders = readdirSync(config, { withFileTypes: true }).filter((one) => one.isDirectory())
    let users = 0
    for (const { name } of folders) {
      const { everybody, admins, onRepository } = computed(join(config, name))
      const standings = [...populationOf(surveyOf(resources, momentOf(NOON), organizationName(name)))]
      const told = standings.map(({ user }) => user.name)
      assert.equal(told, [...everybody].sort(), name)
      const held = standings.flatMap(({ holdings }) => holdings.filter(isOfImport))
      const levels = [...onRepository.values()].flatMap((people) => [...people.values()])
      assert.is(held.length, admins.length + levels.reduce((sum, level) => sum + level + 1, 0), name)
      users += standings.length
    }
    assert.ok(users > 2000, `${users} users`)
  },
)

/** Whether a permission is one of those that an import makes of admins and of levels on repositories. */
function isOfImport({ permission }: { readonly permission: string }): boolean {
  return permission === 'MANAGE' || RIGHTS.includes(permission)
}

function assertPeople(
  index: AccessIndex,
  organization: string,
  admins: readonly string[],
  inTeam: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  const own = organizationIndex(index, organization)
  const moment = momentOf(NOON)
  const managing = whoCan(own, { permission: 'MANAGE', scope: { type: 'organization', name: '' } }, moment)
  assert.equal([...managing.keys()], admins, organization)
  for (const [team, people] of inTeam) {
    assert.equal(peopleIn(own, team, moment), [...people].sort(), `${organization} ${team}`)
  }
}

function assertLevels(
  index: AccessIndex,
  organization: string,
  onRepository: ReadonlyMap<string, ReadonlyMap<string, number>>,
): void {
  const own = organizationIndex(index, organization)
  const moment = momentOf(NOON)
  const held = new Set<string>()
  for (const [repository, levels] of onRepository) {
    for (const [level, permission] of RIGHTS.entries()) {
      const people = [...levels].filter(([, has]) => has >= level).map(([person]) => person)
      const scope = { type: 'workspace', name: repository } as const
      const found = whoCan(own, { permission, scope }, moment)
      assert.equal([...found.keys()], people.sort(), `${organization} ${repository} ${permission}`)
      for (const person of people) held.add(`${person} ${permission} ${repository}`)
    }
  }
  for (const person of own.users.keys()) {
    for (const { permission, scope } of whatCan(own, person, moment)) {
      if (RIGHTS.includes(permission)) assert.ok(held.delete(`${person} ${permission} ${scope.name}`), person)
    }
  }
  assert.is(held.size, 0)
}

test.run()
