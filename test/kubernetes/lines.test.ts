import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { linesOf } from '../../src/kubernetes/lines.ts'

async function linesIn(chunks: readonly string[], mostBytes = 100): Promise<readonly (string | undefined)[]> {
  async function* stream() {
    for (const chunk of chunks) yield Buffer.from(chunk, 'latin1')
  }
  const lines: (string | undefined)[] = []
  for await (const line of linesOf(stream(), mostBytes)) lines.push(line)
  return lines
}

test('lines are whole wherever the stream is cut, also inside a character', async () => {
  assert.equal(await linesIn(['a\nb', 'c\n\n', 'd']), ['a', 'bc', ''])
  assert.equal(await linesIn(['zo\xc3', '\xab\n']), ['zoë'])
  assert.equal(await linesIn(['', '\n']), [''])
})

test('a line that is too long ends the stream, whether its end has come or not', async () => {
  assert.equal(await linesIn(['a\n', 'b'.repeat(101)]), ['a', undefined])
  assert.equal(await linesIn([`${'b'.repeat(101)}\nc\n`]), [undefined])
  assert.equal(await linesIn([`${'b'.repeat(60)}`, `${'b'.repeat(41)}\nc\n`]), [undefined])
  assert.equal(await linesIn([`${'b'.repeat(60)}`, `${'b'.repeat(40)}\nc\n`]), ['b'.repeat(100), 'c'])
})

test.run()
