import { listed, plural, visible } from '../lib/text.ts'
import type { StatusEvent } from '../model/event.ts'
import type { PolicyStatus, Status } from '../model/status.ts'
import { limitText } from '../usage/policies/words.ts'
import { withoutEmails } from './plain.ts'

const SUBJECT = 'policy/'

/** The subject of a policy's events. */
export function policySubject({ name }: Pick<PolicyStatus, 'name'>): string {
  return `${SUBJECT}${name}`
}

/** That policies have fired, as events; the id stays the same until the policy is reset. */
export function firedEvents({ policies = [] }: Pick<Status, 'policies'>, at: string): readonly StatusEvent[] {
  return policies.map((policy) => {
    const { since, exceeded, actions, organizations } = policy
    const subject = policySubject(policy)
    const id = `${subject}/fired/${since}`
    const why = listed(exceeded.map(limitText))
    const affects = `it affects ${plural(organizations.length, 'organization')}; actions: ${listed(actions)}`
    const message = withoutEmails(`${visible(subject)}: a usage policy has fired: ${why}; ${affects}`)
    return { type: 'policy', id, at, subject, message, fired: true, ...about(policy) }
  })
}

/**
 * That a policy is reset, as an event; `undefined` where the subject is no policy's. What it asked for is told where the
 * program knew it before.
 */
export function resetEvent(
  subject: string,
  since: string,
  { policies = [], at }: { readonly policies: Status['policies']; readonly at: string },
): StatusEvent | undefined {
  if (!subject.startsWith(SUBJECT)) return undefined
  const name = subject.slice(SUBJECT.length)
  const nothing = { name, source: '', since, exceeded: [], actions: [], organizations: [] }
  const known = policies.find((policy) => policy.name === name) ?? nothing
  const message = withoutEmails(
    `${visible(subject)}: a usage policy is reset: no value is greater than its limit any more`,
  )
  return { type: 'policy', id: `${subject}/reset/${since}`, at, subject, message, fired: false, ...about(known) }
}

function about(policy: PolicyStatus) {
  const { name, source, since, exceeded, actions, organizations } = policy
  const sources = source === '' ? [] : [source]
  const revisions: Readonly<Record<string, string>> = {}
  return { policy: name, since, exceeded, actions, organizations, affected: organizations.length, sources, revisions }
}
