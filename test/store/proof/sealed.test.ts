import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { NewEntry } from '../../../src/model/ledger.ts'
import type { Head } from '../../../src/model/state.ts'
import { createFolder, removeFolder } from '../../support/folder.ts'
import { firstLine, ledgerLines, writeLedger } from '../../support/ledger.ts'
import { charterVerdict, hasPython, scriptVerdicts, type Verdict } from '../../support/verifiers.ts'
import { applied, TIME, user } from '../support.ts'

type Evidence = NonNullable<NewEntry['evidence']>

const folder = createFolder()
let count = 0

/** Two files, the second of which ends with a seal of the first, or with what is given in its place. */
function filesOf(
  change: (evidence: Evidence) => NewEntry['evidence'] = (evidence) => evidence,
  type: NewEntry['type'] = 'sealed',
) {
  const first = ledgerLines([[applied([user('ada')])], [applied([user('bob')])]])
  const { head } = first
  const second = ledgerLines([[applied([user('cleo')])]], { head })
  const evidence = change({ segment: 1, ...head, until: TIME, state: 'a'.repeat(64) })
  const entry = { time: TIME, type, changes: [], ...(evidence === undefined ? {} : { evidence }) }
  const third = ledgerLines([[entry]], { head: second.head })
  return { first: first.lines, second: [...second.lines, ...third.lines], middle: head, last: third.head }
}

function textOf(head: Head | undefined, lines: readonly string[]): string {
  return [firstLine(head), ...lines].map((line) => `${line}\n`).join('')
}

interface Case {
  readonly files: Readonly<Record<string, string>>
  readonly published?: Head
}

async function verdictsOf(cases: readonly Case[]): Promise<readonly Verdict[]> {
  const ledgers = cases.map(({ files, published }) => ({
    path: writeLedger(`${folder}/${count++}`, files),
    ...(published === undefined ? {} : { published }),
  }))
  const script = hasPython ? scriptVerdicts(ledgers) : undefined
  const verdicts: Verdict[] = []
  for (const [index, one] of ledgers.entries()) {
    const verdict = await charterVerdict(one)
    if (script !== undefined) assert.equal(script[index], verdict, `case ${index}`)
    verdicts.push(verdict)
  }
  return verdicts
}

const SEALED = filesOf()
const INTACT = { code: 0, head: `${SEALED.last.seq}:${SEALED.last.hash}`, isUnfinished: false }

function wrong(place: string): Verdict {
  return { code: 1, wrong: place, isUnfinished: false }
}

test('a ledger whose first file is sealed is intact with it and without it', async () => {
  const { first, second, middle, last } = SEALED
  const rest = { '000002.ndjson': textOf(middle, second) }
  const other = { seq: middle.seq, hash: '0'.repeat(64) }
  const verdicts = await verdictsOf([
    { files: { '000001.ndjson': textOf(undefined, first), ...rest } },
    { files: rest },
    { files: rest, published: last },
    { files: rest, published: middle },
    { files: rest, published: other },
    { files: rest, published: { seq: 1, hash: '0'.repeat(64) } },
    { files: rest, published: { seq: 9, hash: '0'.repeat(64) } },
  ])
  assert.equal(verdicts.slice(0, 4), [INTACT, INTACT, INTACT, INTACT])
  assert.equal(verdicts.slice(4), [
    wrong('3 at 000002.ndjson:1'),
    { code: 74, isUnfinished: false },
    wrong('5 at 000002.ndjson:3'),
  ])
})

test('files that are missing are tampering without an entry that seals exactly what stood before', async () => {
  const missing = wrong('1 at 000001.ndjson:1')
  const cases: readonly [ReturnType<typeof filesOf>, Verdict][] = [
    [filesOf(undefined, 'held'), missing],
    [filesOf(() => undefined), missing],
    [filesOf((evidence) => ({ ...evidence, seq: 1 })), missing],
    [filesOf(({ hash, ...evidence }) => evidence), missing],
    [filesOf((evidence) => ({ ...evidence, seq: '2' })), missing],
    [filesOf((evidence) => ({ ...evidence, hash: '0'.repeat(64) })), wrong('4 at 000002.ndjson:3')],
    [filesOf((evidence) => ({ ...evidence, seq: 3 })), wrong('4 at 000002.ndjson:3')],
  ]
  const verdicts = await verdictsOf(
    cases.map(([{ second, middle }]) => ({ files: { '000002.ndjson': textOf(middle, second) } })),
  )
  assert.equal(
    verdicts,
    cases.map(([, verdict]) => verdict),
  )
})

test('a first line that names another entry, or none, and a gap between files are tampering', async () => {
  const { first, second, middle } = SEALED
  const forged = { seq: middle.seq, hash: 'b'.repeat(64) }
  const verdicts = await verdictsOf([
    { files: { '000002.ndjson': textOf(forged, second) } },
    { files: { '000002.ndjson': textOf({ seq: 1, hash: middle.hash }, second) } },
    { files: { '000002.ndjson': second.map((line) => `${line}\n`).join('') } },
    { files: { '000002.ndjson': textOf(undefined, first) } },
    { files: { '000001.ndjson': textOf(undefined, first), '000003.ndjson': textOf(middle, second) } },
    { files: { '000002.ndjson': textOf(middle, []) } },
  ])
  assert.equal(verdicts, [
    wrong('3 at 000002.ndjson:2'),
    wrong('2 at 000002.ndjson:2'),
    wrong('1 at 000002.ndjson:1'),
    wrong('1 at 000001.ndjson:1'),
    wrong('3 at 000002.ndjson:1'),
    wrong('1 at 000001.ndjson:1'),
  ])
})

test.after(() => removeFolder(folder))

test.run()
