import { text } from '../../access/fields.ts'
import { rightsOf } from '../../access/rights.ts'
import type { DesiredUnit } from '../../desired/state.ts'
import type { OrganizationView } from '../../desired/view.ts'
import { folded } from '../../lib/text.ts'
import { identityOf, keyOf, type Resource } from '../../model/resource.ts'
import type { PassPlan } from '../../plan/pass.ts'

/**
 * What somebody would give themselves by a change: `ada: admin`, each once, sorted. What is declared with it is compared with what is
 * declared without it, also where an organization is wrong and waits: it will come into force with what puts that right. As for
 * `SelfGrant`, an organization that is not stored yet gives access to whom it wants.
 */
export function ownGains(before: PassPlan, after: PassPlan, email: string): readonly string[] {
  const gains = [...after.desired.units].flatMap(([name, unit]) => {
    const { view } = unit
    const known = before.desired.units.get(name)
    // The same object is one that nothing has touched.
    if (known === unit || view.type !== 'organization' || view.before === undefined) return []
    const then = known?.view
    const without = then?.type === 'organization' ? then.after : view.before
    return usersWith(email, view.after).flatMap((user) =>
      gainedBy(user, email, { without, declared: view.after, unit }).map((right) => `${user.name}: ${right}`),
    )
  })
  return [...new Set(gains)].sort()
}

interface Sides {
  readonly without: OrganizationView
  readonly declared: OrganizationView
  readonly unit: DesiredUnit
}

/** The rights that are new, or last longer; of what is renamed they stay. */
function gainedBy(user: Resource, email: string, { without, declared, unit }: Sides): readonly string[] {
  const names = new Map([...unit.renames].map(([now, old]) => [old, identityOf(now).name]))
  const old = without.get('User', user.name) ?? usersWith(email, without)[0]
  const had =
    old === undefined
      ? new Map<string, number>()
      : rightsOf(without, old.name, (kind, name) => names.get(keyOf({ kind, namespace: without.name, name })) ?? name)
  return [...rightsOf(declared, user.name)]
    .filter(([right, until]) => until > (had.get(right) ?? Number.NEGATIVE_INFINITY))
    .map(([right]) => right)
}

function usersWith(email: string, view: OrganizationView): readonly Resource[] {
  return view.of('User').filter(({ spec }) => folded(text(spec, 'email') ?? '') === folded(email))
}
