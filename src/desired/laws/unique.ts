import { shortened } from '../../lib/text.ts'
import type { Finding } from '../../model/problem.ts'
import { keyOf, type Resource } from '../../model/resource.ts'
import { kindDefinition } from '../../schemas/kinds.ts'
import type { OrganizationLaw, OrganizationView } from '../view.ts'
import {
  type Claim,
  type Claims,
  claimName,
  claimsAmong,
  claimsOf,
  claimsOfOrganizations,
  claimsOfOthers,
} from './claims.ts'
import { ownedBy } from './owned.ts'
import { called, quoted } from './words.ts'

/**
 * What must be unique is: in the organization, and across organizations (model §3 `NotUnique`). Who holds a value in the
 * stored state keeps it, also one who gives it up in this pass, which may yet fail; of two newcomers both are refused.
 */
export const uniqueFieldsAreUnique: OrganizationLaw = (view) => {
  const own = claimsAmong(ownedBy(view))
  return [...own].flatMap(([name, claims]) => clashOf(claims, elsewhere(name, claims, view), view))
}

const NOBODY: readonly Resource[] = []

/** Claims of other organizations: as they are declared, and as they are stored. */
interface Elsewhere {
  readonly declared: readonly Claim[]
  readonly stored: readonly Claim[]
}

function elsewhere(name: string, [claim]: readonly Claim[], view: OrganizationView): Elsewhere {
  if (claim?.within !== 'installation') return { declared: [], stored: [] }
  const isOrganization = claim.resource.kind === 'Organization'
  const others = isOrganization ? claimsOfOrganizations(view.organizations) : claimsOfOthers(view.claimants ?? NOBODY)
  const holders = claimsOfOthers(view.holders ?? NOBODY)
  const named = (claims: Claims, own: readonly (string | undefined)[]): readonly Claim[] =>
    (claims.get(name) ?? []).filter(({ resource }) => !own.includes(organizationOf(resource)))
  // An organization that is renamed is stored under its old name.
  return { declared: named(others, [view.name]), stored: named(holders, [view.name, view.stored?.name]) }
}

function organizationOf({ kind, namespace, name }: Resource): string {
  return kind === 'Organization' ? name : namespace
}

function clashOf(own: readonly Claim[], { declared, stored }: Elsewhere, view: OrganizationView): readonly Finding[] {
  // Nearly every value is claimed once, and who holds it matters to nobody then.
  if (own.length + declared.length + stored.length < 2) return []
  const newcomer = own.find((claim) => !isHeld(claim, view))
  // Who holds it in the stored state stays: the clash is told at the other one.
  if (newcomer === undefined) return []
  const rivals = [...declared, ...own.filter(({ resource }) => resource !== newcomer.resource)]
  const [rival] = rivals
  const [holder] = stored
  const { resource, pointer, value } = newcomer
  const field = pointer === '/metadata/name' ? 'name' : newcomer.field.replace(/^spec\.|\.\*/g, '')
  const has = `${called(resource)} has the ${field} ${quoted(shortened(value, 80))}, which`
  const finding = {
    code: 'NotUnique',
    key: keyOf(resource),
    pointer,
    subject: `unique/${claimName(newcomer)}`,
  } as const
  if (rival !== undefined) {
    const related = rivals.map((other) => placeOf(other, other.pointer, 'the same value here'))
    return [{ ...finding, message: `${has} is ${ownerOf(rival, view)}`, help: helpOf(newcomer, field), related }]
  }
  if (holder === undefined) return []
  const help = `a ${field} moves in two commits: let the one that takes it away there be applied first`
  const related = [placeOf(holder, '/metadata/name', 'it is stored for this one')]
  return [{ ...finding, message: `${has} is still ${ownerOf(holder, view)} as stored`, help, related }]
}

function placeOf({ resource }: Claim, pointer: string, message: string): NonNullable<Finding['related']>[number] {
  return { key: keyOf(resource), pointer, message }
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
