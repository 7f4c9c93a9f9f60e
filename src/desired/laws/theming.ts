import { isObject, items } from '../../access/fields.ts'
import { listed } from '../../lib/text.ts'
import { keyOf, type Resource } from '../../model/resource.ts'
import { layersOf } from '../../usage/entitled.ts'
import { activePlan } from '../../usage/subscriptions.ts'
import type { OrganizationLaw, OrganizationView } from '../view.ts'
import { quoted } from './words.ts'

const THEMING = ['customizations', 'themes', 'colorPalettes']

/**
 * An organization that has entitlements of its own has a look of its own only with CustomTheming, which its plan or the
 * license may give too (model §3 `EntitlementMissing`). The measure is how much of it there is, so that taking some of it
 * away always passes; what a change leaves that takes the entitlement itself away is a warning.
 */
export const themingIsEntitled: OrganizationLaw = (view) => {
  const { organization, stored } = view
  if (organization === undefined || mayTheme(view)) return []
  const fields = THEMING.filter((field) => amountOf(organization, field) > 0)
  const [first] = fields
  if (first === undefined) return []
  const lost = stored !== undefined && mayTheme(stored) && totalOf(organization) <= totalOf(stored.organization)
  return [
    {
      code: 'EntitlementMissing',
      severity: lost ? 'warning' : 'error',
      key: keyOf(organization),
      pointer: `/spec/${first}`,
      subject: 'theming',
      measure: totalOf(organization),
      message: `organization ${quoted(view.name)} declares ${listed(fields)} without the entitlement \`CustomTheming\``,
      help: `add an Entitlement \`CustomTheming\`, or take ${listed(fields)} out`,
    },
  ]
}

function mayTheme(view: OrganizationView): boolean {
  const layers = layersOf(view, activePlan(view))
  return layers[0]?.length === 0 || layers.flat().some(({ name }) => name === 'CustomTheming')
}

function totalOf(organization: Resource | undefined): number {
  if (organization === undefined) return 0
  return THEMING.reduce((sum, field) => sum + amountOf(organization, field), 0)
}

function amountOf({ spec }: Resource, field: string): number {
  const value = spec[field]
  return isObject(value) ? Object.keys(value).length : items(spec, field).length
}
