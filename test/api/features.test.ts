import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ENDPOINTS } from '../../src/api/endpoints.ts'
import type { Identity } from '../../src/api/identity.ts'
import { openApi as openApiDocument } from '../../src/api/openapi.ts'
import { PLAIN } from '../../src/api/plain.ts'
import { AUDITOR, OPERATOR, openApi } from '../support/api.ts'

const FOLDER = fileURLToPath(new URL('../../examples/complete/orgs', import.meta.url))
const texts = Object.fromEntries(
  readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .map((path) => [path, readFileSync(join(FOLDER, path), 'utf8')]),
)
/** What the example does not need: a key without a token, and somebody who manages nothing. */
const MORE = `apiVersion: charter.sh/v1alpha1
kind: AccessKey
metadata: {namespace: globex, name: access}
spec: {type: access-key, displayName: Access, secretRef: {env: GLOBEX_ACCESS}}
---
apiVersion: charter.sh/v1alpha1
kind: User
metadata: {namespace: globex, name: guest}
spec: {email: guest@elsewhere.example}
`
const api = await openApi({ ...texts, 'more.yaml': MORE })
test.after(() => api.close())

const OWN = '/organizations/globex'

/** Where each endpoint of the specification is answered; braces stand for the first item of the list before them. */
const ANSWERED: Readonly<Record<number, readonly string[]>> = {
  1: ['/organizations'],
  2: [OWN],
  3: ['/organization'],
  4: [`${OWN}/children`],
  5: [`${OWN}/users`],
  6: [`${OWN}/users/{user}`],
  7: [`${OWN}/groups`, `${OWN}/groups/{group}`, `${OWN}/groups/{group}/members`, `${OWN}/groups/tree`],
  10: [`${OWN}/roles`, `${OWN}/role-assignments`],
  11: [`${OWN}/environments`, `${OWN}/workspaces`, `${OWN}/projects`],
  12: [`${OWN}/hosts`],
  13: [`${OWN}/access`],
  14: [`${OWN}/access-keys`, `${OWN}/access-keys/{key}`],
  15: [`${OWN}/settings?resolved=true`],
  16: [`${OWN}/customizations`],
  17: [`${OWN}/tags`],
  19: [`${OWN}/layout`],
  20: [`${OWN}/subscription`, `${OWN}/subscriptions`],
  21: [`${OWN}/entitlements`],
  22: [`${OWN}/entitlements/resolved`],
  23: [`${OWN}/platform-usage?name=WorkspaceCount&name=UserCount`],
  24: [`${OWN}/resources`],
  25: [`${OWN}/usage`],
  26: [`${OWN}/consumption`],
  27: [`${OWN}/access-log`],
  28: [`${OWN}/audit`],
  29: [`${OWN}/children-audit`],
  30: [`${OWN}/policies`],
  31: ['/organization-groups'],
  32: ['/organization-groups/{group}'],
  33: ['/organization-groups/tree'],
  35: ['/organization-groups/{group}/policies'],
  36: ['/offerings', '/offerings/{offering}', '/subscription-plans', '/subscription-plans/{plan}'],
  37: ['/stats/active-resources-by-organization-group'],
  38: ['/stats/component-usages', '/stats/component-usages-per-month'],
  39: ['/stats/service-provider-users', '/stats/service-provider-projects'],
  41: ['/policies', '/policies/{policy}', '/policy-actions'],
  45: ['/errors'],
}

/** What the systems can do, and which endpoints answer it here: every row of the specification that names one. */
const FEATURES: readonly (readonly [system: string, feature: string, endpoints: readonly number[]])[] = [
  ['Waldur', 'tree of groups and sub-groups', [33]],
  ['Waldur', 'fields of a group', [31, 32]],
  ['Waldur', 'list with name, name_exact, o, page, page_size, parent', [31]],
  ['Waldur', 'one group', [32]],
  ['Waldur', 'offerings exclusive to groups', [36]],
  ['Waldur', 'plans restricted to groups; price tiers', [36]],
  ['Waldur', 'usage limits at group level', [30, 35, 41]],
  ['Waldur', 'aggregated reporting', [37, 38, 39]],
  ['Locktera', 'one organization', [2]],
  ['Locktera', 'hierarchy', [4]],
  ['Locktera', 'access_log', [27]],
  ['Locktera', 'children_audit', [29]],
  ['Locktera', 'consumption', [26]],
  ['Locktera', 'customizations', [16]],
  ['Locktera', 'API keys', [14]],
  ['Locktera', 'tags', [17]],
  ['Locktera', '/org, stats, errors', [3, 24, 25, 45]],
  ['ComodIT', 'environments', [11]],
  ['ComodIT', 'groups', [7]],
  ['ComodIT', 'settings', [15]],
  ['ComodIT', 'access key', [13]],
  ['ComodIT', 'organizations', [1]],
  ['ComodIT', 'one organization', [2]],
  ['ComodIT', 'hosts', [12]],
  ['ComodIT', 'audit', [28]],
  ['ComodIT', 'sub-collections', [7, 11, 15]],
  ['GoodData', 'entities/organization', [3, 2]],
  ['GoodData', 'layout/organization', [19]],
  ['GoodData', 'entitlements', [21]],
  ['GoodData', 'resolveEntitlements', [22]],
  ['GoodData', 'collectUsage', [23]],
  ['UbiOps', 'users_get, users_list', [5, 6]],
  ['UbiOps', 'project roles', [10]],
  ['UbiOps', 'organizations_get', [2, 20]],
  ['UbiOps', 'organizations_list', [1]],
  ['UbiOps', 'resources counts', [24]],
  ['UbiOps', 'usage', [25]],
]

/** A token of one organization, which has no need to name it. */
const OF_ONE: Identity = { type: 'token', name: 'one', role: 'operator', organizations: new Set(['globex']) }

/** A path with the name of the first item of the list in place of what stands in braces. */
async function filled(path: string): Promise<string> {
  const at = path.indexOf('/{')
  if (at < 0) return path
  const { body } = await api.read(path.slice(0, at))
  assert.ok(body.length > 0, `${path.slice(0, at)} has nothing that could be asked for`)
  return path.replace(/\{\w+\}/, body[0].name)
}

for (const [system, feature, endpoints] of FEATURES) {
  test(`${system}: ${feature}`, async () => {
    for (const path of endpoints.flatMap((number) => ANSWERED[number] ?? [])) {
      const { status, body, text } = await api.read(await filled(path), path === '/organization' ? OF_ONE : OPERATOR)
      assert.is(status, 200, `${path}: ${text}`)
      assert.ok(body !== undefined, path)
    }
  })
}

test('every row names endpoints that are known, and service_status is what an orchestrator asks', () => {
  for (const number of FEATURES.flatMap(([, , endpoints]) => endpoints)) assert.ok(ANSWERED[number], String(number))
  const open = PLAIN.filter(({ isOpen }) => isOpen).map(({ path }) => path)
  assert.ok(open.includes('/healthz') && open.includes('/readyz'))
})

test('every status that is answered stands in the document', async () => {
  const stranger: Identity = { type: 'person', name: 'nobody@example.com', email: 'nobody@example.com' }
  const guest: Identity = { type: 'person', name: 'guest', email: 'guest@elsewhere.example' }
  const document = JSON.parse(JSON.stringify(openApiDocument(ENDPOINTS, '1.2.3')))
  const forbidden = new Set<string>()
  for (const { path, body } of ENDPOINTS) {
    if (body?.isNeeded === true) continue
    const asked = path.replace('{organization}', 'globex').replaceAll(/\{\w+\}/g, 'nothing-of-that-name')
    for (const identity of [OPERATOR, AUDITOR, stranger, guest]) {
      for (const query of ['', '?at=1970-01-01', '?unknown=1', '?user=hank']) {
        const { status } = await api.read(`${asked}${query}`, identity)
        const known = Object.keys(document.paths[`/api/v1${path}`].get.responses)
        assert.ok(known.includes(String(status)), `${status} of ${asked}${query} for ${identity.name}`)
        if (status === 403) forbidden.add(path)
      }
    }
  }
  const told = ENDPOINTS.filter(({ problems = [] }) => problems.includes(403)).map(({ path }) => path)
  // What is pending is nothing here; whom it is told has a test of its own.
  assert.equal([...forbidden, '/plan'].sort(), told.sort())
})

test('a list that is told whole says how many there are, one that comes in parts only where it goes on', async () => {
  const lists = ENDPOINTS.filter(({ type, response, body }) => type === 'list' || (response.type === 'array' && !body))
  assert.ok(lists.length > 40)
  const inParts: string[] = []
  for (const { path } of lists) {
    const own = await filled(path.replace('{organization}', 'globex'))
    const { status, headers, body } = await api.read(own)
    if (status !== 200) continue
    const count = headers.get('x-result-count')
    if (count === null) inParts.push(path)
    else assert.ok(Number(count) >= body.length, `${own}: ${count} of ${body.length}`)
  }
  assert.equal(inParts, [
    '/organizations/{organization}/access-log',
    '/organizations/{organization}/audit',
    '/organizations/{organization}/children-audit',
    '/ledger',
  ])
})

test.run()
