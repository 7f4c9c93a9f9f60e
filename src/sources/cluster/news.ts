import { type Collection, DEFINITIONS, NAMESPACES, REPORTS } from '../../kubernetes/collection.ts'
import { isObject } from '../../kubernetes/list.ts'
import type { WatchEvent } from '../../kubernetes/watch.ts'
import type { JsonObject } from '../../model/resource.ts'
import { approvalIn } from './approval.ts'
import type { Inventoried } from './memory.ts'
import { identityIn, type ObjectSettings, objectIn } from './object.ts'

/** What an event says to somebody who knows what was listed: nothing new, something older, or that an organization has changed. */
export type News = { readonly type: 'none' | 'stale' } | { readonly type: 'changed'; readonly organization: string }

const NONE: News = { type: 'none' }

/** Judges an event. A status that was written, and a repetition, are no news; what has vanished always is. */
export function newsIn(
  { type, object }: WatchEvent,
  { kind, resource }: Collection,
  known: Inventoried | undefined,
  settings: Omit<ObjectSettings, 'kind'>,
): News {
  if (resource === NAMESPACES.resource) return namespaceNews(type, object, known)
  if (resource === DEFINITIONS.resource) return definitionNews(type, object, known)
  if (resource === REPORTS.resource) return reportNews(type, object, known, settings.source)
  const found = kind === undefined ? undefined : objectIn(object, { ...settings, kind })
  if (found === undefined) return NONE
  const before = known?.objects.get(found.path)
  const changed: News = { type: 'changed', organization: found.organization }
  if (type === 'DELETED') return before === undefined ? NONE : changed
  if (before === undefined || before.uid !== found.uid) return changed
  if (found.generation < before.generation) return { type: 'stale' }
  const isSame =
    before.digest === found.digest && before.generation === found.generation && before.isDeleting === found.isDeleting
  return isSame ? NONE : changed
}

function namespaceNews(type: WatchEvent['type'], object: JsonObject, known: Inventoried | undefined): News {
  const name = identityIn(object)?.name
  if (name === undefined) return NONE
  const isTerminating = type !== 'DELETED' && isDeleting(object)
  const wasTerminating = known?.terminating.includes(name) === true
  return isTerminating === wasTerminating ? NONE : { type: 'changed', organization: name }
}

/** Only what it approves is read of the report of this source; its status is the program's own. */
function reportNews(
  type: WatchEvent['type'],
  object: JsonObject,
  known: Inventoried | undefined,
  source: string,
): News {
  if (identityIn(object)?.name !== source) return NONE
  const approval = type === 'DELETED' ? undefined : approvalIn(object)
  return approval === known?.approval ? NONE : { type: 'changed', organization: '' }
}

function definitionNews(type: WatchEvent['type'], object: JsonObject, known: Inventoried | undefined): News {
  const uid = identityIn(object)?.uid
  const isOwn = [...(known?.definitions.values() ?? [])].some((one) => one === uid)
  return isOwn && (type === 'DELETED' || isDeleting(object)) ? { type: 'changed', organization: '' } : NONE
}

function isDeleting({ metadata }: JsonObject): boolean {
  return isObject(metadata) && metadata.deletionTimestamp !== undefined && metadata.deletionTimestamp !== null
}
