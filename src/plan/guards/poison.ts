import { canonical } from '../../lib/canonical.ts'
import { sha256 } from '../../lib/digest.ts'
import { plural } from '../../lib/text.ts'
import type { Context } from '../../model/context.ts'
import type { Snapshot } from '../../model/document.ts'
import type { Hold } from '../../model/hold.ts'
import type { State } from '../../model/state.ts'
import { approvalsOf } from './guard.ts'

/** How many passes over one revision may have ended with the end of the program before it is held (model §4). */
const MOST_CRASHES = 2

/**
 * `RevisionPoisoned`: the program ended twice in passes over this revision of the source, which has not been applied. The
 * digest is over source, code, the applied revision and this one; any other revision is tried again.
 */
export function revisionPoisoned(
  { source, revision }: Snapshot,
  { revisions }: State,
  { crashes }: Context,
): Hold | undefined {
  const from = revisions[source] ?? ''
  const last = crashes?.[source]
  if (last?.revision !== revision || last.count < MOST_CRASHES || from === revision) return undefined
  const { count } = last
  const digest = sha256(canonical({ source, code: 'RevisionPoisoned', from, to: revision }))
  return {
    code: 'RevisionPoisoned',
    scope: { type: 'source', source },
    digest,
    message: `the program ended in ${plural(count, 'pass', 'passes')} over ${source} at ${revision}`,
    evidence: { source, revision, crashes: count },
    next: ['push another revision; it is tried at once', ...approvalsOf(digest)],
  }
}
