import { canonical } from '../../lib/canonical.ts'
import { sha256 } from '../../lib/digest.ts'
import { visible } from '../../lib/text.ts'
import type { Snapshot } from '../../model/document.ts'
import type { Hold } from '../../model/hold.ts'
import { approvalsOf } from './guard.ts'

/**
 * `HistoryRewritten`: the commit that was read does not descend from the one that was applied last (model §4), or the tag that
 * is read was moved. The digest is
 * over source, code and both commits. Once it is approved, later commits have to descend from the new one.
 */
export function historyRewritten({ source, revision, history }: Snapshot): Hold | undefined {
  const departed = history?.departed
  if (departed === undefined) return undefined
  const { from, base, isShallow, tag } = departed
  const digest = sha256(canonical({ source, code: 'HistoryRewritten', from, to: revision }))
  const [old, now] = [from.slice(0, 12), revision.slice(0, 12)]
  return {
    code: 'HistoryRewritten',
    scope: { type: 'source', source },
    digest,
    message:
      tag === undefined
        ? `source ${source} is at ${now}, which does not descend from the applied commit ${old}${isShallow ? ', as far as a shallow clone tells' : ''}`
        : `source ${source} reads the tag ${visible(tag.replace('refs/tags/', ''))}, which was moved from the applied commit ${old} to ${now}`,
    evidence: { source, from, revision, ...(base === undefined ? {} : { base }) },
    next: [
      isShallow
        ? 'fetch the whole history: git fetch --unshallow'
        : tag === undefined
          ? `push the history with ${old} again, or name the right revision`
          : `move the tag back to ${old}, or name another one`,
      ...approvalsOf(digest),
    ],
  }
}
