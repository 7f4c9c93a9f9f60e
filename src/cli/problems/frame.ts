import { segmentsOf } from '../../lib/pointer.ts'
import { shortened, visible } from '../../lib/text.ts'
import type { Problem, Related } from '../../model/problem.ts'
import type { Origin } from '../../model/resource.ts'
import type { Style } from '../../plan/render/style.ts'
import type { Lines } from './lines.ts'
import type { Places } from './place.ts'
import { type Snippet, snippetOf } from './snippet.ts'

/** What a frame needs besides its problem: the texts, how places are written, and the dress. */
export interface FrameContext {
  readonly lines: Lines
  readonly places: Places
  readonly style: Style
}

interface Part {
  readonly arrow: '-->' | ':::'
  readonly place: string
  readonly line: number | undefined
  readonly snippet: Snippet | undefined
  readonly mark: '^' | '-'
  readonly words: string
}

const WORDS_MOST = 1000

/**
 * One problem with the line it is about, a caret below it, related places, help and notes, as rustc draws them
 * (experience §1.6). Without the text it names the object and the field. No trailing newline.
 */
export function problemFrame(problem: Problem, context: FrameContext): string {
  const { style } = context
  const parts = [
    mainPart(problem, context),
    ...(problem.related ?? []).map((place) => relatedPart(problem, place, context)),
  ]
  const gutter = Math.max(1, ...parts.map(({ line }) => String(line ?? '').length))
  const bar = style.dim(`${' '.repeat(gutter)} |`)
  const paint = problem.severity === 'error' ? style.error : style.warning
  const head = `${paint(`${problem.severity}[${problem.code}]`)}${style.bold(`: ${shown(problem.message)}`)}`
  const body = parts.flatMap((part) => partLines(part, gutter, { bar, style, paint }))
  const remarks = remarkLines(problem).map((line) => `${' '.repeat(gutter + 1)}${line}`)
  return [head, ...body, bar, ...remarks].join('\n')
}

function shown(text: string): string {
  return visible(shortened(text, WORDS_MOST)).replaceAll('\t', ' ')
}

function mainPart(problem: Problem, context: FrameContext): Part {
  const { origin, pointer, length, label } = problem
  const words = label === undefined ? '' : shown(label)
  const line = 'path' in origin ? origin.line : undefined
  const place = context.places.full(origin) + (line === undefined && pointer !== '' ? ` at ${visible(pointer)}` : '')
  const snippet = mayHoldSecret(problem) ? secretSnippet(problem) : lineSnippet(origin, length, context)
  return { arrow: '-->', place, line: snippet === undefined ? undefined : line, snippet, mark: '^', words }
}

function relatedPart(problem: Problem, { origin, message }: Related, context: FrameContext): Part {
  // A related place of an inline secret may be the same secret again, and no pointer tells its key.
  const snippet = problem.code === 'SecretInline' ? undefined : lineSnippet(origin, undefined, context)
  const line = snippet !== undefined && 'path' in origin ? origin.line : undefined
  return { arrow: ':::', place: context.places.full(origin), line, snippet, mark: '-', words: shown(message) }
}

function lineSnippet(origin: Origin, length: number | undefined, { lines }: FrameContext): Snippet | undefined {
  const line = lines.at(origin)
  return line === undefined || !('path' in origin) ? undefined : snippetOf(line, { column: origin.column, length })
}

/** What is wrong about a reference to a secret may be that the secret stands in it: `{env: hunter2!}`. */
function mayHoldSecret({ code, pointer }: Problem): boolean {
  return code === 'SecretInline' || (code === 'InvalidField' && REFERENCE.test(pointer))
}

const REFERENCE = /Ref\/env$|\/(?:generate|writeTo)$/

/** An inline secret shows its key and a mask; its line is never read, so that no form of writing can leak it. */
function secretSnippet({ origin, pointer }: Problem): Snippet | undefined {
  if (!('path' in origin)) return undefined
  const last = segmentsOf(pointer).at(-1) ?? ''
  const key = last === '' || /^\d+$/.test(last) ? '- ' : `${visible(shortened(last, 60))}: `
  return { text: `${key}****`, start: key.length, width: 4 }
}

function partLines(
  part: Part,
  gutter: number,
  { bar, style, paint }: { readonly bar: string; readonly style: Style; readonly paint: (text: string) => string },
): readonly string[] {
  const arrow = `${style.dim(`${' '.repeat(gutter)}${part.arrow}`)} ${part.place}`
  const head = part.arrow === '-->' ? [arrow] : [bar, arrow]
  const { snippet, line } = part
  if (snippet === undefined || line === undefined) {
    return part.words === '' ? head : [...head, `${bar} ${part.words}`]
  }
  const caret = `${part.mark.repeat(snippet.width)}${part.words === '' ? '' : ` ${part.words}`}`
  return [
    ...head,
    bar,
    `${style.dim(`${String(line).padStart(gutter)} |`)} ${snippet.text}`.trimEnd(),
    `${bar} ${' '.repeat(snippet.start)}${part.mark === '^' ? paint(caret) : style.dim(caret)}`,
  ]
}

function remarkLines({ code, help, notes }: Problem): readonly string[] {
  return [
    ...(help === undefined ? [] : [`= help: ${shown(help)}`]),
    ...(notes ?? []).map((note) => `= note: ${shown(note)}`),
    `= see:  charter explain ${code}`,
  ]
}
