import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Head } from '../../src/model/state.ts'
import { openFileStore } from '../../src/store/file.ts'
import { applied, checkpointIn, clock, inFolder, ledgerIn, ledgerOf, uidFor, user } from '../store/support.ts'
import { firstLine, ledgerLines, writeLedger } from '../support/ledger.ts'
import { ran } from '../support/terminal.ts'

const HASH = '[0-9a-f]{64}'

async function inState(
  run: (path: string, state: Awaited<ReturnType<typeof ledgerOf>>) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const path = join(folder, 'state')
    await run(path, await ledgerOf(path, ['ada', 'bob'], [applied([user('eve')]), applied([user('finn')])]))
  })
}

test('verify says what was checked, and the head', async () => {
  await inState(async (path, { head }) => {
    const { code, out, err } = await ran([
      ...['ledger', 'verify', '--state', path, '--replay', '--head', `${head.seq}:${head.hash}`],
    ])
    assert.equal([code, err], [0, ''])
    const expected = [
      '^intact: 4 entries with 4 changes in 1 file',
      '  000001\\.ndjson: entries 1 to 4',
      '  every entry follows the one before it and matches its hash, and every body matches its digest',
      '  entry 4 is the one whose hash was published',
      `  folded from nothing the entries give the stored state, digest ${HASH}`,
      `head 4:${head.hash}\n$`,
    ]
    assert.match(out, new RegExp(expected.join('\n')))
  })
})

test('verify names the first bad entry, its place, and what was expected and found', async () => {
  await inState(async (path) => {
    writeFileSync(ledgerIn(path), readFileSync(ledgerIn(path), 'utf8').replace('bob@acme', 'eve@acme'))
    const { code, out } = await ran(['ledger', 'verify', '--state', path])
    assert.is(code, 1)
    const expected = [
      '^tampered: entry 2 at 000001\\.ndjson:3 the body of change 1 does not match its digest',
      `  expected ${HASH}`,
      `  found    ${HASH}`,
      `  intact up to 1:${HASH}\n$`,
    ]
    assert.match(out, new RegExp(expected.join('\n')))
    const { flaw, result, head } = JSON.parse((await ran(['ledger', 'verify', '--state', path, '-o', 'json'])).out)
    assert.equal([result, head.seq, flaw.seq, flaw.file, flaw.line], ['tampered', 1, 2, '000001.ndjson', 3])
    assert.match(flaw.expected, new RegExp(`^${HASH}$`))
    assert.is.not(flaw.expected, flaw.found)
  })
})

test('verify shows what was put in without letting it move the cursor', async () => {
  await inState(async (path) => {
    writeFileSync(ledgerIn(path), `${readFileSync(ledgerIn(path), 'utf8')}{"\u001b[2J":1}\n`)
    const { out } = await ran(['ledger', 'verify', '--state', path])
    assert.not.match(out, /\u001b/)
    const text = readFileSync(ledgerIn(path), 'utf8')
    writeFileSync(ledgerIn(path), text.replace('"seq":0}', '"seq":0,"\u202e":1}'))
    const header = await ran(['ledger', 'verify', '--state', path])
    assert.is(header.code, 1)
    assert.match(header.out, /found {4}\{"format":1,"ledger":"charter","previous":"","seq":0,"\\u\{202e\}":1\}/)
  })
})

test('verify says where an append was not finished', async () => {
  await inState(async (path) => {
    const text = readFileSync(ledgerIn(path), 'utf8')
    writeFileSync(ledgerIn(path), text.slice(0, -30))
    const { code, out } = await ran(['ledger', 'verify', '--state', path, '--replay'])
    assert.is(code, 0)
    assert.match(
      out,
      /^intact: 3 entries[\s\S]*ends in an append that was not finished, from line 5 on[\s\S]*\nhead 3:/,
    )
  })
})

test('S18: verify ends with 1 where the ledger is cut below its checkpoint, or is not the one of it', async () => {
  await inState(async (path, { head }) => {
    const verified = (...words: readonly string[]) => ran(['ledger', 'verify', '--state', path, ...words])
    const text = readFileSync(ledgerIn(path), 'utf8')
    const backup = join(path, '..', 'backup')
    cpSync(path, backup, { recursive: true })
    const store = openFileStore({ path, mode: 'existing', clock })
    const more = await store.append([applied([user('gil')])], (await store.open()).head)
    await store.close()
    const longer = readFileSync(ledgerIn(path), 'utf8')
    const whole = await verified('--replay')
    assert.is(whole.code, 0)
    assert.match(whole.out, /\n {2}entry 5 is the one that the checkpoint beside it was made after\n/)
    writeFileSync(ledgerIn(path), text)
    for (const words of [[], ['--replay']]) {
      const { code, out } = await verified(...words)
      assert.is(code, 1)
      const message = 'is the end, though the checkpoint beside it was made after more'
      assert.is(
        out,
        `tampered: entry 5 at 000001.ndjson:5 ${message}\n  expected entry 5\n  found    entry 4\n  intact up to 4:${head.hash}\n`,
      )
    }
    const { result, checkpoint } = JSON.parse((await verified('-o', 'json')).out)
    assert.equal([result, checkpoint], ['tampered', more.head])
    writeFileSync(ledgerIn(path), longer.slice(0, -30))
    assert.match((await verified()).out, /^tampered: entry 5 .* is the end, though the checkpoint/)
    const other = openFileStore({ path: backup, mode: 'existing', clock })
    await other.append([applied([user('mallory')])], (await other.open()).head)
    await other.close()
    cpSync(ledgerIn(backup), ledgerIn(path))
    const { code, out } = await verified()
    assert.is(code, 1)
    assert.match(
      out,
      /^tampered: entry 5 at 000001\.ndjson:6 is not the entry that the checkpoint beside it was made after\n/,
    )
    for (const content of [
      '',
      '{}\n',
      readFileSync(checkpointIn(path), 'utf8').replace(/"format":\d+/, '"format":9'),
    ]) {
      writeFileSync(checkpointIn(path), content)
      assert.is((await verified()).code, 0)
    }
  })
})

test('verify takes no lock and runs beside who holds it', async () => {
  await inState(async (path) => {
    writeFileSync(join(path, 'lock'), 'somebody')
    assert.is((await ran(['ledger', 'verify', '--state', path, '--replay'])).code, 0)
    assert.is(readFileSync(join(path, 'lock'), 'utf8'), 'somebody')
  })
})

test('replay of a ledger without entries is the empty state', async () => {
  await inFolder(async (folder) => {
    await ledgerOf(join(folder, 'state'), [])
    const { code, out } = await ran(['ledger', 'verify', '--state', join(folder, 'state'), '--replay'])
    assert.is(code, 0, out)
    assert.match(out, /^intact: 0 entries with 0 changes in 1 file\n {2}000001\.ndjson: no entry\n[\s\S]*\nhead 0:\n$/)
  })
})

test('replay finds entries that stand in the chain and cannot be applied', async () => {
  await inFolder(async (folder) => {
    const removal = {
      uid: uidFor('nobody'),
      kind: 'User',
      action: 'delete' as const,
      body: { key: 'User/acme/nobody' },
    }
    const { lines } = ledgerLines([[applied([user('ada')])], [applied([removal])]])
    const path = writeLedger(join(folder, 'state'), { '000001.ndjson': `${[firstLine(), ...lines].join('\n')}\n` })
    assert.is((await ran(['ledger', 'verify', '--state', path])).code, 0)
    const { code, out } = await ran(['ledger', 'verify', '--state', path, '--replay'])
    assert.is(code, 1)
    assert.match(out, /^tampered: entry 2 at 000001\.ndjson:3 cannot be applied: entry 2 changes User\/acme\/nobody/)
  })
})

test('verify exits 74 where there is nothing to verify, and 2 where a head is written wrongly', async () => {
  await inState(async (path) => {
    assert.is((await ran(['ledger', 'verify', '--state', `${path}/nowhere`])).code, 74)
    mkdirSync(join(path, 'empty', 'ledger'), { recursive: true })
    assert.is((await ran(['ledger', 'verify', '--state', join(path, 'empty')])).code, 74)
    for (const head of ['12', '1:abc', `0:${'0'.repeat(64)}`, `01:${'0'.repeat(64)}`]) {
      const { code, err } = await ran(['ledger', 'verify', '--state', path, '--head', head])
      assert.is(code, 2, head)
      assert.match(err, /--head takes <number>:<hash>/)
    }
    assert.is((await ran(['ledger', 'verify', '--state', path, '--head', '0:'])).code, 0)
    assert.is((await ran(['ledger', 'verify', '--state', path, '-o', 'yaml'])).code, 2)
    assert.is((await ran(['ledger', 'verify'])).code, 2)
  })
})

test('head prints what verify takes', async () => {
  await inState(async (path, { head }) => {
    const { out } = await ran(['ledger', 'head', '--state', path])
    assert.is(out, `4:${head.hash}\n`)
    assert.equal(JSON.parse((await ran(['ledger', 'head', '--state', path, '-o', 'json'])).out), head)
    const other = `4:${'0'.repeat(64)}`
    assert.is((await ran(['ledger', 'verify', '--state', path, '--head', out.trim()])).code, 0)
    assert.is((await ran(['ledger', 'verify', '--state', path, '--head', other])).code, 1)
    assert.is((await ran(['ledger', 'head', '--state', `${path}/nowhere`])).code, 74)
  })
})

test('show prints entries as they are, one or a range, as an array or line by line', async () => {
  await inState(async (path, { head }) => {
    const [one, ...others] = JSON.parse((await ran(['ledger', 'show', '4', '--state', path])).out)
    assert.equal([one.seq, one.hash, others.length], [4, head.hash, 0])
    assert.is(one.changes[0].body.key, 'User/acme/finn')
    const numbers = async (...words: readonly string[]): Promise<readonly number[]> =>
      JSON.parse((await ran(['ledger', 'show', '--state', path, ...words])).out).map(({ seq }: { seq: number }) => seq)
    assert.equal(await numbers(), [1, 2, 3, 4])
    assert.equal(await numbers('--from', '2', '--to', '3'), [2, 3])
    assert.equal(await numbers('--to', '2'), [1, 2])
    assert.equal(await numbers('--from', '3', '--to', '99'), [3, 4])
    assert.equal(await numbers('--to', '99'), [1, 2, 3, 4])
    const lines = (await ran(['ledger', 'show', '--state', path, '-o', 'ndjson'])).out.trimEnd().split('\n')
    const stored = readFileSync(ledgerIn(path), 'utf8').trimEnd().split('\n').slice(1)
    assert.equal(
      lines,
      stored.map((line) => line.replaceAll('\t', '').replace(/"group":\d+,/, '')),
    )
  })
})

test('show refuses an entry that is not there, and what is no number', async () => {
  await inState(async (path) => {
    const absent = await ran(['ledger', 'show', '5', '--state', path])
    assert.equal([absent.code, absent.out], [1, ''])
    assert.match(absent.err, /there is no entry 5, the newest is entry 4/)
    for (const words of [['0'], ['x'], ['1', '--from', '1'], ['--from', '3', '--to', '2'], ['-o', 'text']])
      assert.is((await ran(['ledger', 'show', '--state', path, ...words])).code, 2, words.join(' '))
  })
})

test('S18: an older folder restored whole looks intact, and only a published head shows that it is old', async () => {
  await inState(async (path, { head }) => {
    const backup = join(path, '..', 'backup')
    cpSync(path, backup, { recursive: true })
    const store = openFileStore({ path, mode: 'existing', clock })
    const more = await store.append([applied([user('gil')])], (await store.open()).head)
    await store.close()
    const verified = (newest: Head) =>
      ran(['ledger', 'verify', '--state', backup, '--head', `${newest.seq}:${newest.hash}`])
    assert.is((await verified(head)).code, 0)
    const { code, out } = await verified(more.head)
    assert.is(code, 1)
    assert.match(out, /^tampered: entry 5 at 000001\.ndjson:5 is the end, though more was published\n/)
  })
})

test.run()
