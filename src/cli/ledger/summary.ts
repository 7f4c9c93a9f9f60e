import { personText } from '../../lib/text.ts'
import type { Entry } from '../../model/ledger.ts'
import type { Counts } from '../../model/plan.ts'
import { identityOf, type Key } from '../../model/resource.ts'
import { unitName } from '../../model/unit.ts'

/** What a list of entries tells of one of them: all but the changes themselves. */
export interface Summary extends Omit<Entry, 'changes'> {
  readonly counts: Counts
  /** Who made the commits behind it, as far as that is recorded: `Ada Lovelace <ada@acme.example>`, each once, in the order of the changes. */
  readonly authors: readonly string[]
  /** How many of the changes have been erased since. */
  readonly erased: number
  /** The former names of Organizations that this entry renamed, by the new one. */
  readonly renamed: ReadonlyMap<string, string>
}

/** The summary of an entry. */
export function summaryOf({ changes, ...rest }: Entry): Summary {
  const erased = changes.filter(({ body }) => body === undefined).length
  const authors = new Set(changes.flatMap(({ body }) => (body?.by === undefined ? [] : personText(body.by.author))))
  return {
    ...rest,
    counts: recordedCounts(changes),
    authors: [...authors],
    erased,
    renamed: renamedOrganizations(changes),
  }
}

/**
 * What recorded changes added, changed, removed and renamed; what only follows a rename does not count (model §1), as far
 * as it has not been erased.
 */
export function recordedCounts(changes: Entry['changes']): Counts {
  const counts = { add: 0, change: 0, remove: 0, rename: 0 }
  for (const change of changes) {
    switch (change.action) {
      case 'create':
        counts.add++
        break
      case 'delete':
        counts.remove++
        break
      case 'update':
        if (change.body?.follows === undefined) counts.change++
        break
      case 'rename':
        if (change.body === undefined || !isMove(change.body)) counts.rename++
        else if (change.body.fields.length > 0) counts.change++
    }
  }
  return counts
}

/** Whether a recorded rename only moves a resource along with its organization. */
function isMove({ key, from = key }: { readonly key: string; readonly from?: string }): boolean {
  return identityOf(key as Key).name === identityOf(from as Key).name
}

function renamedOrganizations(changes: Entry['changes']): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { action, kind, body } of changes) {
    if (action !== 'rename' || kind !== 'Organization' || body === undefined) continue
    names.set(identityOf(body.key as Key).name, identityOf((body.from ?? body.key) as Key).name)
  }
  return names
}

/** Those of entries, newest first, that are of an organization; before an entry that renamed it, those of its former name. */
export function ofOrganization(newestFirst: readonly Summary[], organization: string): readonly Summary[] {
  const names = new Set([organization])
  return newestFirst.filter((summary) => {
    for (const [to, from] of summary.renamed) if (names.has(to)) names.add(from)
    return summary.organization !== undefined && names.has(summary.organization)
  })
}

/** Counts as signs: `+17`, `~2 -1`, `->1`; empty where all are zero. */
export function countSigns({ add, change, remove, rename }: Counts): string {
  const parts = [add > 0 ? `+${add}` : '', change > 0 ? `~${change}` : '']
  parts.push(remove > 0 ? `-${remove}` : '', rename > 0 ? `->${rename}` : '')
  return parts.filter((part) => part !== '').join(' ')
}

/** A summary for programs (`history -o json`). */
export function summaryValue(summary: Summary): Record<string, unknown> {
  const { seq, time, type, unit, organization, actor, authors, revisions, counts, erased, plan, evidence, ...chain } =
    summary
  return {
    seq,
    time,
    type,
    ...(unit === undefined ? {} : { unit: unitName(unit) }),
    ...(organization === undefined ? {} : { organization }),
    ...(actor === undefined ? {} : { actor }),
    ...(authors.length === 0 ? {} : { authors }),
    ...(revisions === undefined ? {} : { revisions }),
    counts,
    ...(erased === 0 ? {} : { erased }),
    ...(plan === undefined ? {} : { plan }),
    ...(evidence === undefined ? {} : { evidence }),
    previous: chain.previous,
    hash: chain.hash,
  }
}
