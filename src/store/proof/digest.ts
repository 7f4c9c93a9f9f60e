import { createHash } from 'node:crypto'
import { byText } from '../../lib/compare.ts'
import type { State } from '../../model/state.ts'
import { jsonOf } from '../json.ts'

/**
 * SHA-256 (hex) over everything a state holds but its head: one line of canonical JSON for the installation and the
 * removals, one for holds, approvals and revisions, one for what was erased or sealed if there is any, one for usage policies that have fired if there are any, one for generated keys that were handed over if there are any, one for each uid ever given away, one for each resource, in order. Two states are equal exactly where their
 * heads and these digests are.
 */
export function stateDigest(state: State): string {
  const { installation, resources, everUsed, removals } = state
  const hash = createHash('sha256')
  hash.update(`${jsonOf([installation, removals])}\n`)
  hash.update(`${jsonOf(standingOf(state))}\n`)
  // Only where there are any: the digests of states without are older.
  if (state.erased.size + state.erasures.size + state.seals.length > 0) hash.update(`${jsonOf(goneOf(state))}\n`)
  if (state.policies.size > 0) hash.update(`${jsonOf({ policies: sorted(state.policies) })}\n`)
  if (state.rotations.size > 0) hash.update(`${jsonOf({ rotations: sorted(state.rotations) })}\n`)
  for (const uid of [...everUsed].sort()) hash.update(`${jsonOf(uid)}\n`)
  for (const [, resource] of [...resources].sort(([left], [right]) => byText(left, right))) {
    hash.update(`${jsonOf(resource)}\n`)
  }
  return hash.digest('hex')
}

function sorted<T>(map: ReadonlyMap<string, T>): unknown {
  return [...map].sort(([left], [right]) => byText(left, right))
}

function goneOf({ erased, erasures, seals }: State): unknown {
  return [sorted(erased), [...erasures].sort(), seals]
}

/** Units stand in the order in which they were last applied, which belongs to the state. */
function standingOf({ holds, replaced, ...state }: State): unknown {
  const { approvals, invalid, applied, revisions, installationName } = state
  const told = [sorted(holds), sorted(approvals), sorted(invalid), [...applied], revisions, installationName ?? null]
  // Where there are none the digest is that of older versions, which did not know them.
  return replaced.size === 0 ? told : [...told, [...replaced]]
}
