import { byText } from '../lib/compare.ts'

const NAMESPACE = /(?:^|[\s{,"'])namespace["']?[ \t]*:[ \t]*["']?([a-z0-9][-a-z0-9.]*)(?=["'\s,}]|$)/g
const ORGANIZATION = /(?:^|[\s{,"'])kind["']?[ \t]*:[ \t]*["']?Organization(?![A-Za-z])/
const METADATA = /(?:^|[\s{,"'])metadata["']?[ \t]*:/g
const NAME = /(?:^|[\s{,"'])name["']?[ \t]*:[ \t]*["']?([a-z0-9][-a-z0-9.]*)(?=["'\s,}]|$)/g
const SPEC = /[\s{,"']spec["']?[ \t]*:/

/** An Organization's name (model §1.2). */
const VALID = /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/

/** How far behind `metadata:` an Organization's name is looked for. */
const NEAR = 400

/**
 * Organizations that a text seems to speak of, sorted, each once: by `namespace: x`, and by `name: x` in the metadata of
 * a document of kind Organization. For files that cannot be read, so that the right organization is held (model §5); it
 * rather names one too many.
 */
export function organizationsIn(text: string): readonly string[] {
  const names = new Set<string>()
  for (const [, name] of text.matchAll(NAMESPACE)) names.add(name ?? '')
  for (const document of text.split(/^---/m)) {
    if (ORGANIZATION.test(document)) for (const name of metadataNames(document)) names.add(name)
  }
  return [...names].filter((name) => VALID.test(name)).sort(byText)
}

function metadataNames(document: string): string[] {
  return [...document.matchAll(METADATA)].flatMap((match) => {
    const [metadata = ''] = document.slice(match.index, match.index + NEAR).split(SPEC)
    return [...metadata.matchAll(NAME)].map(([, name]) => name ?? '')
  })
}
