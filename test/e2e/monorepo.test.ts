import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readConfig } from '../../src/config/read.ts'
import { DEFAULT_LIMITS } from '../../src/documents/limits.ts'
import { readDocuments } from '../../src/documents/read.ts'
import type { Json } from '../../src/model/resource.ts'
import { isLate } from '../../src/status/status.ts'
import { running } from '../support/controller.ts'
import { createFolder } from '../support/folder.ts'
import { type Comment, createForge } from '../support/forge.ts'
import { ran } from '../support/terminal.ts'

const example = fileURLToPath(new URL('../../examples/monorepo', import.meta.url))
const WORKFLOW = '.github/workflows/charter.yaml'
const PIPELINE = '.gitlab-ci.yml'
const MARKER = '<!-- charter-plan -->'

/** A YAML file of the example as a value; `any` shape, since it is another tool's. */
function yaml<T>(path: string): T {
  const text = readFileSync(join(example, path), 'utf8')
  const { documents, problems } = readDocuments({ source: 'test', path, text }, DEFAULT_LIMITS)
  assert.equal(problems, [], path)
  return documents[0]?.value as T
}

interface Workflow {
  readonly jobs: { readonly plan: { readonly steps: readonly { readonly uses?: string; readonly run?: string }[] } }
}
interface Pipeline {
  readonly plan: { readonly before_script: readonly string[]; readonly script: readonly string[] }
}

function stringsOf(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : []
}

test('every command of the CI files is one of charter’s, with options that it takes', async () => {
  const readme = readFileSync(join(example, 'README.md'), 'utf8')
  const texts = [WORKFLOW, PIPELINE, '.pre-commit-config.yaml'].flatMap((path) => stringsOf(yaml(path)))
  const lines = [...texts, readme].flatMap((text) => text.split('\n'))
  const commands = lines.flatMap((line) => [...line.matchAll(/^charter ([a-z]+)([^>|;&]*)/g)])
  assert.is(commands.length, 8)
  for (const [line, command = '', rest = ''] of commands) {
    const { code, out } = await ran([command, '--help'])
    assert.is(code, 0, line)
    for (const option of rest.match(/(?<= )--?[a-z-]+/g) ?? []) assert.match(out, new RegExp(`[ ,]${option}[ ,]`), line)
  }
})

test('nothing but checkout and setup-node is used of others', () => {
  const uses = yaml<Workflow>(WORKFLOW).jobs.plan.steps.flatMap(({ uses }) => uses ?? [])
  assert.equal(uses, ['actions/checkout@v4', 'actions/setup-node@v4'])
})

const git = (folder: string, ...words: readonly string[]) =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=Ada', '-c', 'user.email=ada@acme.example', ...words], {
    env: { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    encoding: 'utf8',
  }).trim()

/** The example as a forge has it at `main`, and a clone of it with a branch. */
function cloned(): { readonly origin: string; readonly clone: string } {
  const [origin, clone] = [createFolder(), createFolder()]
  cpSync(example, origin, { recursive: true })
  git(origin, 'init', '-q', '-b', 'main')
  git(origin, 'add', '.')
  git(origin, 'commit', '-qm', 'Begin')
  git(clone, 'clone', '-q', origin, '.')
  git(clone, 'checkout', '-qb', 'change')
  return { origin, clone }
}

function edited(clone: string, path: string, edit: (text: string) => string): void {
  writeFileSync(join(clone, path), edit(readFileSync(join(clone, path), 'utf8')))
  git(clone, 'commit', '-qam', 'Change')
}

const PEOPLE = 'orgs/teams/team-bio/people.yaml'
const rename = (text: string) => text.replace('displayName: Laboratory', 'displayName: The laboratory')

interface Surroundings {
  readonly clone: string
  readonly bin: string
  readonly variables: Readonly<Record<string, string>>
}

/** Runs a shell text as a runner does, and gives its exit code and output. */
function shell(text: string, { clone, bin, variables }: Surroundings) {
  const env = { PATH: `${bin}:${process.env.PATH}`, HOME: clone, GIT_CONFIG_GLOBAL: '/dev/null', ...variables }
  const { status, stdout, stderr } = spawnSync('bash', ['-eo', 'pipefail', '-c', text], {
    cwd: clone,
    env,
    encoding: 'utf8',
  })
  return { code: status, said: stdout + stderr }
}

/** Runs the steps of the workflow that a pull request runs, one after another; gives the exit code of each. */
function workflow(clone: string, bin: string): readonly (number | null)[] {
  const variables = {
    GITHUB_BASE_REF: 'main',
    GITHUB_STEP_SUMMARY: join(clone, '.git/summary.md'),
    GITHUB_API_URL: 'https://api.github.example',
    GITHUB_REPOSITORY: 'example/organizations',
    PULL_REQUEST: '7',
    COMMENT_TOKEN: 'token-canary',
  }
  const steps = yaml<Workflow>(WORKFLOW).jobs.plan.steps.flatMap(({ run }) => run ?? [])
  return steps.map((text) => shell(text, { clone, bin, variables }).code)
}

const STRANGER: Comment = { id: 1, author: 'mallory', body: `${MARKER}\nnothing to see` }

test('the GitHub workflow keeps one comment up to date, and leaves those of others alone', () => {
  const { clone } = cloned()
  const others = Array.from({ length: 150 }, (_, index) => ({ ...STRANGER, id: index + 1 }))
  const { bin, comments, calls } = createForge(others)
  edited(clone, PEOPLE, rename)
  assert.equal(workflow(clone, bin), [0, 0, 0, 0])
  const first = comments()[150]
  assert.match(first?.body ?? '', /^<!-- charter-plan -->\n[\s\S]*The laboratory/)
  assert.is(readFileSync(join(clone, '.git/summary.md'), 'utf8'), first?.body)
  edited(clone, PEOPLE, (text) => text.replace('The laboratory', 'The laboratory "of $HOME"'))
  assert.equal(workflow(clone, bin), [0, 0, 0, 0])
  assert.is(comments().length, 151)
  assert.match(comments()[150]?.body ?? '', /The laboratory \\?"of \$HOME/)
  assert.equal(comments().slice(0, 150), others)
  for (const { header, words } of calls()) {
    assert.is(header, 'Authorization: Bearer token-canary')
    assert.not.match(words.join(' '), /canary/)
  }
})

test('what is held is told and fails nothing, what is invalid is told and fails', () => {
  const { clone } = cloned()
  const { bin, comments } = createForge()
  edited(clone, PEOPLE, (text) => text.replace('email: barbara@', 'emial: barbara@'))
  assert.equal(workflow(clone, bin), [0, 1, 1, 0])
  assert.match(comments()[0]?.body ?? '', /UnknownField/)
  git(clone, 'rm', '-rq', 'orgs/teams', 'orgs/platform')
  git(clone, 'commit', '-qm', 'Remove everyone')
  assert.is(workflow(clone, bin)[2], 0)
  assert.is(comments().length, 1)
  assert.match(comments()[0]?.body ?? '', /EmptySource/)
})

test('the GitLab pipeline does the same, and without a token says nothing', () => {
  const { clone } = cloned()
  const { bin, comments, calls } = createForge([STRANGER])
  const { before_script, script } = yaml<Pipeline>(PIPELINE).plan
  const variables = {
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
    CI_API_V4_URL: 'https://gitlab.example/api/v4',
    CI_PROJECT_ID: '12',
    CI_MERGE_REQUEST_IID: '7',
  }
  const pipeline = (more: Record<string, string> = {}) =>
    shell([...before_script, ...script].join('\n'), { clone, bin, variables: { ...variables, ...more } })
  edited(clone, PEOPLE, rename)
  assert.is(pipeline().code, 0)
  assert.equal(calls(), [])
  const token = { COMMENT_TOKEN: 'token-canary' }
  for (const _ of [1, 2]) assert.is(pipeline(token).code, 0)
  assert.is(comments().length, 2)
  assert.match(comments()[1]?.body ?? '', /The laboratory/)
  assert.equal(
    calls().flatMap(({ method, url, header }) => (method === 'GET' ? [] : [[method, url.slice(30), header]])),
    [
      ['POST', 'projects/12/merge_requests/7/notes', 'PRIVATE-TOKEN: token-canary'],
      ['PUT', 'projects/12/merge_requests/7/notes/2', 'PRIVATE-TOKEN: token-canary'],
    ],
  )
  edited(clone, PEOPLE, (text) => text.replace('email: barbara@', 'emial: barbara@'))
  assert.is(pipeline(token).code, 1)
  assert.match(comments()[1]?.body ?? '', /UnknownField/)
})

test('the controller applies the example from its two sources, and a team no more than it may', async () => {
  const reading = readConfig(join(example, 'charter-run.yaml'), {})
  if (reading.type !== 'config') return assert.unreachable(reading.problems.map(({ message }) => message).join('\n'))
  const { origin } = cloned()
  const sources = reading.config.sources.map(({ from, ...source }) => {
    if (from.type !== 'git') return source
    const { auth: _, webhook: __, ...rest } = from
    return { ...source, git: { ...rest, url: origin, allowLocal: true } }
  })
  await running(sources, async (one) => {
    assert.equal(
      one
        .status()
        .units.filter(isLate)
        .map(({ unit }) => unit),
      [],
    )
    assert.is(one.controller.turns.state().resources.size, 13)
    edited(
      origin,
      PEOPLE,
      (text) => `${text}---\napiVersion: charter.sh/v1alpha1\nkind: License\nmetadata: {name: other}\nspec: {}\n`,
    )
    await one.pass()
    const { problems, units } = await one.pass()
    const told = one.log.filter(({ msg }) => msg === 'set aside')
    assert.equal(
      told.map(({ source, code }) => [source, code]),
      [['teams', 'KindNotAllowed']],
    )
    assert.equal(
      problems.map(({ code }) => code),
      ['KindNotAllowed'],
    )
    assert.is(
      units.every(({ result }) => result === 'unchanged'),
      true,
    )
  })
})

test.run()
