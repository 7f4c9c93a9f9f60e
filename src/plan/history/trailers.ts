import { visible } from '../../lib/text.ts'
import type { Commit, Trailer } from '../../model/commit.ts'
import type { Intent } from '../../model/context.ts'
import { REMOVAL_CLASSES, type RemovalClass } from '../../model/state.ts'

/** What the trailers of a commit ask for: removals that are meant, digests (or their beginnings) that are approved. */
export interface Asked {
  readonly intents: readonly (Intent & { readonly organization: string })[]
  readonly approvals: readonly string[]
  /** What is wrong with the others, in one sentence each. */
  readonly faults: readonly string[]
}

const REMOVES = 'charter-removes'
const APPROVE = 'charter-approve'
const SHORTEST_DIGEST = 8

/** Reads the trailers that Charter knows (model §4, "Intent", "Approval"); letter case of keys and classes does not matter. */
export function askedBy({ hash, trailers }: Commit): Asked {
  const intents: (Intent & { organization: string })[] = []
  const approvals: string[] = []
  const faults: string[] = []
  for (const trailer of trailers) {
    const key = trailer.key.toLowerCase()
    if (key === REMOVES) {
      const read = intentOf(trailer)
      if (typeof read === 'string') faults.push(faultOf(hash, trailer, read))
      else intents.push(read)
    } else if (key === APPROVE) {
      if (isBeginningOfDigest(trailer.value)) approvals.push(trailer.value.toLowerCase())
      else faults.push(faultOf(hash, trailer, 'write the digest of the plan, or eight or more of its first characters'))
    } else if (key.startsWith('charter-')) {
      faults.push(faultOf(hash, trailer, 'there are Charter-Removes and Charter-Approve'))
    }
  }
  return { intents, approvals, faults }
}

/** `User=649 Resource=12 organization=kubernetes`; or what would be right. */
function intentOf({ value }: Trailer): (Intent & { readonly organization: string }) | string {
  const counts: Partial<Record<RemovalClass, number>> = {}
  let organization: string | undefined
  for (const word of value.split(/[\s,]+/).filter((one) => one !== '')) {
    const [name = '', text = '', ...more] = word.split('=')
    const known = REMOVAL_CLASSES.find((one) => one.toLowerCase() === name.toLowerCase())
    if (name.toLowerCase() === 'organization' && text !== '' && more.length === 0 && organization === undefined) {
      organization = text
    } else if (known !== undefined && counts[known] === undefined && /^\d{1,9}$/.test(text) && more.length === 0) {
      counts[known] = Number(text)
    } else return `\`${visible(word)}\` is no <class>=<count>; classes are ${REMOVAL_CLASSES.join(', ')}`
  }
  if (organization === undefined) return 'name the organization: `organization=<name>`'
  if (Object.keys(counts).length === 0) return 'say how many may go, for example `User=649`'
  return { organization, counts }
}

/** Whether a text is a digest, or eight or more of its first characters; letter case does not matter. */
export function isBeginningOfDigest(value: string): boolean {
  return /^[0-9a-f]+$/i.test(value) && value.length >= SHORTEST_DIGEST && value.length <= 64
}

function faultOf(hash: string, { key, value }: Trailer, help: string): string {
  const shown = visible(`${key}: ${value}`.slice(0, 200))
  return `the trailer \`${shown}\` of commit ${hash.slice(0, 12)} counts for nothing: ${help}`
}
