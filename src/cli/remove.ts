import { listed, nearest, plural, visible } from '../lib/text.ts'
import type { Snapshot } from '../model/document.ts'
import { ConfigError } from '../model/errors.ts'
import type { Style } from '../plan/render/style.ts'
import { openDirectory } from '../sources/directory.ts'
import { unifiedText } from './diff.ts'
import { EXIT } from './exit.ts'
import { problemsText } from './problems/text.ts'
import { type Declared, declaredIn } from './remove/declared.ts'
import { called, editsOf, type FileEdit, placeOfMention } from './remove/edit.ts'
import { type Removal, removalOf } from './remove/removal.ts'
import { resultOf } from './remove/result.ts'
import { writeEdits } from './remove/write.ts'
import { isInvalid, problemReportOf } from './report.ts'
import { createStyle } from './style.ts'
import type { Terminal } from './terminal.ts'

/** The options of `remove user`. */
export interface RemoveOptions {
  readonly name: string
  readonly folder: string
  readonly organization?: string
  readonly dryRun?: boolean
}

/**
 * Takes a user out of declarations: the document or inline item, and everything that names the user. Everything else in
 * the files stays as it is, comments too. Nothing is written where something cannot be edited safely, or a file cannot be
 * read. What the laws say of the result is shown; exit 1 where it is invalid.
 */
export async function removeUser(options: RemoveOptions, terminal: Terminal): Promise<number> {
  const style = createStyle({ stream: { isTTY: terminal.outIsTerminal }, env: terminal.environment })
  const snapshot = await openDirectory({ path: options.folder, name: 'local', privileged: true }).fetch()
  requireReadable(snapshot)
  const declared = declaredIn(snapshot)
  const user = userNamed(options, declared, terminal)
  if (user === undefined) return EXIT.refused
  const removal = removalOf(user, declared)
  if (removal.blocked.length > 0) return refuse(blockedTexts(removal, user, snapshot), terminal)
  const edits = editsOf(removal, snapshot)
  if (edits.type === 'refused') {
    return refuse([`${edits.place}: ${edits.message}; edit it by hand and try again`], terminal)
  }
  const result = await resultOf(snapshot, edits.files)
  if (options.dryRun === true) for (const edit of edits.files) terminal.out(patchOf(edit, style))
  else {
    writeEdits(edits.files, snapshot)
    terminal.out(report(edits.files, user))
  }
  const problems = problemReportOf(result.pass, result.snapshots)
  if (problems.groups.length > 0) terminal.err(problemsText(problems, style))
  return isInvalid(result.pass) ? EXIT.refused : EXIT.done
}

function requireReadable({ unreadable, complete }: Snapshot): void {
  const [first] = unreadable
  if (first === undefined && complete) return
  const what = first === undefined ? 'a folder' : visible(first.path)
  throw new ConfigError(
    `${what} cannot be read, and may name the user`,
    'charter validate shows what is wrong; put it right first',
  )
}

function userNamed(
  { name, organization }: RemoveOptions,
  declared: readonly Declared[],
  terminal: Terminal,
): Declared | undefined {
  const users = declared.filter(
    ({ resource }) => resource.kind === 'User' && (organization ?? resource.namespace) === resource.namespace,
  )
  const found = users.filter(({ resource }) => resource.name === name)
  if (found.length > 1) {
    const names = [...new Set(found.map(({ resource }) => resource.namespace))].sort()
    if (names.length === 1)
      throw new ConfigError(`user \`${visible(name)}\` is declared twice`, 'charter validate shows where')
    throw new ConfigError(`there is a user \`${visible(name)}\` in ${listed(names)}`, 'name one with --organization')
  }
  if (found.length === 0) {
    const meant = nearest(
      name,
      users.map(({ resource }) => resource.name),
    )
    const hint = meant === undefined ? '' : `, did you mean \`${meant}\`?`
    terminal.err(`charter: nothing here declares a user \`${visible(name)}\`${hint}\n`)
  }
  return found[0]
}

function blockedTexts({ blocked }: Removal, user: Declared, snapshot: Snapshot): readonly string[] {
  return blocked.map(
    (mention) =>
      `${placeOfMention(mention, snapshot)}: ${called(mention.declared)} needs ${called(user)} as ${mention.field}; name somebody else there first`,
  )
}

function refuse(texts: readonly string[], terminal: Terminal): number {
  for (const text of texts) terminal.err(`charter: ${text}\n`)
  terminal.err('nothing was written\n')
  return EXIT.refused
}

function patchOf({ shown, before, after }: FileEdit, style: Style): string {
  const path = shown.startsWith('/') ? shown : `/${shown}`
  return unifiedText({ from: `a${path}`, to: after === '' ? '/dev/null' : `b${path}`, before, after }, style)
}

function report(edits: readonly FileEdit[], user: Declared): string {
  const lines = edits.flatMap(({ shown, after, notes }) => [
    ...notes.map(({ line, text }) => `${shown}:${line}  ${text}`),
    ...(after === '' ? [`${shown}  deleted: nothing is left in it`] : []),
  ])
  const count = `${called(user)} is out of ${plural(edits.length, 'file')}`
  return `${lines.join('\n')}\n\n${count}. The line numbers are those of before.\n`
}
