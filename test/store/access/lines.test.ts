import { writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { blocksBefore, endOfLines, linesWith } from '../../../src/store/access/lines.ts'
import { createFolder } from '../../support/folder.ts'

/** Where the last line of a content ends, and its lines that hold a text, last first, with where each ends. */
async function readBack(content: string, needle: string, from = content.length) {
  const path = join(createFolder(), 'lines')
  writeFileSync(path, content)
  const handle = await open(path)
  try {
    const lines: (readonly [string, number])[] = []
    for await (const block of blocksBefore(handle, from)) {
      for (const { text, end } of linesWith(Buffer.from(needle), block)) lines.push([text, end])
    }
    return { end: await endOfLines(handle, content.length), lines }
  } finally {
    await handle.close()
  }
}

test('lines are found from the last to the first, without what has no end', async () => {
  assert.equal(await readBack('', 'x'), { end: 0, lines: [] })
  assert.equal(await readBack('x without an end', 'x'), { end: 0, lines: [] })
  assert.equal(await readBack('x1\nno\n\nx2 x\nx3', 'x'), {
    end: 12,
    lines: [
      ['x2 x', 12],
      ['x1', 3],
    ],
  })
  assert.equal((await readBack('x1\nx2\nx3\n', 'x', 6)).lines, [
    ['x2', 6],
    ['x1', 3],
  ])
})

test('lines are whole wherever a block of the file begins', async () => {
  for (const length of [1000, 1023, 1024, 1025]) {
    const lines = Array.from({ length: 700 }, (_, index) => `x${index} ${'é'.repeat(length / 2)}`)
    const found = await readBack(`${lines.join('\n')}\n`, 'x', Buffer.byteLength(`${lines.join('\n')}\n`))
    assert.equal(
      found.lines.map(([text]) => text),
      lines.toReversed(),
    )
  }
})

test('a line longer than a block counts for nothing, and those around it do', async () => {
  for (const length of [262_141, 262_142, 262_143, 262_144, 262_145, 600_000]) {
    const content = `x1\n${'y'.repeat(length)} x\nx2\n`
    const { lines } = await readBack(content, 'x')
    const short = lines.map(([text]) => text).filter((text) => text.length < 1000)
    assert.equal([length, short.filter((text) => /^x\d$/.test(text))], [length, ['x2', 'x1']])
  }
})

test.run()
