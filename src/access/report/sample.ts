import { byText } from '../../lib/compare.ts'
import { sha256 } from '../../lib/digest.ts'
import type { AccessEvent } from './event.ts'

/** Everything that one user gained, or lost, in one organization by one entry, or by windows at one moment: what an auditor takes one of. */
export interface Incident {
  readonly change: AccessEvent['change']
  readonly moment: number
  readonly entry: AccessEvent['entry']
  readonly organization: string
  readonly user: AccessEvent['user']
  readonly events: readonly [AccessEvent, ...AccessEvent[]]
}

/** An incident that was drawn; `digest` is what decided its place. */
export interface Drawn {
  readonly incident: Incident
  readonly digest: string
}

/** What was drawn, first one first, of how many, and the digest of the whole list from which it was drawn. */
export interface Sample {
  readonly drawn: readonly Drawn[]
  readonly population: number
  readonly digest: string
}

/** Events as incidents, in their order. */
export function incidentsOf(events: readonly AccessEvent[]): readonly Incident[] {
  const found = new Map<string, [AccessEvent, ...AccessEvent[]]>()
  for (const event of events) {
    const { change, moment, entry, user } = event
    const name = `${entry === undefined ? moment : `entry ${entry.seq}`} ${user.uid} ${change}`
    const known = found.get(name)
    if (known === undefined) found.set(name, [event])
    else known.push(event)
  }
  return [...found.values()].map((own) => {
    const [{ change, moment, entry, organization, user }] = own
    const commits = [...new Set(own.flatMap((event) => event.entry?.commits ?? []))].sort()
    return { change, moment, entry: entry && { seq: entry.seq, commits }, organization, user, events: own }
  })
}

/**
 * Draws so many incidents. Each has a digest, the SHA-256 of four lines: the seed, the hash of its entry (for a window `window `
 * and the moment, RFC 3339 UTC), the uid of the user, and `gained` or `lost`. They are taken in the order of their digests, so that a
 * larger sample begins with the smaller one. The digest of the list is the SHA-256 of all digests in order, each with a line feed.
 */
export function sampleOf(
  incidents: readonly Incident[],
  { seed, most, hashOf }: { readonly seed: string; readonly most: number; hashOf(seq: number): string },
): Sample {
  const all = incidents
    .map((incident): Drawn => {
      const { change, moment, entry, user } = incident
      const place = entry === undefined ? `window ${new Date(moment).toISOString()}` : hashOf(entry.seq)
      return { incident, digest: sha256(`${[seed, place, user.uid, change].join('\n')}\n`) }
    })
    .sort((left, right) => byText(left.digest, right.digest))
  const digest = sha256(all.map((one) => `${one.digest}\n`).join(''))
  return { drawn: all.slice(0, most), population: all.length, digest }
}
