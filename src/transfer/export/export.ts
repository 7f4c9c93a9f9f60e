import { isEmptyBuiltin } from '../../access/builtin.ts'
import { DEFAULT_LIMITS } from '../../documents/limits.ts'
import { readDocuments } from '../../documents/read.ts'
import { byText, groupBy } from '../../lib/compare.ts'
import { KINDS, type Kind, type Resource } from '../../model/resource.ts'
import { kindDefinition } from '../../schemas/kinds.ts'
import { documentOf, namespaceOf, withChildren } from './document.ts'
import { type ExportedFile, packed } from './pack.ts'

/** How resources are laid out: a file per kind, or each organization as one document with its children inside. */
export interface ExportLayout {
  readonly inline: boolean
}

/** Declarations as files, sorted by path; `tooLarge` are the organizations that do not fit into one document. */
export interface Exported {
  readonly files: readonly ExportedFile[]
  readonly tooLarge: readonly string[]
}

/**
 * The declarations of resources: global kinds in files of their own, a folder for each organization. Reading them again
 * gives the same resources. Documents stand by name, so that the same resources always give the same bytes.
 */
export function exportResources(resources: Iterable<Resource>, { inline }: ExportLayout): Exported {
  const told = [...resources].filter((resource) => !isEmptyBuiltin(resource)).sort(byKindAndName)
  const files: ExportedFile[] = []
  const tooLarge: string[] = []
  for (const [folder, own] of groupBy(told, folderOf)) {
    const [first] = own
    const whole = inline && first?.kind === 'Organization' ? wholeFile(folder, first, own.slice(1)) : undefined
    if (inline && folder !== '' && whole === undefined) tooLarge.push(folder)
    files.push(...(whole === undefined ? flatFiles(folder, own) : [whole]))
  }
  files.sort((left, right) => byText(left.path, right.path))
  return { files, tooLarge: tooLarge.sort(byText) }
}

/** The folder of a resource: its organization's name, '' for what is global. */
function folderOf({ kind, namespace, name }: Resource): string {
  return kind === 'Organization' ? name : namespace
}

function byKindAndName(left: Resource, right: Resource): number {
  return KINDS.indexOf(left.kind) - KINDS.indexOf(right.kind) || byText(left.name, right.name)
}

function flatFiles(folder: string, resources: readonly Resource[]): readonly ExportedFile[] {
  return [...groupBy(resources, ({ kind }) => kind)].flatMap(([kind, same]) => {
    const documents = same.map(documentOf)
    return packed(pathOf(folder, kind), kind === 'Organization' ? [namespaceOf(folder), ...documents] : documents)
  })
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
