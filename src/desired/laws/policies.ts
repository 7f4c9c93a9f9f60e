import { entries, flag, isObject, names, part, text } from '../../access/fields.ts'
import { listed, nearest } from '../../lib/text.ts'
import type { Finding, ProblemCode } from '../../model/problem.ts'
import { keyOf, type Resource } from '../../model/resource.ts'
import { ALLOWED_ACTIONS } from '../../usage/policies/actions.ts'
import type { InstallationLaw } from '../view.ts'
import { componentsOf } from './components.ts'
import { called, quoted } from './words.ts'

/** A policy asks only for actions that its scope allows (systems §1.1, model §3 `InvalidAction`). */
export const actionsFitTheScope: InstallationLaw = (view) =>
  view.of('UsagePolicy').flatMap((policy) => {
    const allowed = ALLOWED_ACTIONS[isOnOffering(policy) ? 'offering' : 'organization']
    return names(policy.spec, 'actions').flatMap((action, index) => {
      if (allowed.includes(action)) return []
      const scope = isOnOffering(policy) ? 'an offering' : 'an organization'
      const message = `${called(policy)} on ${scope} asks for ${quoted(action)}, which is not an action for it`
      return [finding('InvalidAction', policy, `/spec/actions/${index}`, { message, help: `use ${listed(allowed)}` })]
    })
  })

/** A policy on an offering names organization groups or applies to all, never both (model §3 `MutuallyExclusive`). */
export const policiesSayForWhom: InstallationLaw = (view) =>
  view.of('UsagePolicy').flatMap((policy) => {
    const groups = names(policy.spec, 'organizationGroups').length > 0
    const all = flag(policy.spec, 'applyToAll')
    if (groups && all) {
      const message = `${called(policy)} names organizationGroups and applies to all`
      return [finding('MutuallyExclusive', policy, '/spec/applyToAll', { message, help: 'take one of the two out' })]
    }
    if (groups || all || !isOnOffering(policy)) return []
    const message = `${called(policy)} on an offering says neither organizationGroups nor applyToAll: it would apply to nobody`
    return [
      finding('MutuallyExclusive', policy, '/spec/scope', {
        message,
        help: 'name organizationGroups, or set applyToAll: true',
      }),
    ]
  })

/** A cost policy has a limit of cost, a usage policy has limits of components (model §2 UsagePolicy). */
export const policiesHaveLimits: InstallationLaw = (view) =>
  view.of('UsagePolicy').flatMap((policy) => {
    const type = text(policy.spec, 'type')
    const field = type === 'cost' ? 'limitCost' : type === 'usage' ? 'componentLimits' : undefined
    if (field === undefined || policy.spec[field] !== undefined) return []
    const message = `${called(policy)} of type ${type} has no ${field}`
    return [finding('MissingField', policy, '/spec/type', { message, help: `add ${field}` })]
  })

/** A policy limits components that its offering has, or, on an organization, any offering (model §3 `UnknownComponent`). */
export const limitedComponentsExist: InstallationLaw = (view) =>
  view.of('UsagePolicy').flatMap((policy) => {
    const name = text(part(policy.spec, 'scope'), 'offering')
    const offering = name === undefined ? undefined : view.get('Offering', name)
    // A missing offering is a missing name; it is told as such.
    if (name !== undefined && offering === undefined) return []
    const known = offering === undefined ? view.of('Offering').flatMap(componentsOf) : componentsOf(offering)
    return entries(policy.spec, 'componentLimits').flatMap(({ index, item }) => {
      const component = text(item, 'component')
      if (component === undefined || known.includes(component)) return []
      const near = nearest(component, known)
      const where = offering === undefined ? 'no offering has' : `${called(offering)} does not have`
      return [
        finding('UnknownComponent', policy, `/spec/componentLimits/${index}/component`, {
          message: `${called(policy)} limits the component ${quoted(component)}, which ${where}`,
          help:
            near === undefined
              ? `the known components are ${known.length === 0 ? 'none' : listed(known)}`
              : `did you mean ${quoted(near)}?`,
        }),
      ]
    })
  })

function isOnOffering({ spec }: Resource): boolean {
  return isObject(spec.scope) && spec.scope.offering !== undefined
}

function finding(
  code: ProblemCode,
  policy: Resource,
  pointer: string,
  { message, help }: { message: string; help: string },
): Finding {
  return { code, key: keyOf(policy), pointer, subject: message, message, help }
}
