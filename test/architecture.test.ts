import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What each folder of src/ may import (design §3); `''` are the files that stand in src/ itself. */
const CORE_BEFORE_DESIRED = ['lib', 'model', 'documents', 'schemas', 'access', 'usage']
const CORE = [...CORE_BEFORE_DESIRED, 'layouts', 'desired', 'plan', 'status']
const SOURCES_OF_TRUTH = ['lib', 'model', 'documents', 'schemas']
const ADAPTERS = ['git', 'kubernetes', 'sources', 'store', 'secrets', 'meters', 'notifications']
const EDGES = ['api', 'cluster', 'transfer']
const MAY_IMPORT: Record<string, readonly string[]> = {
  lib: [],
  model: ['lib'],
  documents: ['lib', 'model'],
  schemas: ['lib', 'model'],
  access: SOURCES_OF_TRUTH,
  usage: SOURCES_OF_TRUTH,
  layouts: CORE_BEFORE_DESIRED,
  desired: CORE_BEFORE_DESIRED,
  plan: [...CORE_BEFORE_DESIRED, 'desired'],
  status: [...CORE_BEFORE_DESIRED, 'desired', 'plan'],
  git: SOURCES_OF_TRUTH,
  kubernetes: SOURCES_OF_TRUTH,
  ...Object.fromEntries(
    ['sources', 'store', 'secrets', 'meters', 'notifications'].map((name) => [
      name,
      [...SOURCES_OF_TRUTH, 'git', 'kubernetes'],
    ]),
  ),
  ...Object.fromEntries(EDGES.map((name) => [name, [...CORE, 'git', 'kubernetes', 'secrets']])),
  config: [...CORE, ...ADAPTERS, ''],
  pass: [...CORE, ...ADAPTERS, ''],
  run: [...CORE, ...ADAPTERS, ...EDGES, 'pass', ''],
  cli: [...CORE, ...ADAPTERS, ...EDGES, 'config', 'pass', 'run', ''],
  '': [...CORE, ...ADAPTERS, ...EDGES, 'config', 'pass', 'run', 'cli', ''],
}

/** Each package has one door: a file, or a folder where the design names one. */
const DOORS: Record<string, string> = {
  'js-yaml': 'src/documents/',
  ajv: 'src/schemas/',
  'simple-git': 'src/git/',
  lowdb: 'src/store/',
  pg: 'src/store/',
  '@kubernetes/client-node': 'src/kubernetes/',
  'node-cron': 'src/schedule.ts',
  'prom-client': 'src/metrics.ts',
  fastify: 'src/api/',
  pino: 'src/lib/log.ts',
  jose: 'src/api/',
  commander: 'src/cli/',
  diff: 'src/cli/diff.ts',
}

/** The pure middle takes no clock, environment, network or promise (design §7.2). */
const PURE = ['access', 'desired', 'layouts', 'plan', 'status', 'usage']
const IMPURE = [
  /\bDate\.now\(/,
  /\bnew Date\(\)/,
  /\bMath\.random\(/,
  /\bprocess\b\.(?!stdout\b)/,
  /\bawait\b/,
  /\basync\b/,
  /from 'node:(?!crypto')/,
]

function files(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
    .sort()
}

const sources = files('src', '.ts').map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

/** What a file imports: statements at the beginning of a line, and dynamic imports. */
function importsOf(text: string): string[] {
  const patterns = [/^(?:import|export|\})[^'\n]* from '([^']+)'$/gm, /^import '([^']+)'$/gm, /\bimport\('([^']+)'\)/g]
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)]).flatMap((match) => match[1] ?? [])
}

function folderOf(path: string): string {
  const [, folder, ...rest] = path.split('/')
  return rest.length === 0 ? '' : (folder ?? '')
}

test('folders import only what stands left of them', () => {
  const breaches: string[] = []
  for (const { path, text } of sources) {
    const from = folderOf(path)
    for (const name of importsOf(text)) {
      if (!name.startsWith('.')) continue
      const target = relative(root, join(root, dirname(path), name))
      const to = folderOf(target)
      const allowed = MAY_IMPORT[from]
      if (allowed === undefined) breaches.push(`${path}: the folder ${from} is not in the table`)
      else if (target.startsWith('src/') && to !== from && !allowed.includes(to))
        breaches.push(`${path} imports ${target}`)
    }
  }
  assert.equal(breaches, [])
})

test('each package is imported through its one door', () => {
  const breaches: string[] = []
  for (const { path, text } of sources) {
    for (const name of importsOf(text)) {
      if (name.startsWith('.') || name.startsWith('node:')) continue
      const pkg = name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : (name.split('/')[0] ?? name)
      const door = DOORS[pkg]
      if (door === undefined) breaches.push(`${path} imports ${pkg}, which has no door in the table`)
      else if (!path.startsWith(door)) breaches.push(`${path} imports ${pkg}, whose door is ${door}`)
    }
  }
  assert.equal(breaches, [])
})

test('the middle is pure', () => {
  const breaches: string[] = []
  for (const { path, text } of sources) {
    if (!PURE.includes(folderOf(path))) continue
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    for (const pattern of IMPURE) if (pattern.test(code)) breaches.push(`${path}: ${pattern}`)
  }
  assert.equal(breaches, [])
})

test('no file is longer than 250 lines', () => {
  const long = sources
    .filter(({ path }) => !path.endsWith('.generated.ts'))
    .filter(({ text }) => text.split('\n').length > 251)
    .map(({ path, text }) => `${path}: ${text.split('\n').length} lines`)
  assert.equal(long, [])
})

test('there are no barrels and no utils', () => {
  const bad = sources.filter(({ path }) => /(^|\/)(index|utils?|helpers?)\.ts$/.test(path)).map(({ path }) => path)
  assert.equal(bad, [])
})

test('every test file runs', () => {
  const silent = files('test', '.test.ts').filter((path) => !/\.run\(\)/.test(readFileSync(join(root, path), 'utf8')))
  assert.equal(silent, [])
})

test.run()
