import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  defaultFormat,
  formatProblems,
  PROBLEM_FORMATS,
  type ProblemFormat,
} from '../../../src/cli/problems/formats.ts'
import type { ProblemReport } from '../../../src/cli/problems/report.ts'
import { plainStyle } from '../../../src/plan/render/style.ts'
import { file, golden, problem } from '../../plan/render/support.ts'
import { flood, scene } from './scene.ts'

function as(format: ProblemFormat, report: ProblemReport): Promise<string> {
  return formatProblems(report, format, plainStyle)
}

function one(parts: Parameters<typeof problem>[0]): ProblemReport {
  return { totals: { files: 1, resources: 1, organizations: 1 }, texts: [], groups: [{ problems: [problem(parts)] }] }
}

const cluster = { source: 'cluster', uid: '6f1c', generation: 4 }

test('the forge whose job it is decides the form, else it is text', () => {
  assert.is(defaultFormat({}), 'text')
  assert.is(defaultFormat({ GITHUB_ACTIONS: 'true' }), 'github')
  assert.is(defaultFormat({ GITLAB_CI: 'true' }), 'gitlab')
  assert.is(defaultFormat({ GITHUB_ACTIONS: 'false', CI: 'true' }), 'text')
})

test('every form of one scene reads like this', async () => {
  for (const format of ['json', 'github', 'gitlab', 'sarif'] as const) {
    golden(import.meta.url, `problems.${format}.txt`, await as(format, scene()))
  }
})

test('no form shows the secret that stands beside a mistake', async () => {
  for (const format of PROBLEM_FORMATS) assert.not.match(await as(format, scene()), /hunter2/)
})

test('no form lets a message or a path print control characters', async () => {
  const hostile = 'a\u001b[2J\u009b\u202e\n::error::forged'
  for (const format of PROBLEM_FORMATS) {
    const text = await as(
      format,
      one({ message: hostile, help: hostile, notes: [hostile], origin: file(hostile, 1, 1) }),
    )
    assert.not.match(text, /[\u001b\u009b\u202e]|^::error::forged/m, format)
  }
})

test('JSON is versioned and complete', async () => {
  const value = JSON.parse(await as('json', flood(200, 100)))
  assert.is(value.format_version, '1.0')
  assert.equal(value.summary, { errors: 200, warnings: 100, files: 1, resources: 0, organizations: 0 })
  assert.is(value.problems.length, 300)
  assert.is(value.problems[0].place, 'a.yaml:1:1')
})

test('annotations of GitHub escape what would end them', async () => {
  const report = one({
    message: '50% of `a,b`: wrong\r\nindeed',
    help: 'x',
    origin: file('odd,name:1%.yaml', 3, 7),
    length: 5,
  })
  assert.is(
    await as('github', report),
    '::error file=odd%2Cname%3A1%25.yaml,line=3,col=7,endColumn=12,title=UnknownField' +
      '::50%25 of `a,b`: wrong\\u{d}\\u{a}indeed%0Ahelp: x\n::notice title=charter::1 error in 1 file\n',
  )
})

test('GitHub gets ten of each kind and a notice that says how many are missing', async () => {
  const lines = (await as('github', flood(15, 12))).trimEnd().split('\n')
  assert.is(lines.filter((line) => line.startsWith('::error ')).length, 10)
  assert.is(lines.filter((line) => line.startsWith('::warning ')).length, 10)
  assert.is(
    lines.at(-1),
    '::notice title=charter::15 errors and 12 warnings in 1 file; 7 of them not annotated, `charter validate --format text` shows all',
  )
})

test('GitLab gets a unique fingerprint for each finding, and the same ones in every run', async () => {
  const same = problem({ origin: file('a.yaml', 3) })
  const report: ProblemReport = {
    ...flood(20, 0),
    groups: [{ problems: [same, { ...same, origin: file('a.yaml', 9) }] }],
  }
  const [first, second] = JSON.parse(await as('gitlab', report))
  assert.is.not(first.fingerprint, second.fingerprint)
  assert.equal(JSON.parse(await as('gitlab', report))[0], first)
  const moved: ProblemReport = { ...report, groups: [{ problems: [{ ...same, origin: file('a.yaml', 5) }] }] }
  assert.is(JSON.parse(await as('gitlab', moved))[0].fingerprint, first.fingerprint)
})

test('GitLab gets severities it knows, and a path also for an object of a cluster', async () => {
  const [secret] = JSON.parse(await as('gitlab', one({ code: 'SecretInline', origin: cluster })))
  assert.is(secret.severity, 'blocker')
  assert.is(secret.location.path, 'kubernetes/uid 6f1c, generation 4, cluster')
  assert.is(JSON.parse(await as('gitlab', one({ severity: 'warning' })))[0].severity, 'minor')
  assert.equal(await as('gitlab', { ...scene(), groups: [] }), '[]\n')
})

test('SARIF has a rule for each result, relative escaped paths and places in range', async () => {
  const report = one({ origin: file('orgs/a b#1.yaml', 3, 7), length: 5 })
  const { version, runs } = JSON.parse(await as('sarif', report))
  assert.is(version, '2.1.0')
  const [result] = runs[0].results
  assert.is(runs[0].tool.driver.rules[result.ruleIndex].id, result.ruleId)
  assert.equal(result.locations[0].physicalLocation, {
    artifactLocation: { uri: 'orgs/a%20b%231.yaml', uriBaseId: '%SRCROOT%' },
    region: { startLine: 3, startColumn: 7, endColumn: 12 },
  })
  assert.match(result.partialFingerprints.primaryLocationLineHash, /^[0-9a-f]{64}:1$/)
})

test('SARIF names objects of a cluster, and never holds more than GitHub takes', async () => {
  const [result] = JSON.parse(await as('sarif', one({ origin: cluster }))).runs[0].results
  assert.is(result.locations[0].logicalLocations[0].fullyQualifiedName, 'uid 6f1c, generation 4, cluster')
  const [run] = JSON.parse(await as('sarif', flood(5001, 10))).runs
  assert.is(run.results.length, 5000)
  assert.is(
    run.invocations[0].toolExecutionNotifications[0].message.text,
    '11 more problems are left out of this report',
  )
})

test('paths are those of the repository where the source is a folder of it', async () => {
  const report = { ...one({ origin: file('a.yaml', 1, 1) }), folders: new Map([['main', 'config']]) }
  assert.match(await as('text', report), /--> config\/a\.yaml:1:1/)
  assert.match(await as('github', report), /file=config\/a\.yaml,/)
  assert.is(JSON.parse(await as('gitlab', report))[0].location.path, 'config/a.yaml')
  assert.match(await as('sarif', report), /"uri": "config\/a\.yaml"/)
})

test.run()
