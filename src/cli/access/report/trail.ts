import { createTracing, type Mark, type Provenance } from '../../../access/provenance.ts'
import { approvalIn, type EntryApproval, signaturesIn } from '../../../access/report/approval.ts'
import { personText } from '../../../lib/text.ts'
import type { Entry, Made } from '../../../model/ledger.ts'
import type { Makers } from '../../../plan/history/authors.ts'
import { actorText } from '../../ledger/entry.ts'
import type { Stored } from '../../stored.ts'
import { type CommitOptions, lookedUp, signerText } from './commits.ts'
import type { Cell, Column } from './report.ts'

/** Where things come from: entries of the ledger, their approvals, and who made the commits behind them. */
export interface Trail {
  /** The entries that created and last changed a resource. */
  of(uid: string): Provenance
  approval(seq: number): EntryApproval | undefined
  /** What the signature of a commit proves, as keys that were named say, else as the ledger does. */
  signature(commit: string): string | undefined
  /** Who made a commit: as a repository that was named says it, else as the ledger does. */
  commit(hash: string): Makers | undefined
  /** Why authors are missing, where they are. */
  readonly notes: readonly string[]
}

/** Walks through the ledger once for resources with these uids, and looks their commits up. Throws as `lookedUp` does. */
export async function readTrail(
  stored: Pick<Stored, 'entries'>,
  uids: ReadonlySet<string>,
  options: CommitOptions,
): Promise<Trail> {
  const trace = createTrace(uids)
  for await (const entry of stored.entries()) trace.add(entry)
  return trace.finish([], options)
}

/**
 * A walk through the ledger, oldest entry first, that ends with looking commits up: these, those that last changed the resources, and
 * those of approvals.
 */
export interface Trace {
  add(entry: Entry): void
  finish(commits: Iterable<string>, options: CommitOptions): Promise<Trail>
}

/** Begins a walk that remembers where resources with these uids come from, and every approval and signature. */
export function createTrace(uids: ReadonlySet<string>): Trace {
  const tracing = createTracing(uids)
  const approvals = new Map<number, EntryApproval>()
  const signatures = new Map<string, string>()
  const recorded = new Map<string, Makers>()
  return {
    add(entry) {
      tracing.add(entry)
      const approval = approvalIn(entry)
      if (approval !== undefined) approvals.set(entry.seq, approval)
      for (const [hash, type] of signaturesIn(entry)) signatures.set(hash, type)
      for (const { commit, body } of entry.changes) {
        if (commit !== undefined && body?.by !== undefined && !recorded.has(commit))
          recorded.set(commit, makersOf(commit, body.by))
      }
    },
    async finish(commits, options) {
      const last = [...uids].flatMap((uid) => tracing.of(uid).changed?.commit ?? [])
      const asked = new Set([...commits, ...last])
      for (const { actor } of approvals.values()) if (actor.type === 'commit') asked.add(actor.name)
      const found = await lookedUp(asked, options)
      const makers = (hash: string): Makers | undefined => found.get(hash) ?? recorded.get(hash)
      return {
        of: (uid) => tracing.of(uid),
        approval: (seq) => approvals.get(seq),
        signature: (hash) => {
          const signer = found.get(hash)?.signer
          return signer === undefined ? signatures.get(hash) : signerText(signer)
        },
        commit: makers,
        notes: notesOf(asked, makers, options),
      }
    },
  }
}

function makersOf(hash: string, { author, committer = author, coAuthors = [], signer }: Made): Makers {
  const proved = signer === undefined ? {} : { signer: { type: 'verified', identity: personText(signer) } as const }
  return { hash, author, committer, coAuthors, ...proved }
}

function notesOf(
  commits: ReadonlySet<string>,
  makers: (hash: string) => Makers | undefined,
  { repository = [] }: CommitOptions,
): readonly string[] {
  if (commits.size === 0) return ['no commit is known of any of this, so that nobody is named as its author']
  const missing = [...commits].filter((hash) => makers(hash) === undefined).length
  if (missing === 0) return []
  if (repository.length === 0) {
    return [
      `the ledger does not say who made ${missing} of ${commits.size} commits: name a clone, or the mirrors of the controller, with --repository`,
    ]
  }
  return [`${missing} of ${commits.size} commits are in none of these repositories`]
}

/** The columns that say which entry and commit did something, and who stood behind it. */
export const MARK_COLUMNS: readonly Column[] = [
  { name: 'entry' },
  { name: 'applied_at' },
  { name: 'commit', most: 13 },
  { name: 'author', most: 40 },
  { name: 'committer', isDetail: true },
  { name: 'co_authors', isDetail: true },
  { name: 'signature', isDetail: true },
  { name: 'approver', most: 40 },
  { name: 'approved_at', isDetail: true },
]

/** The cells of those columns. */
export function markCells(trail: Trail, mark: Pick<Mark, 'seq' | 'time' | 'commit'> | undefined): readonly Cell[] {
  if (mark === undefined) return MARK_COLUMNS.map(() => undefined)
  const { seq, time, commit } = mark
  const known = commit === undefined ? undefined : trail.commit(commit)
  const approval = trail.approval(seq)
  return [
    seq,
    time,
    commit,
    known && personText(known.author),
    known && personText(known.committer),
    known === undefined || known.coAuthors.length === 0 ? undefined : known.coAuthors.map(personText),
    commit === undefined ? undefined : trail.signature(commit),
    approval && approverText(trail, approval),
    approval?.time,
  ]
}

/** Who approved: an account, or for a commit its author where that is known. */
export function approverText(trail: Pick<Trail, 'commit'>, { actor }: EntryApproval): string {
  const known = actor.type === 'commit' ? trail.commit(actor.name) : undefined
  return known === undefined ? actorText(actor) : personText(known.author)
}
