import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ORGANIZATION_LAWS } from '../../../src/desired/laws/all.ts'
import type { OrganizationView } from '../../../src/desired/view.ts'
import { DEFAULT_LIMITS } from '../../../src/documents/limits.ts'
import { readDocuments } from '../../../src/documents/read.ts'
import { by, groupBy } from '../../../src/lib/compare.ts'
import { keyOf, type Resource } from '../../../src/model/resource.ts'
import { decode } from '../../../src/schemas/decode.ts'
import { type Imported, importPeribolos } from '../../../src/transfer/peribolos/import.ts'
import { testOnData } from '../../support/data.ts'
import { view } from '../../support/organization.ts'
import { told } from '../../support/peribolos.ts'

/** What an import wrote as the schemas read it; any complaint of theirs fails the test. */
function decoded({ files }: Imported): readonly Resource[] {
  return files.flatMap(({ path, text }) => {
    const { documents, problems } = readDocuments({ source: 'test', path, text }, DEFAULT_LIMITS)
    assert.equal(problems, [], path)
    return documents.flatMap((document) => {
      const answer = decode(document, () => ({ line: 1, column: 1, length: 1 }))
      assert.equal(answer.problems, [], path)
      return answer.resources.map(({ resource }) => resource)
    })
  })
}

/** What the laws find in each organization. */
function findings(resources: readonly Resource[]): readonly string[] {
  const organizations = new Map(
    resources.filter(({ kind }) => kind === 'Organization').map((resource) => [resource.name, resource]),
  )
  return [...organizations].flatMap(([name, organization]) => {
    const own = new Map(resources.filter(({ namespace }) => namespace === name).map((one) => [keyOf(one), one]))
    const kinds = groupBy([...own.values()].sort(by((one) => one.name)), ({ kind }) => kind)
    const judged: OrganizationView = {
      ...view({ name }),
      organization,
      of: (kind) => kinds.get(kind) ?? [],
      get: (kind, one) => own.get(keyOf({ kind, namespace: name, name: one })),
      organizations,
    }
    return ORGANIZATION_LAWS.flatMap(({ law }) => law(judged)).map(({ key, message }) => `${key}: ${message}`)
  })
}

testOnData(test, 'the organizations of Kubernetes come over whole', async (folder) => {
  const result = await importPeribolos(join(folder, 'kubernetes-org/config'))
  assert.equal(told(result), [])
  assert.equal(result.counts, {
    organizations: 8,
    users: 2666,
    admins: 87,
    userGroups: 766,
    memberships: 3615,
    workspaces: 328,
    grants: 631,
    permissions: 631,
    renames: 44,
    otherCase: 48,
    slashes: 9,
    otherNames: 0,
    settings: 32,
    leftOut: 0,
  })
  const resources = decoded(result)
  assert.is(new Set(resources.map((resource) => keyOf(resource))).size, resources.length)
  assert.is(resources.length, 8 + 2666 + 766 + 328 + 631 + 5 * 5, 'three of the eight grant nothing')
  assert.equal(findings(resources), [])
})

testOnData(test, 'a community of split files comes over whole', async (folder) => {
  const result = await importPeribolos(join(folder, 'istio-community/org'), { organization: 'istio' })
  assert.equal(told(result), [
    'warning IgnoredField teams.yaml:312 team Triagers has `none` on .default, which grants nothing',
  ])
  const { users, admins, userGroups, workspaces, permissions, otherCase } = result.counts
  assert.equal(
    { users, admins, userGroups, workspaces, permissions, otherCase },
    { users: 589, admins: 9, userGroups: 27, workspaces: 34, permissions: 172, otherCase: 3 },
  )
  const resources = decoded(result)
  assert.is(resources.length, 1 + 589 + 27 + 34 + 172 + 5)
  assert.equal(findings(resources), [])
})

testOnData(test, 'without a name the community is called after its folder', async (folder) => {
  const { files } = await importPeribolos(join(folder, 'istio-community/org'))
  assert.ok(files.every(({ path }) => path.startsWith('istio-community/')))
})

for (const [when, before, after] of [
  ['2024-02-15-mass-removal-36pct', 3246, 2272],
  ['2025-07-24-mass-removal-23pct', 2704, 2125],
] as const) {
  testOnData(test, `the trees around the mass removal of ${when.slice(0, 10)} come over whole`, async (folder) => {
    for (const [side, users] of [
      ['before', before],
      ['after', after],
    ] as const) {
      const result = await importPeribolos(join(folder, 'kubernetes-org/history', when, side, 'config'))
      assert.equal(told(result), [])
      assert.is(result.counts.users, users)
      assert.equal(findings(decoded(result)), [])
    }
  })
}

test.run()
