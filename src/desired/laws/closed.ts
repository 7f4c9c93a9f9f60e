import { flag } from '../../access/fields.ts'
import { by } from '../../lib/compare.ts'
import { sha256 } from '../../lib/digest.ts'
import { plural } from '../../lib/text.ts'
import type { Finding, ProblemCode } from '../../model/problem.ts'
import { keyOf, type Resource } from '../../model/resource.ts'
import { type Entitled, isPassed, ownEntitlements } from '../../usage/entitled.ts'
import type { OrganizationLaw, OrganizationView } from '../view.ts'
import { additionsTo } from './additions.ts'
import { called, quoted } from './words.ts'

/**
 * Nothing is added to an archived organization; access and everything else stay (model §2 Organization). An organization
 * that is created as archived is taken in whole.
 */
export const archivedStaysAsItIs: OrganizationLaw = (view) => {
  const { organization, stored } = view
  if (organization === undefined || stored === undefined || !flag(organization.spec, 'archived')) return []
  return closed(view, additionsTo(view), {
    code: 'Archived',
    because: 'is archived',
    help: 'take the additions out, or set archived: false',
    at: { key: keyOf(organization), pointer: '/spec/archived', message: 'archived here' },
  })
}

/**
 * After a passed Contract nothing is added, and nothing is deleted (model §3 `ContractExpired`). A contract that runs
 * beside it, and the entitlements and subscriptions by which it is renewed, pass.
 */
export const contractRuns: OrganizationLaw = (view) => {
  const last = passedContract(view)
  if (last === undefined) return []
  const additions = additionsTo(view).filter(({ kind }) => kind !== 'Entitlement' && kind !== 'Subscription')
  const at = { key: last.key, pointer: `${last.pointer}/expiry` }
  const help = 'renew the Entitlement `Contract`'
  return [
    {
      code: 'ContractExpired',
      severity: isNoReason(view) ? 'warning' : 'error',
      ...at,
      subject: 'contract',
      message: `the contract of organization ${quoted(view.name)} ended on ${last.expiry}, nothing may be added`,
      help,
    },
    ...closed(view, view.stored === undefined ? [] : additions, {
      code: 'ContractExpired',
      because: `has a contract that ended on ${last.expiry}`,
      help: `${help}, or take the additions out; what is there stays`,
      at: { ...at, message: 'the contract ends here' },
    }),
  ]
}

/**
 * A change may end a contract; that it has ended is no reason to refuse just this. Nor does it make declarations wrong that
 * are looked at alone, where nobody knows whether the organization is new.
 */
function isNoReason({ stored, openWorld }: OrganizationView): boolean {
  return stored === undefined ? openWorld : passedContract(stored) === undefined
}

function passedContract(view: OrganizationView): Entitled | undefined {
  const contracts = ownEntitlements(view).filter(({ name, expiry }) => name === 'Contract' && expiry !== undefined)
  const [last] = [...contracts].sort(by(({ expiry }) => expiry ?? '')).reverse()
  return last !== undefined && isPassed(last, view.instant) ? last : undefined
}

interface Closing {
  readonly code: ProblemCode
  readonly because: string
  readonly help: string
  readonly at: NonNullable<Finding['related']>[number]
}

function closed(view: OrganizationView, additions: readonly Resource[], closing: Closing): readonly Finding[] {
  const [first, ...others] = additions
  if (first === undefined) return []
  const more = others.length === 0 ? '' : ` and ${plural(others.length, 'other resource')}`
  const are = others.length === 0 ? 'is' : 'are'
  return [
    {
      code: closing.code,
      key: keyOf(first),
      pointer: '/metadata/name',
      // The breach is to add just these.
      subject: `added/${sha256(additions.map(keyOf).join('\n'))}`,
      message: `${called(first)}${more} ${are} added to organization ${quoted(view.name)}, which ${closing.because}`,
      help: closing.help,
      related: [
        closing.at,
        ...others.slice(0, 9).map((one) => ({ key: keyOf(one), pointer: '/metadata/name', message: 'added here too' })),
      ],
    },
  ]
}
