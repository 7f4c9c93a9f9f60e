const NARROW = /^[\x20-\x7e]*$/
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]+$/u
const EMOJI = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|[0-9#*]\ufe0f\u20e3/u
// East Asian Wide and Fullwidth (Unicode UAX #11); wide emoji are covered by EMOJI.
const WIDE =
  /^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]/u

let segmenter: Intl.Segmenter | undefined

/** The grapheme clusters of a text; the tables behind them cost a third of a whole command, so they wait for such a text. */
function segmentsOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return segmenter.segment(text)
}

/** One character as a reader sees it (a grapheme cluster), with the UTF-16 index at which it starts. */
export interface Character {
  readonly text: string
  readonly index: number
}

/** The characters of a text as a reader counts them: `é` of two code points is one, so is an emoji with its skin tone. */
export function charactersOf(text: string): readonly Character[] {
  if (NARROW.test(text)) return Array.from(text, (character, index) => ({ text: character, index }))
  return Array.from(segmentsOf(text), ({ segment, index }) => ({ text: segment, index }))
}

function characterWidth(character: string): number {
  if (ZERO.test(character)) return 0
  return WIDE.test(character) || EMOJI.test(character) ? 2 : 1
}

/** How many terminal columns a text without control characters takes: wide characters and emoji two, combining marks none. */
export function widthOf(text: string): number {
  if (NARROW.test(text)) return text.length
  let width = 0
  for (const { segment } of segmentsOf(text)) width += characterWidth(segment)
  return width
}

/** The text with spaces after it (or before it, `'right'`) up to a width; a wider text stays as it is. */
export function padded(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)))
  return align === 'left' ? text + space : space + text
}

/** The text cut to at most `most` columns, with `…` where something is missing; characters are never split. */
export function cutToWidth(text: string, most: number): string {
  if (text.length <= most && widthOf(text) <= most) return text
  let width = 0
  let kept = ''
  for (const { segment } of segmentsOf(text)) {
    width += characterWidth(segment)
    if (width > most) return `${trimmedTo(kept, most - 1)}…`
    kept += segment
  }
  return kept
}

function trimmedTo(text: string, most: number): string {
  const characters = charactersOf(text).map((character) => character.text)
  while (characters.length > 0 && widthOf(characters.join('')) > most) characters.pop()
  return characters.join('')
}

/** The columns of the widest of these texts, at most `most`. */
export function widest(texts: Iterable<string>, most = Number.POSITIVE_INFINITY): number {
  let width = 0
  for (const text of texts) width = Math.max(width, widthOf(text))
  return Math.min(width, most)
}
