import { folded, listed } from '../lib/text.ts'
import type { Commit } from '../model/commit.ts'
import type { Claim } from '../model/context.ts'
import type { Snapshot } from '../model/document.ts'
import type { Actor } from '../model/ledger.ts'
import { keyOf } from '../model/resource.ts'
import type { StandingHold, State } from '../model/state.ts'
import { isOver } from '../plan/approvals.ts'
import { type Annotated, annotatedIn } from '../plan/history/annotation.ts'
import type { Asker } from '../plan/history/asking.ts'
import { isVouchedFor, signersOf } from '../plan/history/signers.ts'
import { isBeginningOfDigest } from '../plan/history/trailers.ts'

/** What sources approve: `approving` outright, by digest; `claims` unless the approver made the change; and what does not count. */
export interface Approvals {
  readonly approving: ReadonlyMap<string, Actor>
  readonly claims: ReadonlyMap<string, readonly Claim[]>
  readonly warnings: readonly string[]
}

/** One approval of one hold, before it is asked whether it counts: the commits that gave it, and how. */
interface Vote {
  readonly hold: StandingHold
  readonly snapshot: Snapshot
  readonly actor: Actor
  readonly commits: readonly Commit[]
  readonly said: string
}

/**
 * The approvals of plans that sources give in a pass (model §4): by a trailer of a commit that came after the hold was
 * recorded, or by an annotation of the organization that was written after it; of a source of a cluster that is held as a whole, by one
 * of its report. All count within the 24 hours of the hold, and,
 * where the source verifies signatures, only from commits that are signed by a trusted key.
 */
export function approvalsIn(
  snapshots: readonly Snapshot[],
  askers: ReadonlyMap<string, Asker>,
  stored: State,
  instant: string,
): Approvals {
  const holds = approvable(stored).filter((hold) => !isOver(hold, instant))
  const stray = [...askers].flatMap(([source, asker]) => strayTrailers(source, asker, stored))
  if (holds.length === 0) return { approving: new Map(), claims: new Map(), warnings: stray }
  const { annotated, warnings } = annotatedIn(snapshots, stored)
  const cast = holds.flatMap((hold) => [
    ...snapshots.flatMap((snapshot) => trailerVotes(hold, snapshot, askers.get(snapshot.source), stored)),
    ...annotated.flatMap((one) => annotationVotes(hold, one, askers.get(one.snapshot.source), stored)),
    ...snapshots.flatMap((snapshot) => reportVotes(hold, snapshot, stored)),
  ])
  const votes = cast.filter(({ commits }) => commits.every(isVouchedFor))
  const unsigned = cast.filter((vote) => !votes.includes(vote))
  const counted = votes.map(countedVote)
  const approving = new Map<string, Actor>()
  const claims = new Map<string, readonly Claim[]>()
  for (const [index, { hold, actor, snapshot }] of votes.entries()) {
    const identities = counted[index]
    if (snapshot.approvers === undefined) {
      if (!approving.has(hold.digest)) approving.set(hold.digest, actor)
    } else if (identities !== undefined) {
      claims.set(hold.digest, [...(claims.get(hold.digest) ?? []), { actor, identities }])
    }
  }
  const strangers = votes.filter((vote, index) => vote.snapshot.approvers !== undefined && counted[index] === undefined)
  return {
    approving,
    claims,
    warnings: [...stray, ...warnings, ...unsigned.map(whyUnsigned), ...strangers.map(whyNotCounted)],
  }
}

/** What may be approved of plans: what stands, and what newer holds have replaced. */
export function approvable({ holds, replaced }: State): readonly StandingHold[] {
  return [...holds.values(), ...replaced.values()]
}

/** The holds that a digest means, or its beginning. */
export function meantBy(digest: string, stored: State): readonly StandingHold[] {
  return approvable(stored).filter((hold) => hold.digest.startsWith(digest))
}

/** What the trailers of a source approve that is not held, and was never approved; told until something is applied. */
function strayTrailers(source: string, asker: Asker, stored: State): readonly string[] {
  const isKnown = (digest: string): boolean =>
    meantBy(digest, stored).length > 0 || [...stored.approvals.keys()].some((one) => one.startsWith(digest))
  return asker
    .since(stored.revisions[source])
    .flatMap(([{ hash }, { approvals }]) =>
      approvals
        .filter((digest) => !isKnown(digest))
        .map(
          (digest) =>
            `the trailer \`Charter-Approve\` of commit ${hash.slice(0, 12)} approves nothing: nothing is held that has the digest ${digest.slice(0, 12)}`,
        ),
    )
}

/** Of each commit the identities that may approve; `undefined` where one has none, or there is no commit at all. */
function countedVote({ commits, snapshot }: Vote): readonly (readonly string[])[] | undefined {
  const approvers = new Set((snapshot.approvers ?? []).map(folded))
  const identities = commits.map((commit) => identitiesOf(commit).filter((one) => approvers.has(folded(one))))
  return identities.length === 0 || identities.some(({ length }) => length === 0) ? undefined : identities
}

/** By what names a commit may be known among `approvers`: the signer's, where signatures are verified; else what it claims. */
function identitiesOf(commit: Commit): readonly string[] {
  if (commit.signer === undefined) return [commit.author.email, commit.committer.email]
  return signersOf(commit).flatMap(({ name, email }) => [name, email])
}

function trailerVotes(
  hold: StandingHold,
  snapshot: Snapshot,
  asker: Asker | undefined,
  stored: State,
): readonly Vote[] {
  if (asker === undefined || !maySettle(snapshot, hold, stored)) return []
  return asker
    .since(hold.revisions[snapshot.source])
    .filter(([, { approvals }]) => approvals.some((digest) => isMeant(hold, digest, stored)))
    .map(([commit]) => ({
      hold,
      snapshot,
      actor: { type: 'commit', name: commit.hash },
      commits: [commit],
      said: `the trailer \`Charter-Approve\` of commit ${commit.hash.slice(0, 12)}`,
    }))
}

/**
 * An annotation was written after the hold where a later commit touched its file; nobody knows which of several wrote it,
 * so all of them have to be by approvers. A source without history has to have changed since, and counts once for a digest.
 */
function annotationVotes(
  hold: StandingHold,
  { organization, digest, snapshot, path }: Annotated,
  asker: Asker | undefined,
  stored: State,
): readonly Vote[] {
  const { scope, revisions } = hold
  const recorded = revisions[snapshot.source]
  const isOwn = scope.type === 'unit' && scope.unit.type !== 'installation' && scope.unit.organization === organization
  if (!isOwn || recorded === undefined || !isMeant(hold, digest, stored)) return []
  const vote = { hold, snapshot, said: `the annotation \`charter.sh/approve\` of organization ${organization}` }
  if (asker === undefined) {
    // What is being deleted is no part of a revision; the next object of its name does not carry its annotation.
    const isLeaving = snapshot.departing?.some(({ file }) => file.path === path) === true
    const isSpent = (recorded === snapshot.revision && !isLeaving) || stored.approvals.get(hold.digest)?.isUsed === true
    return isSpent ? [] : [{ ...vote, actor: { type: 'source', name: snapshot.source }, commits: [] }]
  }
  const commits = asker.touching(recorded, path)
  const [newest] = commits
  return newest === undefined ? [] : [{ ...vote, actor: { type: 'commit', name: newest.hash }, commits }]
}

/**
 * The report of a source approves what holds that source as a whole, and nothing else. A digest of such a hold covers what is stored of the source and its
 * revision, so nobody can have known it before; once it has approved that, it counts for it no more.
 */
function reportVotes(hold: StandingHold, snapshot: Snapshot, stored: State): readonly Vote[] {
  const { source, approval = '' } = snapshot
  const isOwn = hold.scope.type === 'source' && hold.scope.source === source
  if (!isOwn || stored.approvals.has(hold.digest)) return []
  if (!isBeginningOfDigest(approval) || !isMeant(hold, approval.toLowerCase(), stored)) return []
  const said = `the annotation \`charter.sh/approve\` of the report of source ${source}`
  return [{ hold, snapshot, said, actor: { type: 'source', name: source }, commits: [] }]
}

function whyUnsigned({ said, snapshot, commits }: Vote): string {
  const [commit] = commits.filter((one) => !isVouchedFor(one))
  return `${said} approves nothing: the source \`${snapshot.source}\` verifies signatures, and none of a trusted key is on ${commit?.hash.slice(0, 12)}`
}

function whyNotCounted({ said, snapshot, commits }: Vote): string {
  const hashes = listed(commits.map(({ hash }) => hash.slice(0, 12)))
  const isSigned = commits.some(({ signer }) => signer !== undefined)
  const who =
    commits.length === 0
      ? 'the source has no commits that could tell who wrote it'
      : isSigned
        ? `who signed ${hashes} is not among them`
        : `neither author nor committer of ${hashes} is among them`
  return `${said} approves nothing: the source \`${snapshot.source}\` has \`approvers\`, and ${who}`
}

/** A digest means the one hold that begins so. */
function isMeant(hold: StandingHold, digest: string, stored: State): boolean {
  return hold.digest.startsWith(digest) && meantBy(digest, stored).length === 1
}

/** A commit approves plans that its source took part in; what holds the source itself would move with the commit. */
function maySettle(snapshot: Snapshot, { scope, revisions }: StandingHold, stored: State): boolean {
  if (scope.type === 'source' || revisions[snapshot.source] === undefined) return false
  return scope.unit.type === 'installation' ? snapshot.privileged : speaksFor(snapshot, scope.unit.organization, stored)
}

/** Whether a source's commits decide about an organization: it is privileged, or the organization belongs to it. */
export function speaksFor({ source, privileged }: Snapshot, organization: string, { resources }: State): boolean {
  const stored = resources.get(keyOf({ kind: 'Organization', namespace: '', name: organization }))
  return privileged || stored?.origin.source === source
}
