import { entries, isObject, text } from '../../access/fields.ts'
import { pointerOf } from '../../lib/pointer.ts'
import { listed, nearest } from '../../lib/text.ts'
import { keyOf, type Resource } from '../../model/resource.ts'
import type { InstallationLaw } from '../view.ts'
import { called, quoted } from './words.ts'

/** The component types of an offering, in its order. */
export function componentsOf(offering: Resource): readonly string[] {
  return entries(offering.spec, 'components').flatMap(({ item }) => text(item, 'type') ?? [])
}

/** A plan prices components that its offering has (model §2 SubscriptionPlan, §3 `UnknownComponent`). */
export const pricedComponentsExist: InstallationLaw = (view) =>
  view.of('SubscriptionPlan').flatMap((plan) => {
    const offering = view.get('Offering', text(plan.spec, 'offering') ?? '')
    if (offering === undefined || !isObject(plan.spec.prices)) return []
    const known = componentsOf(offering)
    return Object.keys(plan.spec.prices)
      .filter((component) => !known.includes(component))
      .map((component) => {
        const near = nearest(component, known)
        const choices = known.length === 0 ? 'it has none' : `it has ${listed(known)}`
        return {
          code: 'UnknownComponent' as const,
          key: keyOf(plan),
          pointer: pointerOf(['spec', 'prices', component]),
          subject: `price/${plan.name}/${component}`,
          message: `${called(plan)} prices the component ${quoted(component)}, which ${called(offering)} does not have`,
          help: near === undefined ? choices : `did you mean ${quoted(near)}?`,
        }
      })
  })
