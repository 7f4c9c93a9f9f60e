import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Entry, NewEntry } from '../../../src/model/ledger.ts'
import type { State } from '../../../src/model/state.ts'
import { createMemoryStore } from '../../../src/store/memory.ts'
import { stateDigest } from '../../../src/store/proof/digest.ts'
import { firstLine, knownRandom, ledgerLines, writeLedger } from '../../support/ledger.ts'
import { applied, contextAt, snapshotOf } from '../../support/planning.ts'
import { all } from '../support.ts'

/**
 * Makes `test/store/formats/<format>`: a ledger of the present format that leads to `examples/complete`, a copy of those
 * declarations, and what the ledger folds to. Run once for each released format (`node test/store/formats/make.ts`); what
 * is there is never made again, because later versions have to read it as it was written.
 */
const FORMAT = '1'
/** Entries longer than this are written in parts, as the store writes those of more than four million characters. */
const LIMIT = 6000

/** What stood in the declarations before: the second apply renames, updates, removes and adds. */
const BEFORE: readonly (readonly [string, string, string])[] = [
  ['globex/people.yaml', 'name: homer}', 'name: homer-s}'],
  ['globex/people.yaml', '  previousNames: [homer-s]\n', ''],
  ['globex/people.yaml', 'members: [homer]', 'members: [homer-s, mallory]'],
  ['globex/people.yaml', 'until: 2099-12-31', 'until: 2030-12-31'],
  ['globex/organization.yaml', 'displayName: Globex Corporation', 'displayName: Globex'],
  ['globex/organization.yaml', 'tags: [energy, pilot]', 'tags: [energy, trial]'],
  ['globex/organization.yaml', '  removalBudget: {fraction: 0.1, minimum: 5}\n', ''],
  ['globex/organization.yaml', 'value: eu-central', 'value: "Grüße 😀"'],
  ['installation.yaml', 'type: sector', 'type: branch'],
  ['installation.yaml', 'quotas: {cpu: 1000}', 'quotas: {cpu: 0.05}'],
]
const MORE: readonly (readonly [string, string])[] = [
  [
    'globex/people.yaml',
    '---\napiVersion: charter.sh/v1alpha1\nkind: User\nmetadata: {namespace: globex, name: mallory}\nspec: {email: mallory@globex.example}\n',
  ],
  [
    'installation.yaml',
    '---\napiVersion: charter.sh/v1alpha1\nkind: OrganizationGroup\nmetadata: {name: retired}\nspec: {displayName: Retired}\n',
  ],
]

const root = fileURLToPath(new URL('../../..', import.meta.url))
const folder = join(root, 'test/store/formats', FORMAT)
if (existsSync(folder)) throw new Error(`${folder} is there already, and stays as it is`)
const orgs = join(folder, 'orgs')
cpSync(join(root, 'examples/complete/orgs'), orgs, { recursive: true })
const { appends, state } = await applies()
const { lines, head } = ledgerLines(appends, { limit: LIMIT })
if (head.hash.length !== 64 || !lines.some((line) => line.startsWith('{"part":2,')))
  throw new Error('no entry is in parts')
writeLedger(folder, { '000001.ndjson': [firstLine(), ...lines].map((line) => `${line}\n`).join('') })
const expected = { head, resources: state.resources.size, digest: stateDigest(state) }
writeFileSync(join(folder, 'expected.json'), `${JSON.stringify(expected, null, 2)}\n`)

/** Applies the declarations as they were, and then as they are. */
async function applies(): Promise<{ readonly appends: readonly NewEntry[][]; readonly state: State }> {
  const before = mkdtempSync(join(tmpdir(), 'charter-format-'))
  const store = createMemoryStore({ random: knownRandom() })
  try {
    const old = join(before, 'orgs')
    cpSync(orgs, old, { recursive: true })
    for (const [path, now, then] of BEFORE) edit(join(old, path), (text) => text.replace(now, then))
    for (const [path, text] of MORE) edit(join(old, path), (whole) => `${whole}${text}`)
    let state = await store.open()
    const days = ['2026-11-02T08:00:00.000Z', '2026-11-03T09:30:00.125Z']
    const counts: number[] = []
    for (const [index, path] of [old, orgs].entries()) {
      const result = await applied(store, state, [await snapshotOf(path)], contextAt({ instant: days[index] ?? '' }))
      const refused = result.outcomes.filter(({ type }) => type !== 'applied' && type !== 'unchanged')
      if (refused.length > 0) throw new Error(`${path}: ${JSON.stringify(refused)}`)
      counts.push(result.state.head.seq - state.head.seq)
      state = result.state
    }
    const entries = (await all(store.entries())).map(unsealed)
    return { appends: [entries.slice(0, counts[0]), entries.slice(counts[0])], state }
  } finally {
    rmSync(before, { recursive: true })
  }
}

function edit(path: string, change: (text: string) => string): void {
  const before = readFileSync(path, 'utf8')
  const after = change(before)
  if (after === before) throw new Error(`nothing to edit in ${path}`)
  writeFileSync(path, after)
}

function unsealed({ format, seq, previous, hash, changes, ...entry }: Entry): NewEntry {
  return {
    ...entry,
    changes: changes.flatMap(({ digest, salt, ...change }) => (change.body === undefined ? [] : [change])),
  }
}
