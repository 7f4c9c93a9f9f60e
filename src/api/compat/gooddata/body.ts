import type { Body } from '../../endpoint.ts'
import type { SystemAsked } from '../system.ts'

/** What is sent with a question that is about some things by their names: an object with a list of texts. */
export function listBody(field: string): Body {
  const list = { type: 'array', items: { type: 'string' } }
  return { schema: { type: 'object', required: [field], properties: { [field]: list } }, isNeeded: false }
}

/** Whether a question is about something of a name: all names where nothing was sent with it. */
export function namedIn({ body }: SystemAsked, field: string): (name: string) => boolean {
  const names = body?.[field]
  return Array.isArray(names) ? (name) => names.includes(name) : () => true
}
