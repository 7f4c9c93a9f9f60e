import { plural } from '../../lib/text.ts'
import type { Finding } from '../../model/problem.ts'
import { keyOf } from '../../model/resource.ts'
import { type Entitled, layersOf } from '../../usage/entitled.ts'
import { COUNTED, type CountedMatter, decidedBy, type Matter, mostOf } from '../../usage/matters.ts'
import type { OrganizationLaw, OrganizationView } from '../view.ts'
import { quoted } from './words.ts'

/**
 * No change takes an organization beyond what it is entitled to: counts after are compared with the greater of limit and
 * counts before (model §3 `EntitlementExceeded`). The measure is the count, so that a lower limit makes nothing worse;
 * what a change leaves over a limit that it lowers itself is a warning.
 */
export const entitlementsAreKept: OrganizationLaw = (view) => {
  const layers = layersOf(view)
  return COUNTED.flatMap((limited) => {
    const limit = limitOf(layers, limited)
    return limit === undefined ? [] : excessOver(view, limited, limit)
  })
}

interface Limit {
  readonly most: number
  readonly from: Entitled
}

function limitOf(layers: readonly (readonly Entitled[])[], matter: Matter): Limit | undefined {
  const from = decidedBy(layers, matter)
  const most = from?.name === matter.count ? mostOf(from.value) : undefined
  return from === undefined || most === undefined ? undefined : { most, from }
}

function excessOver(view: OrganizationView, limited: CountedMatter, { most, from }: Limit): readonly Finding[] {
  const counted = limited.counted(view)
  if (counted.length <= most) return []
  const before = view.stored === undefined ? [] : limited.counted(view.stored)
  const known = new Set(before.map(({ name }) => name))
  const added = counted.filter(({ name }) => !known.has(name))
  const [first, ...others] = added.length === 0 ? counted : added
  if (first === undefined) return []
  const lowered = counted.length <= before.length && !isOver(view.stored, limited)
  const surplus = Math.min(counted.length - most, Math.max(1, counted.length - before.length))
  return [
    {
      code: 'EntitlementExceeded',
      severity: lowered ? 'warning' : 'error',
      key: keyOf(first),
      pointer: '/metadata/name',
      subject: `limit/${limited.count}`,
      measure: counted.length,
      message: `organization ${quoted(view.name)} would have ${plural(counted.length, limited.noun)}, its entitlement ${quoted(limited.count)} allows ${most}`,
      help: `take ${plural(surplus, limited.noun)} out, or ask for a higher ${limited.count}`,
      related: [
        { key: from.key, pointer: from.pointer, message: 'the limit is given here' },
        ...others.slice(0, 9).map((one) => ({ key: keyOf(one), pointer: '/metadata/name', message: 'counts too' })),
      ],
    },
  ]
}

function isOver(stored: OrganizationView | undefined, limited: CountedMatter): boolean {
  const limit = stored === undefined ? undefined : limitOf(layersOf(stored), limited)
  return stored !== undefined && limit !== undefined && limited.counted(stored).length > limit.most
}
