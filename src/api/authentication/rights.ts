import { setTimeout as pause } from 'node:timers/promises'
import type { Reading } from '../../kubernetes/body.ts'
import type { Cluster } from '../../kubernetes/cluster.ts'
import { type AccessQuestion, type ClusterUser, reviewAccess } from '../../kubernetes/review.ts'
import { SourceError } from '../../model/errors.ts'
import type { ClusterRights } from '../identity.ts'

/** An API server, how long one answer may take, and what ends everything that is asked of it for one request. */
export interface Asking extends Reading {
  readonly cluster: Cluster
}

/** Beyond this nobody is asked about one by one: only who may see all of them sees any. */
export const MOST_BY_NAME = 1000
const AT_ONCE = 16
const RETRY_MS = 100

/**
 * What RBAC lets somebody do to the Organizations of these names: `get` is to see one, `update` to manage it. Who may do it
 * to all is asked about once. Throws `SourceError` where the API server cannot say.
 */
export async function rightsOf(
  user: ClusterUser,
  organizations: readonly string[],
  asking: Asking,
): Promise<ClusterRights> {
  const may = (question: AccessQuestion): Promise<boolean> =>
    asked(asking, (reading) => reviewAccess(asking.cluster, { user, ...question }, reading))
  const among = async (verb: AccessQuestion['verb'], names: readonly string[]): Promise<ReadonlySet<string>> => {
    const found = await inTurns(names, async (organization) =>
      (await may({ verb, organization })) ? [organization] : [],
    )
    return new Set(found.flat())
  }
  const [seesAll, managesAll] = await Promise.all([may({ verb: 'get' }), may({ verb: 'update' })])
  const names = organizations.length > MOST_BY_NAME ? [] : organizations
  const sees = seesAll ? undefined : await among('get', names)
  // What nobody may see they cannot manage here either.
  const manages = managesAll ? sees : await among('update', sees === undefined ? names : [...sees])
  return { sees, manages }
}

/** Asks, and once more where that failed for a reason that may pass. */
export async function asked<T>({ signal, timeoutMs }: Asking, work: (reading: Reading) => Promise<T>): Promise<T> {
  const reading = { signal, timeoutMs }
  try {
    return await work(reading)
  } catch (error) {
    if (signal.aborted || !(error instanceof SourceError) || error.code !== 'SourceUnavailable') throw error
    await pause(RETRY_MS)
    return work(reading)
  }
}

/** Works on all of them, some at once; what they give in their order. */
async function inTurns<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<readonly R[]> {
  const done: R[] = []
  for (let at = 0; at < all.length; at += AT_ONCE)
    done.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(work))))
  return done
}
