import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { csv, csvLine } from '../../src/lib/csv.ts'

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
