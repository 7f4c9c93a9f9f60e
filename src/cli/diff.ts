import { createTwoFilesPatch } from 'diff'
import { writeDocuments } from '../documents/write.ts'
import { visible } from '../lib/text.ts'
import type { Change } from '../model/change.ts'
import type { Key, Resource } from '../model/resource.ts'
import { withoutSecrets } from '../plan/render/secret.ts'
import type { Style } from '../plan/render/style.ts'
import { toDocument } from '../schemas/complete.ts'
import { type ComparedOptions, compare } from './comparison.ts'
import { EXIT } from './exit.ts'
import { problemsText } from './problems/text.ts'
import { isInvalid, problemReportOf } from './report.ts'
import { createStyle } from './style.ts'
import type { Terminal } from './terminal.ts'

/**
 * Shows what differs as a unified diff of YAML documents, in the order of the plan; exit 0 without differences, 1 with
 * some, 2 where the declarations are invalid (as diff(1) and kubectl diff do).
 */
export async function diff(folder: string | undefined, options: ComparedOptions, terminal: Terminal): Promise<number> {
  const { pass, snapshots } = await compare(folder, options, terminal)
  const style = createStyle({ stream: { isTTY: terminal.outIsTerminal }, env: terminal.environment })
  const changes = pass.plans.flatMap(({ plan }) => plan.changes)
  for (const change of changes) terminal.out(patchOf(change, style))
  if (isInvalid(pass)) {
    terminal.err(problemsText(problemReportOf(pass, snapshots), style))
    return EXIT.usage
  }
  return changes.length > 0 ? EXIT.refused : EXIT.done
}

function patchOf(change: Change, style: Style): string {
  const before = change.action === 'create' ? undefined : change.before
  const after = change.action === 'delete' ? undefined : change.after
  const from = change.action === 'rename' ? change.from : change.key
  return unifiedText(
    {
      from: title('stored', from, before),
      to: title('declared', change.key, after),
      before: yaml(before),
      after: yaml(after),
    },
    style,
  )
}

/** Two texts and what they are called; `/dev/null` where a side is not there. */
export interface Sides {
  readonly from: string
  readonly to: string
  readonly before: string
  readonly after: string
}

/** What differs between two texts, as a unified diff with three lines around each difference. */
export function unifiedText({ from, to, before, after }: Sides, style: Style): string {
  return dressed(createTwoFilesPatch(from, to, before, after, undefined, undefined, { context: 3 }), style)
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
    .map(shown)
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

/** A line that is safe to show; a carriage return at its end belongs to the file's line ends, without it a patch would not fit. */
function shown(line: string): string {
  return line.endsWith('\r') ? `${visible(line.slice(0, -1))}\r` : visible(line)
}
