import { listed, plural, visible } from '../../lib/text.ts'
import type { Limited } from '../../model/policy.ts'
import { exceededOf, type Transition } from './transition.ts'

/** A value and its limit: `cpu 1200, limit 1000 in a month`, `cost 51.5, limit 50 in total`. */
export function limitText({ component = 'cost', current, limit, period }: Limited): string {
  return `${component} ${current}, limit ${limit} ${period === 'total' ? 'in total' : `in a ${period}`}`
}

/** What became of a policy in one sentence, without a full stop. */
export function transitionText({ type, evaluation }: Transition): string {
  const { policy, organizations } = evaluation
  const name = `usage policy ${visible(policy.name)}`
  const exceeded = listed(exceededOf(evaluation).map(limitText))
  switch (type) {
    case 'fired':
      return `${name} has fired: ${exceeded}; it affects ${plural(organizations.length, 'organization')}`
    case 'changed':
      return `${name} still fires, by other limits: ${exceeded}`
    case 'reset':
      return `${name} is reset: no value is greater than its limit any more`
  }
}
