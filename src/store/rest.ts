import type { State } from '../model/state.ts'

/** What of a state is neither its head nor a resource nor a uid: one line of a checkpoint. */
export type Rest = Omit<State, 'head' | 'resources' | 'everUsed'>

/**
 * The rest of a state as JSON; maps are lists of their entries, in their order. Without policies that have fired, or keys that
 * were handed over, there is no word of them, so that the digest of a state that was sealed before there were any still holds.
 */
export function restText({ holds, replaced, approvals, invalid, applied, suspensions, ...plain }: Rest): string {
  const { policies, rotations, installation, removals, revisions, installationName, erased, erasures, seals } = plain
  const maps = {
    holds: [...holds],
    replaced: [...replaced],
    approvals: [...approvals],
    invalid: [...invalid],
    applied: [...applied],
    suspensions: [...suspensions],
    ...(policies.size === 0 ? {} : { policies: [...policies] }),
    ...(rotations.size === 0 ? {} : { rotations: [...rotations] }),
    erased: [...erased],
    erasures: [...erasures],
  }
  return JSON.stringify({ installation, removals, ...maps, revisions, installationName, seals })
}

type Written<M> =
  M extends ReadonlyMap<infer K, infer V>
    ? readonly (readonly [K, V])[]
    : M extends ReadonlySet<infer T>
      ? readonly T[]
      : M

/** The rest of a state, as `restText` wrote it. */
export function restIn(text: string): Rest {
  const written = JSON.parse(text) as { readonly [N in keyof Rest]: Written<Rest[N]> }
  return {
    installation: written.installation,
    removals: written.removals,
    holds: new Map(written.holds),
    replaced: new Map(written.replaced),
    // JSON leaves out what is not known of an approval.
    approvals: new Map(
      written.approvals.map(([digest, one]) => [digest, { ...one, actor: one.actor, scope: one.scope }]),
    ),
    invalid: new Map(written.invalid),
    applied: new Map(written.applied),
    suspensions: new Map(written.suspensions),
    policies: new Map(written.policies ?? []),
    rotations: new Map(written.rotations ?? []),
    revisions: written.revisions,
    installationName: written.installationName,
    erased: new Map(written.erased),
    erasures: new Set(written.erasures),
    seals: written.seals,
  }
}
