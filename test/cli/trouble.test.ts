import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { reportError } from '../../src/cli/exit.ts'
import type { Terminal } from '../../src/cli/terminal.ts'
import { CONFLICT_CODES, ConflictError, NOTICE_CODES, STORE_CODES, StoreError } from '../../src/model/errors.ts'
import { openFileStore } from '../../src/store/file.ts'
import { clock, inFolder, ledgerOf } from '../store/support.ts'
import { ran } from '../support/terminal.ts'

function reported(error: unknown): { readonly code: number; readonly said: string } {
  let said = ''
  const terminal = {
    err: (text: string) => {
      said += text
    },
  } as Terminal
  return { code: reportError(error, terminal), said }
}

test('trouble of the store says what, how to go on and where to read more, and ends with 74 or 73, or 1 where nothing is wrong with it', () => {
  for (const code of STORE_CODES) {
    assert.equal(reported(new StoreError(code, 'cannot write x', 'do this')), {
      code: code === 'SealedAway' ? 1 : 74,
      said: `charter: cannot write x\n  do this\n  see: charter explain ${code}\n`,
    })
  }
  for (const code of CONFLICT_CODES) {
    assert.equal(reported(new ConflictError(code, 'somebody was first', 'try again')), {
      code: 73,
      said: `charter: somebody was first\n  try again\n  see: charter explain ${code}\n`,
    })
  }
})

test('every code that a message names can be explained', async () => {
  for (const code of [...STORE_CODES, ...CONFLICT_CODES, ...NOTICE_CODES]) {
    const { code: exit, out } = await ran(['explain', code])
    assert.equal([exit, out.split(':')[0]], [0, code])
    assert.match(out, /\nFor example:\n[\s\S]*\nWhat to do:\n/)
  }
})

test('two processes at once: the second ends with 73 and says who holds the folder, since when, and what to do', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'state')
    const orgs = join(folder, 'orgs')
    mkdirSync(orgs)
    writeFileSync(join(orgs, 'acme.yaml'), ACME)
    await ledgerOf(path, ['ada'])
    const first = openFileStore({ path, mode: 'existing', clock })
    await first.open()
    const { code, err } = await ran(['apply', orgs, '--state', path, '--yes'])
    assert.is(code, 73)
    assert.match(err, new RegExp(`^charter: the state folder .*state is in use by process ${process.pid} on `))
    assert.match(
      err,
      new RegExp(`since 2026-11-02T08:00:00\\.000Z\\n {2}wait until it ends \\(\`ps -p ${process.pid}\``),
    )
    assert.match(err, /\n {2}see: charter explain Locked\n$/)
    assert.is((await ran(['get', 'users', '--state', path])).code, 0)
    await first.close()
    assert.is.not((await ran(['apply', orgs, '--state', path, '--yes'])).code, 73)
  })
})

test('the guide names every code, and every fault in its table has a test with its number', () => {
  const guide = readFileSync(new URL('../../docs/storage.md', import.meta.url), 'utf8')
  for (const code of [...STORE_CODES, ...CONFLICT_CODES, ...NOTICE_CODES])
    assert.ok(guide.includes(`| [${code}](codes.md#${code.toLowerCase()}) |`), code)
  const rows = [...guide.matchAll(/^\| (S\d\d) \|.*\| ([^|]+) \|$/gm)]
  assert.is(rows.length, 24)
  for (const [, id = '', files = ''] of rows) {
    const texts = [...files.matchAll(/`([^`]+)`/g)].map(([, name]) =>
      readFileSync(new URL(`../${name}.test.ts`, import.meta.url), 'utf8'),
    )
    const named = new RegExp(`test\\([\`'](S\\d\\d )*${id}[: ]`)
    assert.ok(
      texts.some((text) => named.test(text)),
      id,
    )
  }
})

const ACME = `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme
  users: [{name: ada, email: ada@acme.example, admin: true}]
`

test.run()
