import { ask, type Reading } from '../kubernetes/body.ts'
import type { Cluster } from '../kubernetes/cluster.ts'
import { collectionOf, FINALIZER } from '../kubernetes/collection.ts'
import { clusterError, incompleteError, statusError } from '../kubernetes/failure.ts'
import { isObject } from '../kubernetes/list.ts'
import { by } from '../lib/compare.ts'
import type { Json, JsonObject } from '../model/resource.ts'

/** An Organization as it was listed; `resourceVersion` tells whether it is still the same. */
export interface FinalizedOrganization {
  readonly name: string
  readonly uid: string
  readonly resourceVersion: string
  readonly isDeleting: boolean
  readonly hasFinalizer: boolean
}

/** A finalizer that is to be put on an Organization, or taken away. */
export interface FinalizerChange {
  readonly action: 'add' | 'remove'
  readonly organization: FinalizedOrganization
}

/**
 * The finalizers that have to change, by name: an Organization that is stored gets one, so that its deletion waits; one that is
 * being deleted loses it as soon as it is no longer stored, for then its removal was applied.
 */
export function finalizerChanges(
  organizations: readonly FinalizedOrganization[],
  isStored: (name: string) => boolean,
): readonly FinalizerChange[] {
  const changes = organizations.flatMap((organization): FinalizerChange[] => {
    const { name, isDeleting, hasFinalizer } = organization
    if (isDeleting) return hasFinalizer && !isStored(name) ? [{ action: 'remove', organization }] : []
    return !hasFinalizer && isStored(name) ? [{ action: 'add', organization }] : []
  })
  return changes.sort(by(({ organization }) => organization.name))
}

const MOST_TRIES = 5

/**
 * Changes a finalizer and nothing else; whether there was anything to do. An object of another uid, or none, is left alone, and a
 * finalizer is only added to what is not being deleted. Somebody who writes at the same time is read again. Throws `SourceError`.
 */
export async function changeFinalizer(cluster: Cluster, change: FinalizerChange, reading: Reading): Promise<boolean> {
  const { name, uid } = change.organization
  const { path, resource } = collectionOf('Organization')
  const one = { resource, path: `${path}/${name}` }
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    const got = await ask(cluster, { ...one, verb: 'get' }, reading)
    if (got.status === 404) return false
    if (got.status !== 200) throw statusError(got.asked, got.status)
    const metadata = got.body?.metadata
    if (!isObject(metadata)) throw incompleteError(got.asked, 'the answer is no object')
    const finalizers = metadata.uid === uid ? changed(metadata, change.action) : undefined
    if (finalizers === undefined) return false
    const { resourceVersion = '' } = metadata
    const text = JSON.stringify({ metadata: { uid, resourceVersion, finalizers } })
    const body = { type: 'application/merge-patch+json', text }
    const patched = await ask(cluster, { ...one, verb: 'patch', method: 'PATCH', body }, reading)
    if (patched.status === 404) return false
    if (patched.status === 200) return true
    // The version in the patch makes it a conflict where somebody else has written meanwhile; of another uid it is invalid.
    if (patched.status !== 409 && patched.status !== 422) throw statusError(patched.asked, patched.status)
  }
  throw clusterError('SourceUnavailable', `organization ${name} is written by somebody else all the time`, 'try again')
}

/** The finalizers as they should be; `undefined` where they are. */
function changed(
  { finalizers, deletionTimestamp }: JsonObject,
  action: FinalizerChange['action'],
): readonly Json[] | undefined {
  const own = Array.isArray(finalizers) ? (finalizers as readonly Json[]) : []
  const isThere = own.includes(FINALIZER)
  switch (action) {
    case 'add':
      return isThere || (deletionTimestamp ?? undefined) !== undefined ? undefined : [...own, FINALIZER]
    case 'remove':
      return isThere ? own.filter((one) => one !== FINALIZER) : undefined
  }
}
