import { listed, plural, visible } from '../../lib/text.ts'
import type { PolicyStatus } from '../../model/status.ts'
import type { Style } from '../../plan/render/style.ts'
import { limitText } from '../../usage/policies/words.ts'

/** A usage policy that has fired, as the control socket and the API give it. */
export type FiredTold = PolicyStatus & { readonly affected: number }

const MOST = 10

/** The usage policies that have fired: since when, by which limits, whom they affect, and what they ask for. Nothing where none has. */
export function policiesText(
  policies: readonly FiredTold[],
  { style, state }: { readonly style: Style; readonly state: string },
): string {
  if (policies.length === 0) return ''
  const lines = policies
    .slice(0, MOST)
    .flatMap(({ name, since, exceeded, actions, affected }) => [
      `  ${style.warning(visible(name))}: ${listed(exceeded.map(limitText))}, since ${since}`,
      `    affects ${plural(affected, 'organization')}; ${actions.join(', ')}`,
    ])
  const hidden = policies.length - MOST
  const more = hidden > 0 ? [`  … and ${hidden} more: charter policies --fired --state ${state}`] : []
  return `${[style.heading('usage policies that have fired'), ...lines, ...more].join('\n')}\n`
}
