import { visible } from '../../lib/text.ts'
import { cutToWidth } from './width.ts'

const NAME_MOST = 200

/** Text from outside, cut to `most` columns, as a Markdown code span: nothing in it is markup, a mention, an issue or a link. */
export function codeSpan(text: string, most = NAME_MOST): string {
  const shown = cutToWidth(visible(text).replaceAll('\t', ' '), most)
  if (shown.trim() === '') return '`(empty)`'
  const ticks = '`'.repeat(longestRun(shown) + 1)
  const space = shown.startsWith('`') || shown.endsWith('`') ? ' ' : ''
  return `${ticks}${space}${shown}${space}${ticks}`
}

/** Lines as a fenced block; the fence is longer than any run of backticks inside, so that nothing inside can close it. */
export function fenced(language: string, lines: readonly string[]): string {
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1))
  return [`${fence}${language}`, ...lines, fence].join('\n')
}

function longestRun(text: string): number {
  let longest = 0
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  return longest
}

/** Text inside an HTML element, as `<summary>`, where Markdown is not read. */
export function htmlText(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return visible(text).replace(/[&<>"']/g, (character) => entities[character] ?? '')
}

// Letters and digits with punctuation that no Markdown, mention, reference or automatic link begins with.
const PLAIN_WORD = /^[("']*[\p{L}\p{N}]+(?:['-][\p{L}]+)*%?[)"',.;:?!]*$/u
const OBJECT_NAME = /^[("']*[0-9a-f]{7,}[)"',.;:?!]*$/i

/**
 * A sentence with names in it, as Markdown: plain words stay words, what stands in backticks and every other word becomes
 * a code span. So no text of a message can open a tag, ping a person, link, or start a command of the forge.
 */
export function prose(text: string): string {
  const parts = visible(text).split(/`([^`]*)`/)
  const pieces = parts.map((part, index) => {
    if (index % 2 === 1) return codeSpan(part)
    return part
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => (PLAIN_WORD.test(word) && !OBJECT_NAME.test(word) ? word : punctuated(word)))
      .join(' ')
  })
  return joined(pieces)
}

/** A word as a code span, with closing punctuation left outside of it. */
function punctuated(word: string): string {
  if (/^(?:[,.;:?!)]+|\()$/.test(word)) return word
  const closing = word.includes('(') ? /^(.*?[^,.;:?!])([,.;:?!]*)$/s : /^(.*?[^,.;:?!)])([,.;:?!)]*)$/s
  const [, name = word, tail = ''] = closing.exec(word) ?? []
  return `${codeSpan(name)}${tail}`
}

/** Pieces with one space between them, none before closing punctuation or after an opening parenthesis. */
function joined(pieces: readonly string[]): string {
  return pieces
    .filter((piece) => piece !== '')
    .reduce(
      (text, piece) =>
        text === '' || text.endsWith('(') || /^[,.;:?!)]/.test(piece) ? text + piece : `${text} ${piece}`,
      '',
    )
}
