import { plainStyle, type Style } from '../../plan/render/style.ts'
import { CODES, type CodeText, codeOf, codeText, groupOf } from './codes.ts'

const COLUMNS = 80

/**
 * The long text of a code for `charter explain CODE`, ends with a newline; `undefined` where no such code exists.
 * Upper and lower case do not matter.
 */
export function explainCode(text: string, style: Style = plainStyle): string | undefined {
  const code = codeOf(text)
  if (code === undefined) return undefined
  const entry = codeText(code)
  const parts = [
    `${style.heading(entry.code)}${style.bold(`: ${entry.title}`)}`,
    ...entry.explanation.split('\n\n').map((paragraph) => lines(paragraph, '').join('\n')),
    style.bold(wrongHeading(entry)),
    indented(entry.wrong),
    style.bold(rightHeading(entry)),
    typeof entry.right === 'string' ? indented(entry.right) : entry.right.map(step).join('\n'),
  ]
  return `${parts.join('\n\n')}\n`
}

function wrongHeading({ code }: CodeText): string {
  const example = 'For example:'
  const headings = { problem: 'Wrong:', hold: 'Held, for example:', storage: example, source: example, meter: example }
  return headings[groupOf(code)]
}

function rightHeading({ right }: CodeText): string {
  return typeof right === 'string' ? 'Right:' : 'What to do:'
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n')
}

function step(text: string): string {
  return lines(text, '    ')
    .map((line, index) => (index === 0 ? `  - ${line.slice(4)}` : line))
    .join('\n')
}

function lines(text: string, margin: string): readonly string[] {
  const kept: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && margin.length + line.length + 1 + word.length > COLUMNS) {
      kept.push(margin + line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...kept, margin + line]
}

/** The page of all codes, as Markdown for `docs/codes.md`; ends with a newline. */
export function codesPage(): string {
  const texts = CODES.map(codeText)
  const within = (group: ReturnType<typeof groupOf>): readonly CodeText[] =>
    texts.filter(({ code }) => groupOf(code) === group)
  const [problems, holds, storage] = [within('problem'), within('hold'), within('storage')]
  const [sources, meters] = [within('source'), within('meter')]
  const intro = [
    '# Codes',
    'Every problem, every hold, every trouble with the state folder and every reason why a source cannot be read has one stable code: in messages, conditions, the ledger and here. `charter explain CODE` prints the same text in a terminal.',
    `**Problems** keep a unit at its last good state: ${links(problems)}`,
    `**Holds** stop a plan until the cause goes or a person approves exactly that plan: ${links(holds)}`,
    `**Storage** codes say why a state folder cannot be read or written (exit codes 74 and 73); [storage.md](storage.md) has the promises: ${links(storage)}`,
    `**Sources** that cannot be read keep what was applied from them in force; [git.md](git.md) and [kubernetes.md](kubernetes.md) have the rules: ${links(sources)}`,
    `**Usage sources** that cannot be read keep what was measured before; [usage.md](usage.md) has the rules: ${links(meters)}`,
  ]
  return `${[...intro, '## Problems', ...problems.map(section), '## Holds', ...holds.map(section), '## Storage', ...storage.map(section), '## Sources', ...sources.map(section), '## Usage sources', ...meters.map(section)].join('\n\n')}\n`
}

function links(entries: readonly CodeText[]): string {
  return entries.map(({ code }) => `[${code}](#${code.toLowerCase()})`).join(', ')
}

function section(entry: CodeText): string {
  const { code, title, explanation, wrong, right, language = 'yaml' } = entry
  const fence = (text: string, name: string): string => `\`\`\`${name}\n${text}\n\`\`\``
  const good = typeof right === 'string' ? fence(right, language) : right.map((text) => `- ${text}`).join('\n')
  return [
    `### ${code}`,
    `*${title}*`,
    explanation,
    wrongHeading(entry),
    fence(wrong, language),
    rightHeading(entry),
    good,
  ].join('\n\n')
}
