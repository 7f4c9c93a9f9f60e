import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { KINDS } from '../../src/model/resource.ts'
import { planPass } from '../../src/plan/pass.ts'
import { createMemoryStore } from '../../src/store/memory.ts'
import { applied, contextAt, snapshotOf } from '../support/planning.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folders = readdirSync(join(root, 'examples')).filter((name) => existsSync(join(root, 'examples', name, 'orgs')))

for (const name of folders) {
  test(`examples/${name} applies without a word, and then nothing is left to do`, async () => {
    const snapshot = await snapshotOf(join(root, 'examples', name, 'orgs'))
    const store = createMemoryStore()
    const { pass, state } = await applied(store, await store.open(), [snapshot])
    const said = [...pass.desired.problems, ...[...pass.desired.units.values()].flatMap(({ problems }) => problems)]
    assert.equal(
      said.map(({ code, message }) => `${code}: ${message}`),
      [],
    )
    assert.equal(
      pass.plans.flatMap(({ holds }) => holds),
      [],
    )
    assert.equal(planPass([snapshot], state, contextAt()).plans, [])
  })
}

test('examples/complete has a document of every kind', async () => {
  const { documents } = await snapshotOf(join(root, 'examples/complete/orgs'))
  const kinds = new Set(documents.map(({ value }) => value.kind))
  assert.equal(
    KINDS.filter((kind) => !kinds.has(kind)),
    [],
  )
})

test('every link of the documentation leads to a file', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    'examples/README.md',
    'examples/monorepo/README.md',
    'schemas/README.md',
    ...markdownIn('docs'),
  ]
  const broken = pages.flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8')
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].flatMap((match) => match[1] ?? [])
    return links.filter((link) => !existsSync(join(root, dirname(page), link))).map((link) => `${page}: ${link}`)
  })
  assert.equal(broken, [])
})

function markdownIn(folder: string): string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  return names.filter((name) => name.endsWith('.md')).map((name) => join(folder, name))
}

test.run()
