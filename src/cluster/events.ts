import { byText } from '../lib/compare.ts'
import { sha256 } from '../lib/digest.ts'
import { shortened, visible } from '../lib/text.ts'
import type { StatusEvent } from '../model/event.ts'
import type { JsonObject } from '../model/resource.ts'
import { approvalOf, type Carrier } from './approval.ts'

/** What an Event is about: an object of the cluster that has no namespace. */
export interface Regarding {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
}

/** Where Events about objects without a namespace lie: in the older group, since servers disagree about where they lie in the newer one. */
export const EVENTS_PATH = '/api/v1/namespaces/default/events'

/** Whether an Event tells of it: what was applied, is held, is wrong, or is neither any more. */
export function isForCluster({ type }: StatusEvent): boolean {
  return type === 'applied' || type === 'held' || type === 'invalid' || type === 'recovered'
}

const MOST_NOTE = 1024

/**
 * The Event (v1) that tells of something. The same thing has the same name whenever it is told, so that the API server takes it
 * once. `own` is the source that reads this cluster, where its report stands in it.
 */
export function eventBody(event: StatusEvent, regarding: Regarding, own?: string): JsonObject {
  const name = `${regarding.name.slice(0, 200)}.${sha256(`${regarding.uid} ${event.id}`).slice(0, 16)}`
  const at = event.at.replace(/\.\d+Z$/, 'Z')
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace: 'default', annotations: annotationsOf(event) },
    involvedObject: { ...regarding },
    reason: reasonOf(event),
    message: noteOf(event, own),
    type: event.type === 'held' || event.type === 'invalid' ? 'Warning' : 'Normal',
    source: { component: 'charter' },
    reportingComponent: 'charter.sh/charter',
    reportingInstance: 'charter',
    firstTimestamp: at,
    lastTimestamp: at,
    count: 1,
  }
}

function reasonOf(event: StatusEvent): string {
  switch (event.type) {
    case 'held':
    case 'invalid':
      return event.code
    case 'applied':
      return 'Applied'
    case 'recovered':
    case 'late':
    case 'expiring':
    case 'policy':
    case 'test':
      return 'Recovered'
  }
}

const MOST_REVISIONS = 1024

/** For programs: at which revisions of its sources it happened, whole; and the digest of the plan that is held, which an approval names. */
function annotationsOf(event: StatusEvent): JsonObject {
  const revisions = Object.entries(event.revisions).sort(([left], [right]) => byText(left, right))
  const told = revisions.map(([source, revision]) => `${source}@${revision}`).join(' ')
  return {
    ...(told === '' ? {} : { 'charter.sh/revisions': shortened(visible(told), MOST_REVISIONS) }),
    ...(event.type === 'held' ? { 'charter.sh/plan': event.digest } : {}),
  }
}

/** At most 1,024 bytes, which is what the API server takes. */
function noteOf(event: StatusEvent, own: string | undefined): string {
  const text = visible(event.message)
  const how = event.type === 'held' ? approvalOf(carrierOf(event, own), event.digest) : ''
  const most = MOST_NOTE - how.length
  // A character of UTF-16 has at most three bytes in UTF-8.
  const cut = Buffer.byteLength(text) <= most ? text : shortened(text, Math.floor(most / 3))
  return `${cut}${how}`
}

function carrierOf({ organization, subject }: StatusEvent, own: string | undefined): Carrier | undefined {
  if (organization !== undefined) return { kind: 'organization', name: organization }
  return own !== undefined && subject === `source/${own}` ? { kind: 'reconcilereport', name: own } : undefined
}
