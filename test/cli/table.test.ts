import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { csv, csvLine, table } from '../../src/cli/table.ts'

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

test('CSV quotes what must be quoted and ends its lines as RFC 4180 says', () => {
  assert.is(
    csv(
      ['name', 'note'],
      [
        ['ada', 'says "hi", twice'],
        ['bob', ' x '],
      ],
    ),
    'name,note\r\nada,"says ""hi"", twice"\r\nbob," x "\r\n',
  )
})

test('a cell that a spreadsheet would calculate gets an apostrophe, a number does not', () => {
  const cells = ['=1+1', '+49 30', '-2+3', '@SUM(A1)', '|calc', '\t=1', ' =1', '＝1']
  for (const cell of cells) assert.match(csvLine([cell]), /^"?'/, cell)
  assert.is(csvLine(['-5', '3.25', '-1.5', 'a=b', 'x@y']), '-5,3.25,-1.5,a=b,x@y\r\n')
})

test('one record is always one line', () => {
  assert.is(csvLine(['a\nb', 'c\r\nd', 'e\u2028f']), 'a\\u{a}b,c\\u{d}\\u{a}d,e\\u{2028}f\r\n')
})

test.run()
