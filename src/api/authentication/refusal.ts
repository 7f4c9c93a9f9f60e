import type { Identity, Refusal } from '../identity.ts'

/** A refusal, and why, for the log alone. */
export function refusal(type: Refusal['type'], reason: string): Refusal {
  return { type, reason }
}

/** Whether nobody is let in. */
export function isRefusal(found: Identity | Refusal): found is Refusal {
  switch (found.type) {
    case 'unauthorized':
    case 'malformed':
    case 'unavailable':
      return true
    case 'token':
    case 'person':
    case 'kubernetes':
    case 'user':
      return false
  }
}
