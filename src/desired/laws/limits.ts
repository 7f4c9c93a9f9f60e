import { plural } from '../../lib/text.ts'
import type { Finding } from '../../model/problem.ts'
import { identityOf, keyOf } from '../../model/resource.ts'
import { type Bound, type Use, usesIn } from '../../usage/uses.ts'
import type { OrganizationLaw, OrganizationView } from '../view.ts'
import { called, quoted } from './words.ts'

/**
 * No change takes an organization beyond what it is entitled to, nor beyond the limits of its plan, unless overage is agreed:
 * counts after are compared with the greater of limit and counts before (model §3 `EntitlementExceeded`). The measure is
 * the count, so that a lower limit makes nothing worse; what is left over a limit that falls is a warning, `OverLimit`.
 */
export const entitlementsAreKept: OrganizationLaw = (view) => {
  const { stored } = view
  const over = exceededIn(view)
  if (over.length === 0) return []
  const before = new Set((stored === undefined ? [] : exceededIn(stored)).map(({ name }) => name))
  return over.map((use) => excess(view, use, before.has(use.name)))
}

type Limit = Extract<Bound, { type: 'limited' }>
type Limited = Use & { readonly bound: Limit }

function exceededIn(view: OrganizationView): readonly Limited[] {
  return usesIn(view)
    .filter(isLimited)
    .filter(({ bound, count }) => !bound.mayExceed && count(view).length > bound.most)
}

function isLimited(use: Use): use is Limited {
  return use.bound?.type === 'limited'
}

function excess(view: OrganizationView, { name, noun, count, bound }: Limited, wasOver: boolean): Finding {
  const now = count(view)
  const then = view.stored === undefined ? [] : count(view.stored)
  const known = new Set(then.map((one) => one.name))
  const added = now.filter((one) => !known.has(one.name))
  const [first, ...others] = added.length === 0 ? now : added
  const isMore = now.length > then.length
  const hasFallen = !isMore && !wasOver
  const surplus = Math.min(Math.ceil(now.length - bound.most), Math.max(1, now.length - then.length))
  return {
    code: hasFallen ? 'OverLimit' : 'EntitlementExceeded',
    severity: hasFallen ? 'warning' : 'error',
    ...(first === undefined
      ? { key: bound.key, pointer: bound.pointer }
      : { key: keyOf(first), pointer: '/metadata/name' }),
    subject: `limit/${name}`,
    measure: now.length,
    message: `organization ${quoted(view.name)} ${isMore ? 'would have' : 'has'} ${plural(now.length, noun)}, ${limitText(name, bound)}`,
    help: `take ${plural(surplus, noun)} out, or ${wayOut(name, bound)}`,
    related: [
      { key: bound.key, pointer: bound.pointer, message: 'the limit is given here' },
      ...others.slice(0, 9).map((one) => ({ key: keyOf(one), pointer: '/metadata/name', message: 'counts too' })),
    ],
  }
}

function limitText(name: string, { key, pointer, most }: Limit): string {
  const giver = identityOf(key)
  if (giver.kind === 'Entitlement') return `its entitlement ${quoted(name)} allows ${most}`
  const what = isOfPlan(pointer) ? quoted(name) : `the entitlement ${quoted(name)}`
  return `${what} of ${called(giver)} allows ${most}`
}

function wayOut(name: string, { pointer }: Limit): string {
  if (!isOfPlan(pointer)) return `ask for a higher ${name}`
  return 'subscribe to a plan that allows more, or set overage: true in the Subscription'
}

/** Whether a plan limits it as such, and not by an entitlement that it gives. */
function isOfPlan(pointer: string): boolean {
  return pointer.startsWith('/spec/limits/')
}
