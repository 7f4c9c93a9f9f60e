import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { table } from '../../src/cli/table.ts'

test('columns are aligned, numbers to the right, without spaces at the end of a line', () => {
  const columns = [{ header: 'NAME' }, { header: 'USERS', align: 'right' as const }, { header: 'STATUS' }]
  assert.is(
    table(columns, [
      ['acme', '1200', 'Ready'],
      ['b', '7', ''],
    ]),
    ['NAME   USERS   STATUS', 'acme    1200   Ready', 'b          7', ''].join('\n'),
  )
})

test('wide characters, emoji and combining marks keep the columns straight', () => {
  const rows = [
    ['漢字', 'x'],
    ['👍🏽', 'x'],
    ['e\u0301', 'x'],
    ['plain', 'x'],
  ]
  assert.is(
    table([{ header: 'NAME' }, { header: 'X' }], rows),
    ['NAME    X', '漢字    x', '👍🏽      x', 'e\u0301       x', 'plain   x', ''].join('\n'),
  )
})

test('a cell is cut at its width and cannot break the line or move the cursor', () => {
  assert.is(table([{ header: 'N', most: 6 }], [['abcdefgh'], ['a\u001b[2J'], ['a\tb']]), 'N\nabcde…\na\\u{1…\na b\n')
})

test('a row may be shorter than the header', () => {
  assert.is(table([{ header: 'A' }, { header: 'B' }], [['x']]), 'A   B\nx\n')
})

test.run()
