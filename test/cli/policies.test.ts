import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { policies } from '../../src/cli/policies.ts'
import type { Sample } from '../../src/model/usage.ts'
import { openFileStore } from '../../src/store/file.ts'
import { openSamples } from '../../src/store/samples.ts'
import { all } from '../store/support.ts'
import { createFolder, type Files, removeFolder, writeFiles } from '../support/folder.ts'
import { clockAt } from '../support/planning.ts'
import { sample } from '../support/samples.ts'
import { secretsOfComplete } from '../support/secrets.ts'
import { drawn, ran } from '../support/terminal.ts'

const head = 'apiVersion: charter.sh/v1alpha1\nkind: '

const installation = (limit: number) =>
  [
    `${head}OrganizationGroup\nmetadata: {name: universities}\nspec: {displayName: Universities}\n`,
    `${head}Offering\nmetadata: {name: compute}\nspec: {displayName: Compute, components: [{type: cpu}, {type: disk}]}\n`,
    `${head}SubscriptionPlan\nmetadata: {name: basic}\nspec: {displayName: Basic, offering: compute, prices: {cpu: "0.10"}}\n`,
    `${head}UsagePolicy\nmetadata: {name: together}\nspec:\n  type: usage\n  scope: {offering: compute}\n  organizationGroups: [universities]\n  componentLimits: [{component: disk, limit: 5, period: year}, {component: cpu, limit: ${limit}}]\n  actions: [notify_organization_owners, block_creation_of_new_resources]\n`,
    `${head}UsagePolicy\nmetadata: {name: budget}\nspec: {type: cost, scope: {organization: globex}, period: total, limitCost: "0.5", actions: [request_pausing]}\n`,
  ].join('---\n')

function organization(name: string, ...lines: readonly string[]): string {
  const spec = [
    `displayName: The ${name}`,
    'organizationGroups: [universities]',
    'users: [{name: ada, admin: true}]',
    'subscriptions: [{name: main, plan: basic, startDate: "2020-01-01", endDate: never}]',
    ...lines,
  ]
  return `${head}Organization\nmetadata: {name: ${name}}\nspec:\n${spec.map((line) => `  ${line}\n`).join('')}`
}

const files = (limit = 10, ...lines: readonly string[]): Files => ({
  'installation.yaml': installation(limit),
  'acme.yaml': organization('acme', ...lines),
  'globex.yaml': organization('globex'),
})
const LAB = 'workspaces: [{name: lab, type: project, displayName: Lab}]'

interface Around {
  readonly folder: string
  readonly state: string
  /** Applies these files. */
  apply(files: Files): ReturnType<typeof ran>
  add(samples: readonly Sample[]): Promise<void>
  shown(...words: readonly string[]): ReturnType<typeof ran>
}

const test = suite<Around>('policies')

test.before.each(async (context) => {
  const folder = createFolder()
  const [orgs, state] = [join(folder, 'orgs'), join(folder, 'state')]
  const apply: Around['apply'] = (declared) => {
    writeFiles(orgs, declared)
    return ran(['apply', orgs, '--state', state, '--yes'])
  }
  Object.assign(context, {
    folder,
    state,
    apply,
    add: (samples: readonly Sample[]) => openSamples({ folder: state }).add(samples),
    shown: (...words: readonly string[]) => ran(['policies', ...words, '--state', state]),
  })
  assert.is((await apply(files())).code, 0)
})

test.after.each(({ folder }) => removeFolder(folder))

const cells = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ {3,}/))

/** Made when it is asked for: this file is loaded minutes before its tests run, and a month may end between the two. */
const now = (): string => new Date().toISOString()
const used = (): readonly Sample[] => [sample(now(), 7), sample(now(), 4, { organization: 'globex' })]
const TOGETHER = 'offering compute, groups universities'
const ACTIONS = 'block_creation_of_new_resources, notify_organization_owners'

/** Types and evidence of the entries of policies. */
async function policyEntries(state: string) {
  const store = openFileStore({ path: state, mode: 'readonly', clock: clockAt(now()) })
  try {
    await store.open()
    const entries = (await all(store.entries())).filter(({ type }) => type === 'policy')
    return entries.map(({ evidence = {} }) => [evidence.fired, evidence.exceeded])
  } finally {
    await store.close()
  }
}

test('what fires is recorded by the next apply, holds new resources, and is reset when the limit is raised', async ({
  state,
  apply,
  add,
}) => {
  await add(used())
  const first = await apply(files(10, 'description: Research'))
  assert.is(first.err, 'usage policy together has fired: cpu 11, limit 10 in a month; it affects 2 organizations\n')
  assert.is(first.code, 0)
  const held = await apply(files(10, 'description: Research', LAB))
  assert.is(held.code, 3)
  assert.match(
    held.out,
    /held\[PolicyBlocked\]: usage policy together \(cpu 11, limit 10 in a month\) has fired for acme/,
  )
  const raised = await apply(files(11, 'description: Research', LAB))
  assert.equal(
    [raised.code, raised.err],
    [20, 'usage policy together is reset: no value is greater than its limit any more\n'],
  )
  assert.is((await apply(files(11, 'description: Research', LAB))).code, 0)
  const exceeded = [{ component: 'cpu', period: 'month', current: '11', limit: '10' }]
  assert.equal(await policyEntries(state), [
    [true, exceeded],
    [false, undefined],
  ])
  assert.is((await ran(['ledger', 'verify', '--state', state, '--replay'])).code, 0)
})

test('what is over by the time of an apply blocks nothing of it', async ({ apply, add }) => {
  const start = now()
  await add([sample(start, 7), sample(now(), 4, { organization: 'globex' })])
  await apply(files(10, 'description: Research'))
  await add([sample(start, 1)])
  const { code, err } = await apply(files(10, 'description: Research', LAB))
  assert.equal([code, err], [0, 'usage policy together is reset: no value is greater than its limit any more\n'])
})

test('samples that cannot be read are warned of, and stop nothing', async ({ state, apply, add }) => {
  await add(used())
  await apply(files(10, 'description: Research'))
  rmSync(join(state, 'usage'), { recursive: true })
  writeFileSync(join(state, 'usage'), '')
  const { code, err } = await apply(files(10, 'description: Astronomy'))
  assert.is(code, 0)
  assert.match(err, /^warning: usage policies are not evaluated: .*usage is not a folder; move it away\n/)
  assert.equal((await policyEntries(state)).length, 1)
})

test('a fired policy is approved like every hold', async ({ state, apply, add }) => {
  await add(used())
  await apply(files(10, 'description: Research'))
  const held = await apply(files(10, 'description: Research', LAB))
  const [, digest = ''] = /charter approve ([0-9a-f]{12})/.exec(held.out) ?? []
  assert.is((await ran(['approve', digest, '--state', state])).code, 0)
  assert.is((await apply(files(10, 'description: Research', LAB))).code, 0)
})

test('a table shows each limit, what is used of it, and what the ledger does not know yet', async ({
  apply,
  add,
  shown,
}) => {
  await add(used())
  const header = [
    'POLICY',
    'SCOPE',
    'TYPE',
    'COMPONENT',
    'PERIOD',
    'CURRENT',
    'LIMIT',
    'USE',
    'STATE',
    'FIRED SINCE',
    'AFFECTS',
    'ACTIONS',
  ]
  const before = await shown()
  assert.equal([before.code, before.err], [0, ''])
  assert.equal(cells(before.out), [
    header,
    ['budget', 'organization globex', 'cost', 'total', '0.4', '0.5', '80 %', '1', 'request_pausing'],
    ['together', TOGETHER, 'usage', 'cpu', 'month', '11', '10', '110 %', 'will fire', '2', ACTIONS],
    ['together', TOGETHER, 'usage', 'disk', 'year', '0', '5', '0 %', '2', ACTIONS],
  ])
  await apply(files())
  const [, , cpu = [], disk = []] = cells((await shown()).out)
  assert.equal([disk[7], cpu[8]], ['0 %', 'fired'])
  assert.match(cpu[9] ?? '', /^20\d\d-/)
  assert.is(disk[8], cpu[9])
})

test('a policy, an organization and what has fired can be asked for', async ({ apply, add, shown }) => {
  const named = async (...words: readonly string[]) => [
    ...new Set(
      cells((await shown(...words)).out)
        .slice(1)
        .map(([name]) => name),
    ),
  ]
  assert.equal(await named(), ['budget', 'together'])
  assert.equal(await named('budget'), ['budget'])
  assert.equal(await named('--organization', 'acme'), ['together'])
  assert.equal(await named('--organization', 'globex'), ['budget', 'together'])
  assert.equal(await named('--fired'), [])
  await add(used())
  await apply(files())
  assert.equal(await named('--fired'), ['together'])
})

test("JSON has the window, the ledger's word and the organizations, and CSV no bars", async ({ apply, add, shown }) => {
  await add(used())
  await apply(files())
  const [budget, together] = JSON.parse((await shown('-o', 'json')).out).policies
  assert.equal([budget.fired, budget.exceeded, budget.measures[0].windowStart], [false, false, undefined])
  assert.equal([together.fired, together.exceeded, together.organizations], [true, true, ['acme', 'globex']])
  assert.equal(together.firedBy, [{ component: 'cpu', period: 'month', current: '11', limit: '10' }])
  assert.is(together.measures[0].windowStart, `${now().slice(0, 7)}-01T00:00:00Z`)
  assert.match((await shown('together', '-o', 'csv')).out, /^POLICY,SCOPE,.*\r\ntogether,/)
})

test('another moment has the values of its own window', async ({ add, shown }) => {
  await add([sample(now(), 100)])
  const current = async (...at: readonly string[]) =>
    JSON.parse((await shown('together', '-o', 'json', ...at)).out).policies[0].measures[0].current
  assert.equal([await current('--at', '2099-03-31'), await current()], ['0', '100'])
})

test('a name that is not there is refused', async ({ shown }) => {
  const unknown = await shown('togethr')
  assert.equal(
    [unknown.code, unknown.err],
    [1, 'charter: there is no usage policy `togethr`, did you mean `together`?\n'],
  )
  const other = await shown('--organization', 'acne')
  assert.equal([other.code, other.err], [1, 'charter: there is no organization `acne`, did you mean `acme`?\n'])
})

test('on a terminal use is drawn as a bar', async ({ state, add }) => {
  await add(used())
  const { terminal, shown: drawing } = drawn(200)
  assert.is(await policies(undefined, { state, output: 'table' }, terminal), 0)
  assert.match(drawing(), /████████░░ 80 %/)
  assert.match(drawing(), /██████████ 110 %/)
})

test('docs/policies.md shows what the command prints', async ({ folder }) => {
  const state = join(folder, 'complete')
  const orgs = fileURLToPath(new URL('../../examples/complete/orgs', import.meta.url))
  assert.is((await ran(['apply', orgs, '--state', state, '--yes'], secretsOfComplete())).code, 0)
  const page = readFileSync(new URL('../../docs/policies.md', import.meta.url), 'utf8')
  const [, command = '', table] = /<!-- example -->\n```console\n\$ charter (.*)\n([^`]*)```/.exec(page) ?? []
  assert.is((await ran(command.replace('--state state', `--state ${state}`).split(' '))).out, table)
})

test.run()
