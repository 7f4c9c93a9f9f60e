import { nearest, visible } from '../lib/text.ts'
import { ConfigError } from '../model/errors.ts'
import { KINDS } from '../model/resource.ts'
import { plainStyle, type Style } from '../plan/render/style.ts'
import { type ChildField, type Explained, type Explanation, explainField } from '../schemas/explain.ts'
import { kindDefinition, kindNamed } from '../schemas/kinds.ts'
import { CODES, codeText } from './codes/codes.ts'
import { explainCode } from './codes/explain.ts'
import { EXIT } from './exit.ts'
import { createStyle } from './style.ts'
import { table } from './table.ts'
import type { Terminal } from './terminal.ts'

/** Explains a kind (`User`), a field (`User.email`, `config.sources.git`) or a code (`LastAdmin`); without a subject it lists them. */
export async function explain(
  subject: string | undefined,
  { recursive = false }: { readonly recursive?: boolean },
  terminal: Terminal,
): Promise<number> {
  const style = createStyle({ stream: { isTTY: terminal.outIsTerminal }, env: terminal.environment })
  terminal.out(subject === undefined ? everything() : textOf(subject, recursive, style))
  return EXIT.done
}

function everything(): string {
  const kinds = KINDS.map((kind) => {
    const { shortNames, scope, description } = kindDefinition(kind)
    return [kind, shortNames.join(' '), scope, description.split(/[:;.] /)[0] ?? '']
  })
  const configuration = ['config', '', '', 'The configuration of `charter run`']
  const codes = CODES.map((code) => [code, codeText(code).title])
  const kindColumns = [{ header: 'KIND' }, { header: 'SHORT' }, { header: 'SCOPE' }, { header: 'WHAT', most: 80 }]
  return `${table(kindColumns, [...kinds, configuration])}\n${table([{ header: 'CODE' }, { header: 'WHAT' }], codes)}`
}

function textOf(subject: string, recursive: boolean, style: Style): string {
  const code = explainCode(subject, style)
  if (code !== undefined) return code
  const [word = '', ...path] = subject.split('.')
  const kind: Explained | undefined = word === 'config' ? word : kindNamed(word)?.kind
  if (kind === undefined) {
    const meant = nearest(word, [...KINDS, 'config', ...CODES])
    const help =
      meant === undefined ? 'charter explain lists what there is' : `did you mean \`${[meant, ...path].join('.')}\`?`
    throw new ConfigError(`there is neither a kind nor a code \`${visible(word)}\``, help)
  }
  const explanation = explainField(kind, path.join('.'))
  if (explanation.type === 'unknown') {
    const { fields, nearest: meant } = explanation
    const help = meant === undefined ? `fields there are ${fields.join(', ')}` : `did you mean \`${kind}.${meant}\`?`
    throw new ConfigError(`${kind} has no field \`${visible(explanation.path)}\``, help)
  }
  return explanationText(explanation, recursive, style)
}

function explanationText(explanation: Explanation, recursive: boolean, style: Style = plainStyle): string {
  const { kind, path, title, description, value, rules, allowed, examples } = explanation
  const lines = [
    `${style.heading(path === '' ? kind : `${kind}.${path}`)}  ${style.dim(value)}${explanation.required && path !== '' ? style.warning('  required') : ''}`,
  ]
  if (title !== '') lines.push(style.bold(title))
  lines.push('', ...wrapped(description))
  if (explanation.default !== undefined) lines.push('', `Default: ${explanation.default}`)
  if (rules.length > 0) lines.push('', 'Rules:', ...rules.map((rule) => `  ${rule}`))
  if (allowed.length > 0) lines.push('', 'Values:', ...wrapped(allowed.join(', ')).map((line) => `  ${line}`))
  if (examples.length > 0) lines.push('', 'Examples:', ...examples.map((example) => `  ${example}`))
  if (explanation.fields.length > 0)
    lines.push('', 'Fields:', ...fieldLines(kind, path, { fields: explanation.fields, recursive, indent: '  ' }))
  return `${lines.join('\n')}\n`
}

function fieldLines(
  kind: Explained,
  path: string,
  {
    fields,
    recursive,
    indent,
  }: { readonly fields: readonly ChildField[]; readonly recursive: boolean; readonly indent: string },
): string[] {
  const width = Math.max(...fields.map(({ name }) => name.length))
  return fields.flatMap(({ name, value, required, title }) => {
    const line = `${indent}${name.padEnd(width)}  ${value}${required ? ', required' : ''}${title === '' ? '' : `: ${title}`}`
    const below = recursive ? explainField(kind, path === '' ? name : `${path}.${name}`) : undefined
    if (below?.type !== 'field' || below.fields.length === 0) return [line]
    return [line, ...fieldLines(kind, below.path, { fields: below.fields, recursive, indent: `${indent}  ` })]
  })
}

function wrapped(text: string, width = 96): string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines[lines.length - 1]
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
