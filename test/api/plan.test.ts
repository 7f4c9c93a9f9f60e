import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { PLAN } from '../../src/api/routes/planschema.ts'
import { shownBy } from '../../src/api/schema.ts'
import type { SourceStatus } from '../../src/model/status.ts'
import { planValue } from '../../src/plan/render/json.ts'
import type { PlanReport } from '../../src/plan/render/report.ts'
import { reportOf } from '../../src/plan/report.ts'
import { beginStatus } from '../../src/status/status.ts'
import { everything } from '../plan/render/scenes.ts'
import { impactOn } from '../plan/render/support.ts'
import { AUDITOR, INSTANT, OPERATOR, openApi, person } from '../support/api.ts'
import { running } from '../support/controller.ts'
import { createFolder, removeFolder } from '../support/folder.ts'
import { installationWith, textSnapshot } from '../support/installation.ts'
import { ran } from '../support/terminal.ts'

const head = 'apiVersion: charter.sh/v1alpha1\n'
const organization = (name: string, admins: readonly string[], more = ''): string =>
  `${head}kind: Organization\nmetadata: {name: ${name}}\nspec:\n  displayName: ${name}\n${more}  users:\n${admins
    .map((admin) => `    - {name: ${admin}, email: ${admin}@${name}.example, admin: true}\n`)
    .join('')}`

const SETTINGS =
  '  settings: [{key: region, value: eu}, {key: password, secret: true, secretRef: {env: ACME_PASSWORD}}]\n'
const MOVED =
  '  settings: [{key: region, value: us}, {key: password, secret: true, secretRef: {env: OTHER_PASSWORD}}]\n'
const TEXTS = {
  'acme.yaml': organization('acme', ['ada', 'alan', 'annie'], SETTINGS),
  'globex.yaml': organization('globex', ['grace', 'guido'], '  minAdmins: 1\n'),
  'initech.yaml': organization('initech', ['ian'], '  minAdmins: 1\n'),
}
const NEXT = {
  // Everybody who could administer it is somebody else now: held, and a person decides.
  'acme.yaml': organization('acme', ['eve', 'ed'], MOVED),
  // One that is taken out with all that is in it: held, and a person decides.
  'initech.yaml': organization('initech', ['ian'], '  minAdmins: 1\n'),
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)

const LOCAL: SourceStatus = { name: 'local', place: 'orgs', holds: [], conditions: [] }

async function opened(next: Readonly<Record<string, string>>) {
  const api = await openApi(TEXTS)
  await api.apply(next)
  api.publish(api.state(), { sources: [LOCAL], isReady: true })
  return api
}

test('the plan is what the last pass left, as the command line tells it', async () => {
  const api = await opened(NEXT)
  const { status, body, headers } = await api.read('/plan')
  assert.is(status, 200)
  assert.ok(headers.get('charter-revision'))
  assert.equal(
    body.units.map((unit: { unit: string; holds: readonly { code: string }[] }) => [
      unit.unit,
      ...unit.holds.map(({ code }) => code),
    ]),
    [
      ['organization/acme', 'AdminsReplaced'],
      ['organization/globex', 'OrganizationDelete'],
    ],
  )
  const installation = await installationWith(TEXTS)
  assert.equal(body, JSON.parse(JSON.stringify(planValue(reportOf(installation.plan([textSnapshot(NEXT)]))))))
  await api.close()
})

test('a plan that is too long to be sent whole is told as it is made, and is the same', async () => {
  const installation = await installationWith(TEXTS)
  const report = reportOf(installation.plan([textSnapshot(NEXT)]))
  const [first] = report.plans
  if (first === undefined) throw new Error('there is a plan')
  const people = range(900).map((person) => {
    const own = range(200).map((place): readonly [string, string, string] => [`user-${person}`, 'VIEW', `lab-${place}`])
    return impactOn({ gained: own })
  })
  const long = { ...report, impacts: new Map([[first, people.flatMap((one) => [...one])]]) }
  const api = await openApi(TEXTS, { now: () => ({ ...view, pending: () => told }) })
  const view = {
    state: api.state(),
    status: beginStatus({ version: '0', startedAt: INSTANT, sources: [] }, api.state()),
    instant: INSTANT,
  }
  let told: PlanReport = report
  const short = await api.read('/plan')
  assert.ok(short.headers.get('etag'))
  told = long
  const { status, headers, text } = await api.read('/plan?fields=units')
  assert.is(status, 200)
  assert.is(headers.get('etag'), null)
  assert.match(headers.get('content-type') ?? '', /^application\/json/)
  assert.ok(text.length > 16 * 1024 * 1024)
  assert.is(text, `${JSON.stringify({ units: planValue(long).units })}\n`)
  assert.is((await api.read('/plan?fields=units', OPERATOR, { method: 'HEAD' })).text, '')
  await api.close()
})

test('the schema of the endpoint lists everything that a plan can say', () => {
  const value = JSON.parse(JSON.stringify(planValue(everything())))
  assert.equal(shownBy(PLAN, value), value)
})

test('what is wrong is told with what is held, and nothing of what is in force', async () => {
  const api = await opened({
    ...TEXTS,
    'globex.yaml': organization('globex', ['grace', 'guido'], '  minAdmins: 1\n  colour: red\n'),
  })
  const { body } = await api.read('/plan')
  assert.equal(body.units, [])
  assert.equal(
    body.problems.map(({ code, unit }: { code: string; unit: string }) => `${code} ${unit}`),
    ['UnknownField organization/globex'],
  )
  assert.equal(body.summary, { add: 0, change: 0, remove: 0, rename: 0, held: 0, invalid: 1 })
  await api.apply(TEXTS)
  assert.equal((await api.read('/plan')).body.problems, [])
  await api.close()
})

test('whoever manages an organization is told of that one alone', async () => {
  const api = await opened(NEXT)
  const as = async (path: string, email: string) => api.read(path, person(email))
  const units = async (path: string, email: string): Promise<readonly string[]> =>
    (await as(path, email)).body.units.map(({ unit }: { unit: string }) => unit)
  assert.equal(await units('/plan', 'ada@acme.example'), ['organization/acme'])
  assert.equal(await units('/plan?organization=acme', 'ada@acme.example'), ['organization/acme'])
  assert.equal(await units('/plan', 'ian@initech.example'), [])
  assert.is((await as('/plan?organization=globex', 'ada@acme.example')).status, 404)
  assert.is((await as('/plan?organization=nobody', 'ada@acme.example')).status, 404)
  assert.equal(await units('/plan', 'nobody@example.org'), [])
  const one = await api.read('/plan?organization=globex')
  assert.equal(
    one.body.units.map(({ unit }: { unit: string }) => unit),
    ['organization/globex'],
  )
  assert.is((await api.read('/plan?organization=nobody')).status, 404)
  await api.close()
})

test('a source is told what it has to do with; one that is not there is refused', async () => {
  const api = await opened(NEXT)
  api.publish(api.state(), { sources: [LOCAL, { ...LOCAL, name: 'other' }] })
  assert.is((await api.read('/plan?source=local')).body.units.length, 2)
  assert.is((await api.read('/plan?source=other')).body.units.length, 0)
  const { status, body } = await api.read('/plan?source=locla')
  assert.is(status, 400)
  assert.is(body.detail, 'the parameter source names a source: local, other')
  await api.close()
})

test('a source that is held as a whole is told to those who see everything', async () => {
  const api = await opened({})
  const { body } = await api.read('/plan')
  assert.equal(
    body.holds.map(({ code, scope }: { code: string; scope: object }) => [code, scope]),
    [['EmptySource', { type: 'source', source: 'local' }]],
  )
  assert.equal((await api.read('/plan', person('ada@acme.example'))).body.holds, [])
  assert.equal((await api.read('/plan?organization=acme')).body.holds, [])
  await api.close()
})

test('an auditor is told what changes, and no setting nor where a secret stands', async () => {
  const api = await opened(NEXT)
  const whole = await api.read('/plan')
  assert.match(whole.text, 'OTHER_PASSWORD')
  const { status, text, body } = await api.read('/plan', AUDITOR)
  assert.is(status, 200)
  assert.not.match(text, 'PASSWORD')
  assert.not.match(text, '"us"')
  assert.equal(
    body.units.map(({ digest }: { digest: string }) => digest),
    whole.body.units.map(({ digest }: { digest: string }) => digest),
  )
  assert.equal(body.units[0].access, whole.body.units[0].access)
  await api.close()
})

test('before the first look after a start nothing is known', async () => {
  const api = await openApi(TEXTS)
  const { status, body } = await api.read('/plan')
  assert.is(status, 503)
  assert.is(body.detail, 'no pass is over since the program was started: ask again in a moment')
  await api.close()
})

test('what a person approves is pending no more', async () => {
  const folder = createFolder(TEXTS)
  await running(
    [{ name: 'local', folder }],
    async ({ controller, state, pass }) => {
      const token = readFileSync(controller.tokenPath ?? '', 'utf8').trim()
      const plan = async () => {
        const answer = await fetch(`${controller.http}/api/v1/plan`, { headers: { authorization: `Bearer ${token}` } })
        assert.is(answer.status, 200)
        return (await answer.json()) as { units: { unit: string; digest: string }[]; summary: { held: number } }
      }
      assert.equal((await plan()).units, [])
      rmSync(join(folder, 'globex.yaml'))
      await pass()
      const { units, summary } = await plan()
      assert.equal(
        units.map(({ unit }) => unit),
        ['organization/globex'],
      )
      assert.is(summary.held, 1)
      assert.is((await ran(['approve', units[0]?.digest ?? '', '--state', state])).code, 0)
      await pass()
      assert.equal((await plan()).units, [])
    },
    { http: { host: '127.0.0.1', port: 0 } },
  )
  removeFolder(folder)
})

test.run()
