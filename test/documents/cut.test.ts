import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withoutParts } from '../../src/documents/cut.ts'
import { DEFAULT_LIMITS } from '../../src/documents/limits.ts'
import { readDocuments } from '../../src/documents/read.ts'

/** The text without parts, each named by document and pointer (`0/spec/members/1`, `1` for a whole document). */
function cut(text: string, parts: readonly string[], path = 'a.yaml'): string {
  const file = { source: 'test', path, text }
  const { documents } = readDocuments(file, DEFAULT_LIMITS)
  const cuts = parts.flatMap((part) => {
    const [index = '', ...segments] = part.split('/')
    const document = documents[Number(index)]
    return document === undefined ? [] : [{ document, pointer: segments.map((segment) => `/${segment}`).join('') }]
  })
  assert.is(cuts.length, parts.length)
  const result = withoutParts(file, documents, cuts)
  return result.type === 'cut' ? result.text : `refused ${result.cut.pointer}`
}

const block = `# people
members: # who
  # founders
  - ada # boss
  - grace

  # late
  - linus
    # linus came late
other: 1
`

test('an item of a block list goes with its line and the comments that belong to it', () => {
  assert.is(cut(block, ['0/members/0']), block.replace('  - ada # boss\n', ''))
  assert.is(cut(block, ['0/members/1']), block.replace('  - grace\n', ''))
  assert.is(cut(block, ['0/members/2']), block.replace('  - linus\n    # linus came late\n', ''))
})

test('a list that loses everything is empty, and keeps the comments around it', () => {
  assert.is(
    cut(block, ['0/members/0', '0/members/1', '0/members/2']),
    '# people\nmembers: [] # who\n  # founders\n\n  # late\nother: 1\n',
  )
  assert.is(cut('a: [x, y]\n', ['0/a/0', '0/a/1']), 'a: []\n')
  assert.is(cut('a: [ x, ]\n', ['0/a/0']), 'a: []\n')
})

test('items of several lines go whole, in every way to write them', () => {
  const text = `users:
- name: ada
  note: |
    hello

    world

- {name: bob,
   note: x}
-
  name: cy
  # of cy
- name: dee
# after
`
  assert.is(cut(text, ['0/users/0']), text.replace(/- name: ada[\s\S]*?(?=- \{)/, ''))
  assert.is(cut(text, ['0/users/1']), text.replace(/- \{name[\s\S]*?x\}\n/, ''))
  assert.is(cut(text, ['0/users/2']), text.replace('-\n  name: cy\n  # of cy\n', ''))
  assert.is(cut(text, ['0/users/3']), text.replace('- name: dee\n', ''))
  assert.is(cut(text, ['0/users/0', '0/users/2', '0/users/3']), 'users:\n- {name: bob,\n   note: x}\n# after\n')
})

test('an item of a flow list goes with one comma', () => {
  const text = 'a: [ada, "b, c", {x: 1}]\n'
  assert.is(cut(text, ['0/a/0']), 'a: ["b, c", {x: 1}]\n')
  assert.is(cut(text, ['0/a/1']), 'a: [ada, {x: 1}]\n')
  assert.is(cut(text, ['0/a/2']), 'a: [ada, "b, c"]\n')
  assert.is(cut(text, ['0/a/1', '0/a/2']), 'a: [ada]\n')
  assert.is(cut('a: [ada, bob,]\n', ['0/a/1']), 'a: [ada, ]\n')
  assert.is(cut('a: [ada,\n  bob]\n', ['0/a/1']), 'a: [ada]\n')
})

test('a flow list of lines loses lines, and keeps the comments of the others', () => {
  const text = 'a: [\n  ada, # boss\n  bob, # two\n  cy # last\n  ]\n'
  assert.is(cut(text, ['0/a/0']), text.replace('  ada, # boss\n', ''))
  assert.is(cut(text, ['0/a/2']), 'a: [\n  ada, # boss\n  bob # two\n  ]\n')
  assert.is(cut(text, ['0/a/1', '0/a/2']), 'a: [\n  ada # boss\n  ]\n')
  const json = '{\n  "a": [\n    "ada",\n    "bob"\n  ]\n}\n'
  assert.is(cut(json, ['0/a/1'], 'a.json'), '{\n  "a": [\n    "ada"\n  ]\n}\n')
})

test('a document goes with its marker and its comments', () => {
  const text = '# yaml-language-server: $schema=x\n# one\na: 1\n---\n# two\na: 2\n# end of two\n--- # three\na: 3\n'
  assert.is(cut(text, ['1']), text.replace('---\n# two\na: 2\n# end of two\n', ''))
  assert.is(cut(text, ['2']), text.replace('--- # three\na: 3\n', ''))
  assert.is(cut(text, ['0']), text.replace('# one\na: 1\n', ''))
  assert.is(cut(text, ['0', '1', '2']), '')
  assert.is(cut('# license\n\n# one\na: 1\n---\na: 2\n', ['0']), '# license\n\n---\na: 2\n')
  assert.is(cut('a: 1\n---\na: 2\n', ['0']), 'a: 2\n')
  assert.is(cut('---\na: 1\n---\na: 2\n', ['0']), '---\na: 2\n')
  assert.is(cut('a: 1\n---\n# nothing\n---\na: 2\n', ['1']), 'a: 1\n---\n# nothing\n')
})

test('lines that end with CR LF stay so', () => {
  const text = block.replaceAll('\n', '\r\n')
  assert.is(cut(text, ['0/members/1']), text.replace('  - grace\r\n', ''))
  assert.is(
    cut(text, ['0/members/0', '0/members/1', '0/members/2']).replaceAll('\r\n', ''),
    '# peoplemembers: [] # who  # founders  # lateother: 1',
  )
  assert.is(cut('a: 1\r\n---\r\na: 2\r\n', ['0']), 'a: 2\r\n')
})

test('what cannot be cut safely is refused, and never damaged', () => {
  assert.is(cut('a: &x [ada, bob]\nb: *x\n', ['0/b/0']), 'refused /b/0')
  assert.is(cut('a: &x [ada, bob]\nb: *x\n', ['0/a/0']), 'refused /a/0')
  assert.is(cut('a:\n  - &x ada\n  - bob\nb: *x\n', ['0/a/0']), 'refused /a/0')
  assert.is(cut('a: !!str x\nb: &l\n  - c\n', ['0/b/0']), 'refused /b/0')
  assert.is(cut('a: 1\n...\n---\na: 2\n', ['0']), 'a: 2\n')
  assert.is(cut('a: 1\n...\na: 2\n', ['0']), 'refused ')
})

test('any selection of any layout leaves the rest, with its comments', () => {
  const name = fc.stringMatching(/^[a-z]{1,6}$/).filter((text) => !['null', 'true', 'false'].includes(text))
  const names = fc.uniqueArray(name, { minLength: 1, maxLength: 8 })
  const layout = fc.record({
    names,
    gone: fc.array(fc.nat(7), { minLength: 1, maxLength: 8 }),
    style: fc.constantFrom('block', 'deep', 'flow', 'lines', 'inline'),
    end: fc.constantFrom('\n', '\r\n'),
    after: fc.boolean(),
  })
  fc.assert(
    fc.property(layout, ({ names: all, gone, style, end, after }) => {
      const text = written(all, style, after).replaceAll('\n', end)
      const indexes = new Set(gone.filter((index) => index < all.length))
      const result = cut(
        text,
        [...indexes].map((index) => `0/spec/list/${index}`),
      )
      assert.not.match(result, /^refused/)
      const { documents } = readDocuments({ source: 'test', path: 'a.yaml', text: result }, DEFAULT_LIMITS)
      const [value] = documents.map(({ value }) => value as { spec: { list: readonly (string | { name: string })[] } })
      const left = all.filter((_, index) => !indexes.has(index))
      assert.equal(
        value?.spec.list.map((item) => (typeof item === 'string' ? item : item.name)),
        left,
      )
      assert.ok(result.includes('# top'))
      if (style !== 'flow') for (const name of left) assert.ok(result.includes(`# of ${name}`), result)
      if (end === '\r\n') assert.not.match(result, /[^\r]\n/)
    }),
    { numRuns: 300 },
  )
})

function written(names: readonly string[], style: string, after: boolean): string {
  const tail = after ? '\n  last: true\n' : '\n'
  const head = '# top\nspec:\n  list:'
  switch (style) {
    case 'block':
      return `${head}\n${names.map((name) => `  - ${name} # of ${name}`).join('\n')}${tail}`
    case 'deep':
      return `${head}\n${names.map((name) => `    - name: ${name}\n      text: |\n        a\n\n        b # of ${name}`).join('\n\n')}${tail}`
    case 'lines':
      return `${head} [\n${names.map((name) => `    ${name}, # of ${name}`).join('\n')}\n    ]${tail}`
    case 'inline':
      return `${head}\n${names.map((name) => `    - {name: ${name}} # of ${name}`).join('\n')}${tail}`
    default:
      return `${head} [${names.join(', ')}]${tail}`
  }
}

test.run()
