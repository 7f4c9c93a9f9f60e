import { shortened } from '../../lib/text.ts'
import type { Finding } from '../../model/problem.ts'
import { keyOf, type Resource } from '../../model/resource.ts'
import { kindDefinition } from '../../schemas/kinds.ts'
import type { OrganizationLaw, OrganizationView } from '../view.ts'
import { type Claim, claimName, claimsAmong, claimsOf, claimsOfOrganizations, claimsOfOthers } from './claims.ts'
import { ownedBy } from './owned.ts'
import { called, quoted } from './words.ts'

/**
 * What must be unique is: in the organization, and across organizations (model §3 `NotUnique`). Who holds a value in the
 * stored state keeps it; of two newcomers both are refused.
 */
export const uniqueFieldsAreUnique: OrganizationLaw = (view) => {
  const own = claimsAmong(ownedBy(view))
  return [...own].flatMap(([name, claims]) => clashOf(claims, elsewhere(name, claims, view), view))
}

const NOBODY: readonly Resource[] = []

function elsewhere(name: string, [claim]: readonly Claim[], view: OrganizationView): readonly Claim[] {
  if (claim?.within !== 'installation') return []
  const isOrganization = claim.resource.kind === 'Organization'
  const others = isOrganization ? claimsOfOrganizations(view.organizations) : claimsOfOthers(view.claimants ?? NOBODY)
  return (others.get(name) ?? []).filter(({ resource }) => !isOurs(resource, view))
}

function isOurs({ kind, namespace, name }: Resource, view: OrganizationView): boolean {
  return view.name === (kind === 'Organization' ? name : namespace)
}

function clashOf(own: readonly Claim[], others: readonly Claim[], view: OrganizationView): readonly Finding[] {
  const newcomer = own.find((claim) => !isHeld(claim, view))
  // Who holds it in the stored state stays: the clash is told at the other one.
  if (newcomer === undefined) return []
  const rivals = [...others, ...own.filter(({ resource }) => resource !== newcomer.resource)]
  const [rival] = rivals
  if (rival === undefined) return []
  const { resource, pointer, value } = newcomer
  const field = pointer === '/metadata/name' ? 'name' : newcomer.field.replace(/^spec\.|\.\*/g, '')
  return [
    {
      code: 'NotUnique',
      key: keyOf(resource),
      pointer,
      subject: `unique/${claimName(newcomer)}`,
      message: `${called(resource)} has the ${field} ${quoted(shortened(value, 80))}, which is ${ownerOf(rival, view)}`,
      help: helpOf(newcomer, field),
      related: rivals.map((other) => ({
        key: keyOf(other.resource),
        pointer: other.pointer,
        message: 'the same value here',
      })),
    },
  ]
}

function helpOf({ resource, within }: Claim, field: string): string {
  const where = within === 'organization' ? 'of an organization' : 'of the installation'
  return `choose another ${field}: no two ${kindDefinition(resource.kind).plural} ${where} share one`
}

function ownerOf({ resource, pointer }: Claim, view: OrganizationView): string {
  const elsewhere = resource.namespace !== '' && resource.namespace !== view.name
  const whose = elsewhere ? ` in organization ${quoted(resource.namespace)}` : ''
  return pointer === '/metadata/name' ? `the name of ${called(resource)}` : `that of ${called(resource)}${whose}`
}

function isHeld(claim: Claim, { stored }: OrganizationView): boolean {
  const { kind, name } = claim.resource
  const before = kind === 'Organization' ? stored?.organization : stored?.get(kind, name)
  return before !== undefined && claimsOf(before).some((held) => claimName(held) === claimName(claim))
}
