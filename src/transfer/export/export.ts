import { isEmptyBuiltin } from '../../access/builtin.ts'
import { DEFAULT_LIMITS } from '../../documents/limits.ts'
import { readDocuments } from '../../documents/read.ts'
import { by, byText, groupBy } from '../../lib/compare.ts'
import { type JsonObject, KINDS, type Kind, type Resource } from '../../model/resource.ts'
import { kindDefinition } from '../../schemas/kinds.ts'
import { documentOf, namespaceOf, withChildren } from './document.ts'
import { type ExportedFile, packed } from './pack.ts'

/** How resources are laid out: a file per kind, or each organization as one document with its children inside. */
export interface ExportLayout {
  readonly inline: boolean
}

/** One file of an export; `isSplit` where an organization should be one document and does not fit into one. */
export interface Exported extends ExportedFile {
  readonly folder: string
  readonly isSplit: boolean
}

/**
 * The declarations of resources: global kinds in files of their own, a folder for each organization. Reading them again
 * gives the same resources. Documents stand by name, so that the same resources always give the same bytes. Files are made
 * when they are asked for, folder by folder, so that only one of them is held at a time.
 */
export function* exportResources(resources: Iterable<Resource>, { inline }: ExportLayout): Generator<Exported, void> {
  const told = [...resources].filter((resource) => !isEmptyBuiltin(resource)).sort(byKindAndName)
  for (const [folder, own] of [...groupBy(told, folderOf)].sort(by(([name]) => name))) {
    const [first] = own
    const whole = inline && first?.kind === 'Organization' ? wholeFile(folder, first, own.slice(1)) : undefined
    const isSplit = inline && folder !== '' && whole === undefined
    const files = whole === undefined ? flatFiles(folder, own) : [whole]
    for (const file of files) yield { ...file, folder, isSplit }
  }
}

/** The folder of a resource: its organization's name, '' for what is global. */
function folderOf({ kind, namespace, name }: Resource): string {
  return kind === 'Organization' ? name : namespace
}

function byKindAndName(left: Resource, right: Resource): number {
  return KINDS.indexOf(left.kind) - KINDS.indexOf(right.kind) || byText(left.name, right.name)
}

function* flatFiles(folder: string, resources: readonly Resource[]): Generator<ExportedFile, void> {
  for (const [kind, same] of groupBy(resources, (resource) => resource.kind)) {
    yield* packed(pathOf(folder, kind), documentsOf(folder, kind, same))
  }
}

function* documentsOf(folder: string, kind: Kind, resources: readonly Resource[]): Generator<JsonObject, void> {
  if (kind === 'Organization') yield namespaceOf(folder)
  for (const resource of resources) yield documentOf(resource)
}

function pathOf(folder: string, kind: Kind): string {
  const { plural, singular } = kindDefinition(kind)
  const name = kind === 'Organization' ? singular : plural
  const file = `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.yaml`
  return folder === '' ? file : `${folder}/${file}`
}

/** One document of everything, or `undefined` where Charter would not read it again: it is too large, or too deep. */
function wholeFile(folder: string, organization: Resource, children: readonly Resource[]): ExportedFile | undefined {
  const [file, ...more] = packed(pathOf(folder, 'Organization'), [
    namespaceOf(folder),
    withChildren(organization, children),
  ])
  if (file === undefined || more.length > 0) return undefined
  if (Buffer.byteLength(file.text) > DEFAULT_LIMITS.fileBytes) return undefined
  const { problems } = readDocuments({ source: 'export', ...file }, DEFAULT_LIMITS)
  return problems.length === 0 ? file : undefined
}
