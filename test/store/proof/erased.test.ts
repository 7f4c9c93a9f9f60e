import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { NewEntry } from '../../../src/model/ledger.ts'
import { withoutBodies } from '../../../src/store/line.ts'
import { createFolder, removeFolder } from '../../support/folder.ts'
import { firstLine, ledgerLines, writeLedger } from '../../support/ledger.ts'
import { tamperedLines } from '../../support/tamper.ts'
import { charterVerdict, hasPython, scriptVerdicts, type Verdict } from '../../support/verifiers.ts'
import { applied, stateIn, TIME, user } from '../support.ts'

const ADA = user('ada')
const REMOVAL = { uid: ADA.uid, kind: 'User', action: 'delete' as const, body: { key: 'User/acme/ada' } }

function erasedEntry(evidence: NewEntry['evidence'] = { uids: [ADA.uid], changes: 2, entries: [1, 2] }): NewEntry {
  return { time: TIME, type: 'erased', changes: [], evidence: evidence ?? {} }
}

const BEFORE = [[applied([ADA, user('bob')])], [applied([REMOVAL]), applied([user('finn')])]]
const AFTER = [...BEFORE, [erasedEntry()]]

/** Lines of a ledger after erasing ada in some of them; the first line is number 1. */
function erased(appends: readonly (readonly NewEntry[])[], limit?: number, only?: readonly number[]): string[] {
  const { lines } = ledgerLines(appends, limit === undefined ? {} : { limit })
  const uids = new Set([ADA.uid])
  return [firstLine(), ...lines].map((line, index) =>
    index === 0 || (only !== undefined && !only.includes(index + 1)) ? line : withoutBodies(line, uids),
  )
}

const folder = createFolder()
let count = 0

/** Both verdicts, which have to be the same; what is intact opens. */
async function verdictsOf(contents: readonly (readonly string[])[]): Promise<readonly Verdict[]> {
  const ledgers = contents.map((lines) => ({
    path: writeLedger(`${folder}/${count++}`, { '000001.ndjson': lines.map((line) => `${line}\n`).join('') }),
  }))
  const script = hasPython ? scriptVerdicts(ledgers) : undefined
  const verdicts: Verdict[] = []
  for (const [index, one] of ledgers.entries()) {
    const verdict = await charterVerdict(one)
    if (script !== undefined) assert.equal(script[index], verdict, contents[index]?.join('\n'))
    if (verdict.code === 0) await stateIn(one.path, 'readonly')
    verdicts.push(verdict)
  }
  return verdicts
}

test('bodies that an entry says were erased are no tampering, all of them or some, in one line or in parts', async () => {
  for (const limit of [undefined, 200]) {
    const { head } = ledgerLines(AFTER)
    const contents = [
      erased(AFTER, limit),
      erased(AFTER, limit, [2]),
      erased(AFTER, limit, [3]),
      erased(AFTER, limit, []),
    ]
    const intact = { code: 0, head: `${head.seq}:${head.hash}`, isUnfinished: false }
    assert.equal(
      await verdictsOf(contents),
      contents.map(() => intact),
    )
  }
  assert.not.match(erased(AFTER).join(), /acme\/ada|ada@/)
})

test('a body that no later entry says was erased is tampering, at the first place it is missing', async () => {
  const flaw = (wrong: string) => ({ code: 1, wrong, isUnfinished: false })
  const cases: readonly [readonly string[], string][] = [
    [erased(BEFORE), '1 at 000001.ndjson:2'],
    [erased(BEFORE, undefined, [3]), '2 at 000001.ndjson:3'],
    [erased([...BEFORE, [erasedEntry({ uids: [user('bob').uid] })]]), '1 at 000001.ndjson:2'],
    [erased([...BEFORE, [erasedEntry({ uids: ADA.uid })]]), '1 at 000001.ndjson:2'],
    [erased([...BEFORE, [erasedEntry({ uids: [[ADA.uid], 1, null] })]]), '1 at 000001.ndjson:2'],
    [erased([...BEFORE, [{ ...erasedEntry(), type: 'held' }]]), '1 at 000001.ndjson:2'],
    [erased([[erasedEntry()], ...BEFORE]), '2 at 000001.ndjson:3'],
    [erased([[applied([ADA])], [erasedEntry()], [applied([REMOVAL])]]), '3 at 000001.ndjson:4'],
  ]
  assert.equal(
    await verdictsOf(cases.map(([lines]) => lines)),
    cases.map(([, wrong]) => flaw(wrong)),
  )
  const inParts = await verdictsOf([erased(BEFORE, 200)])
  assert.equal(inParts, [flaw('1 at 000001.ndjson:4')])
})

test('every edit of a line whose bodies were erased, and of the entry that says so, is found at the same place', async () => {
  for (const limit of [undefined, 200]) {
    const lines = erased(AFTER, limit)
    const cases = [1, 2, lines.length - 1].flatMap((at) =>
      tamperedLines(lines[at] ?? '').map(({ text, what }) => ({
        what: `line ${at + 1}: ${what}`,
        lines: [...lines.slice(0, at), text, ...lines.slice(at + 1)],
      })),
    )
    assert.ok(cases.length > 150, String(cases.length))
    const verdicts = await verdictsOf(cases.map((one) => one.lines))
    for (const [index, { code }] of verdicts.entries()) {
      const { what = '' } = cases[index] ?? {}
      if (/"format":1→(2|10)$/.test(what)) assert.is(code, 74, what)
      else if (!/"group"/.test(what)) assert.is(code, 1, what)
    }
  }
})

test('a body without its salt, a salt without its body, and empty tabs in their place are tampering', async () => {
  const lines = erased(AFTER, undefined, [])
  const edits: readonly ((line: string) => string)[] = [
    (line) => line.replace(/\t"salt":"[0-9a-f]+",\t/, ''),
    (line) => line.replace(/\t"body":.*?,\t(?="digest")/, ''),
    (line) => line.replace(/\t"body":.*?,\t(?="digest")/, '\t\t').replace(/\t"salt":"[0-9a-f]+",\t/, '\t\t'),
  ]
  const verdicts = await verdictsOf(edits.map((edit) => lines.map((line, index) => (index === 1 ? edit(line) : line))))
  assert.equal(
    verdicts.map(({ code, wrong }) => [code, wrong]),
    edits.map(() => [1, '1 at 000001.ndjson:2']),
  )
})

test.after(() => removeFolder(folder))

test.run()
