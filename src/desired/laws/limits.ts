import { part, text } from '../../access/fields.ts'
import { plural } from '../../lib/text.ts'
import type { Finding } from '../../model/problem.ts'
import { keyOf, type Resource } from '../../model/resource.ts'
import type { OrganizationLaw, OrganizationView } from '../view.ts'
import { type Entitled, layersOf } from './entitled.ts'
import { quoted } from './words.ts'

/** What an entitlement limits: its names, and the resources that count (model §2 Entitlement). */
interface Limited {
  readonly count: string
  readonly unlimited: string
  readonly noun: string
  readonly counted: (view: OrganizationView) => readonly Resource[]
}

const LIMITED: readonly Limited[] = [
  { count: 'UserCount', unlimited: 'UnlimitedUsers', noun: 'user', counted: countedUsers },
  {
    count: 'WorkspaceCount',
    unlimited: 'UnlimitedWorkspaces',
    noun: 'workspace',
    counted: (view) => view.of('Workspace').filter(({ spec }) => text(spec, 'type') === 'workspace'),
  },
]

/**
 * No change takes an organization beyond what it is entitled to: counts after are compared with the greater of limit and
 * counts before (model §3 `EntitlementExceeded`). The measure is the count, so that a lower limit makes nothing worse;
 * what a change leaves over a limit that it lowers itself is a warning.
 */
export const entitlementsAreKept: OrganizationLaw = (view) => {
  const layers = layersOf(view)
  return LIMITED.flatMap((limited) => {
    const limit = limitOf(layers, limited)
    return limit === undefined ? [] : excessOver(view, limited, limit)
  })
}

/** Users that count: all declared ones but the bootstrap user. */
function countedUsers(view: OrganizationView): readonly Resource[] {
  const bootstrap = text(part(view.organization?.spec ?? {}, 'bootstrap'), 'user')
  return view.of('User').filter(({ name }) => name !== bootstrap)
}

interface Limit {
  readonly most: number
  readonly from: Entitled
}

// The first layer that speaks of the matter decides, be it with a number or without limit.
function limitOf(layers: readonly (readonly Entitled[])[], { count, unlimited }: Limited): Limit | undefined {
  for (const layer of layers) {
    if (layer.some(({ name }) => name === unlimited)) return undefined
    const from = layer.find(({ name, value }) => name === count && value !== undefined && /^\d+$/.test(value))
    if (from !== undefined) return { most: Number(from.value), from }
  }
  return undefined
}

function excessOver(view: OrganizationView, limited: Limited, { most, from }: Limit): readonly Finding[] {
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

function isOver(stored: OrganizationView | undefined, limited: Limited): boolean {
  const limit = stored === undefined ? undefined : limitOf(layersOf(stored), limited)
  return stored !== undefined && limit !== undefined && limited.counted(stored).length > limit.most
}
