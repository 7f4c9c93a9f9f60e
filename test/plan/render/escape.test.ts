import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { codeSpan, fenced, htmlText, prose } from '../../../src/plan/render/escape.ts'

test('a code span is fenced by more backticks than it holds', () => {
  assert.is(codeSpan('acme'), '`acme`')
  assert.is(codeSpan('a`b'), '``a`b``')
  assert.is(codeSpan('`a``b`'), '``` `a``b` ```')
})

test('a code span is one line of bounded length, and never empty', () => {
  assert.is(codeSpan('a\nb\tc'), '`a\\u{a}b c`')
  assert.is(codeSpan(''), '`(empty)`')
  assert.ok(codeSpan('x'.repeat(5000)).length < 210)
})

test('a fence is longer than any run of backticks inside', () => {
  assert.is(fenced('diff', ['+ ````` x']), '``````diff\n+ ````` x\n``````')
  assert.is(fenced('', ['a']), '```\na\n```')
})

test('HTML is text', () => {
  assert.is(
    htmlText(`</summary><img src="x" onerror='y'>&`),
    '&lt;/summary&gt;&lt;img src=&quot;x&quot; onerror=&#39;y&#39;&gt;&amp;',
  )
})

test('a sentence stays readable: plain words as they are, names and numbers with signs as code', () => {
  assert.is(
    prose('removes 649 of 1200 users (54 %), at most 5% may go: unknown field `emial` in user'),
    'removes 649 of 1200 users (54 `%`), at most 5% may go: unknown field `emial` in user',
  )
  assert.is(prose('did you mean `email`?'), 'did you mean `email`?')
  assert.is(prose('declared twice (`a.yaml:3` and `b.yaml:4`)'), 'declared twice (`a.yaml:3` and `b.yaml:4`)')
})

test('nothing in a sentence pings, links, refers, embeds or opens a tag', () => {
  const words = [
    '@acme/everyone',
    '#123',
    'GH-12',
    '!7',
    'https://x.example',
    'www.x.example',
    '<script>',
    '[a](b)',
    '![a](b)',
  ]
  for (const word of [
    ...words,
    '&#64;x',
    'a1b2c3d4e5f6',
    '**b**',
    'a_b_c',
    '~~x~~',
    '</details>',

    'x@y.example',
  ]) {
    assert.is(prose(`see ${word}, now`), `see \`${word}\`, now`, word)
  }
})

/** What is left of a Markdown line when its code spans are taken away, by the rule of CommonMark 6.1. */
function outsideCode(markdown: string): string {
  let rest = markdown
  let outside = ''
  for (;;) {
    const open = /`+/.exec(rest)
    if (open === null) return outside + rest
    const after = rest.slice(open.index + open[0].length)
    const close = [...after.matchAll(/`+/g)].find((run) => run[0].length === open[0].length)
    if (close === undefined) return outside + rest
    outside += rest.slice(0, open.index)
    rest = after.slice(close.index + close[0].length)
  }
}

test('whatever the text, outside of code spans there are only words and punctuation of sentences', () => {
  const nasty = fc.string({
    unit: fc.constantFrom(
      '`',
      '@',
      '#',
      '<',
      '>',
      '[',
      ']',
      '(',
      ')',
      '!',
      'a',
      '1',
      ' ',
      '\n',
      '*',
      '\\',
      '&',
      '.',
      ':',
    ),
  })
  fc.assert(
    fc.property(nasty, (text) => {
      assert.match(outsideCode(prose(text)), /^[\p{L}\p{N}\s,.;:?!()"'%-]*$/u)
      assert.is(outsideCode(codeSpan(text)), '')
      assert.is(prose(text).includes('\n'), false)
    }),
    { numRuns: 500 },
  )
})

test.run()
