import { createTwoFilesPatch } from 'diff'
import { writeDocuments } from '../documents/write.ts'
import { visible } from '../lib/text.ts'
import type { Change } from '../model/change.ts'
import type { Key, Resource } from '../model/resource.ts'
import { withoutSecrets } from '../plan/render/secret.ts'
import type { Style } from '../plan/render/style.ts'
import { toDocument } from '../schemas/complete.ts'
import { compare } from './comparison.ts'
import { EXIT } from './exit.ts'
import type { SourceOptions, StoredOptions } from './inputs.ts'
import { problemsText } from './problems/text.ts'
import { isInvalid, problemReportOf } from './report.ts'
import { createStyle } from './style.ts'
import type { Terminal } from './terminal.ts'

/**
 * Shows what differs as a unified diff of YAML documents, in the order of the plan; exit 0 without differences, 1 with
 * some, 2 where the declarations are invalid (as diff(1) and kubectl diff do).
 */
export async function diff(
  folder: string | undefined,
  options: SourceOptions & StoredOptions,
  terminal: Terminal,
): Promise<number> {
  const { pass, snapshots } = await compare(folder, options, terminal)
  const style = createStyle({ stream: { isTTY: terminal.outIsTerminal }, env: terminal.environment })
  const changes = pass.plans.flatMap(({ plan }) => plan.changes)
  for (const change of changes) terminal.out(dressed(patchOf(change), style))
  if (isInvalid(pass)) {
    terminal.err(problemsText(problemReportOf(pass, snapshots), style))
    return EXIT.usage
  }
  return changes.length > 0 ? EXIT.refused : EXIT.done
}

function patchOf(change: Change): string {
  const before = change.action === 'create' ? undefined : change.before
  const after = change.action === 'delete' ? undefined : change.after
  const from = change.action === 'rename' ? change.from : change.key
  return createTwoFilesPatch(
    title('stored', from, before),
    title('declared', change.key, after),
    yaml(before),
    yaml(after),
    undefined,
    undefined,
    { context: 3 },
  )
}

function title(side: string, key: Key, resource: Resource | undefined): string {
  return resource === undefined ? '/dev/null' : `${side}/${key.replace('//', '/')}`
}

function yaml(resource: Resource | undefined): string {
  return resource === undefined
    ? ''
    : writeDocuments([withoutSecrets(toDocument(resource)) as ReturnType<typeof toDocument>])
}

function dressed(patch: string, style: Style): string {
  const lines = patch.split('\n').filter((line) => !line.startsWith('====='))
  return lines
    .map(visible)
    .map((line) =>
      /^(\+\+\+|---) /.test(line)
        ? style.bold(line)
        : line.startsWith('+')
          ? style.added(line)
          : line.startsWith('-')
            ? style.removed(line)
            : line,
    )
    .join('\n')
}
