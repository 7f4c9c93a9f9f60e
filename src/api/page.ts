import { hash } from 'node:crypto'
import type { JsonObject } from '../model/resource.ts'

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}' +
  'code{background:#8882;padding:.1em .3em;border-radius:.2em}table{border-collapse:collapse;margin:.5rem 0 1rem}' +
  'td,th{border:1px solid #8886;padding:.2rem .5rem;text-align:left;vertical-align:top}h2{margin-top:2rem}'

/** What the page may load: its own style, and nothing else. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; frame-ancestors 'none'`

/** The document of the API as a page for people: no script, nothing loaded from anywhere. */
export function documentationPage(document: JsonObject): string {
  const { paths, info } = document as unknown as Document
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, called: `${method.toUpperCase()} ${path}` })),
  )
  const parts = operations.flatMap(({ operationId, called, summary, parameters = [] }) => [
    `<h2 id="${text(operationId)}"><code>${text(called)}</code></h2>`,
    `<p>${text(summary)}</p>`,
    ...parameterTable(parameters),
  ])
  const items = operations.map(
    ({ operationId, called, summary }) =>
      `<li><a href="#${text(operationId)}"><code>${text(called)}</code></a> ${text(summary)}</li>`,
  )
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${text(info.title)} API</title><style>${STYLE}</style></head><body>`,
    `<h1>${text(info.title)} API</h1><p>${text(info.description)} Version ${text(info.version)}; `,
    '<a href="/openapi.json">as OpenAPI</a>.</p>',
    `<ul>${items.join('')}</ul>`,
    ...parts,
    '</body></html>\n',
  ].join('\n')
}

interface Document {
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly description: string }[]
}

function parameterTable(parameters: NonNullable<Operation['parameters']>): readonly string[] {
  if (parameters.length === 0) return []
  const rows = parameters.map(
    (one) =>
      `<tr><td><code>${text(one.name)}</code></td><td>${text(one.in)}</td><td>${text(one.description)}</td></tr>`,
  )
  return [`<table><tr><th>parameter</th><th>in</th><th></th></tr>${rows.join('')}</table>`]
}

function text(words: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return words.replace(/[&<>"]/g, (character) => entities[character] ?? '')
}
