import { text } from '../../access/fields.ts'
import { listed } from '../../lib/text.ts'
import { keyOf } from '../../model/resource.ts'
import type { InstallationLaw } from '../view.ts'
import { called, quoted } from './words.ts'

/** There is at most one License: a stored one stays, of two newcomers both are refused (model §2 License, §3 `NotUnique`). */
export const oneLicense: InstallationLaw = (view) => {
  const licenses = view.of('License')
  if (licenses.length < 2) return []
  return licenses
    .filter(({ name }) => view.stored?.get('License', name) === undefined)
    .map((license) => ({
      code: 'NotUnique',
      key: keyOf(license),
      pointer: '/metadata/name',
      subject: `license/${license.name}`,
      message: `${called(license)} is one of ${licenses.length}, an installation has at most one License`,
      help: 'put all entitlements of the installation into one License',
      related: licenses
        .filter(({ name }) => name !== license.name)
        .map((other) => ({ key: keyOf(other), pointer: '/metadata/name', message: 'the other License' })),
    }))
}

/** The plan named `free` always lasts one year (model §2 SubscriptionPlan). */
export const freeLastsAYear: InstallationLaw = (view) => {
  const plan = view.get('SubscriptionPlan', 'free')
  if (plan === undefined || text(plan.spec, 'fixedTerm') === 'P1Y') return []
  return [
    {
      code: 'InvalidField',
      key: keyOf(plan),
      pointer: plan.spec.fixedTerm === undefined ? '/metadata/name' : '/spec/fixedTerm',
      subject: 'free',
      message: `${called(plan)} has ${plan.spec.fixedTerm === undefined ? 'no fixedTerm' : 'another fixedTerm'}, the free plan lasts one year`,
      help: 'set fixedTerm: P1Y, or give the plan another name',
    },
  ]
}

/** What each type of usage source cannot be read without (model §2 UsageSource). */
const NEEDED: ReadonlyMap<string, readonly string[]> = new Map([
  ['prometheus', ['url', 'query', 'organizationLabel']],
  ['http', ['url']],
  ['file', ['path']],
])

/** A usage source says where its numbers are (model §2 UsageSource). */
export const usageSourcesAreComplete: InstallationLaw = (view) =>
  view.of('UsageSource').flatMap((source) => {
    const type = text(source.spec, 'type') ?? ''
    const missing = (NEEDED.get(type) ?? []).filter((field) => source.spec[field] === undefined)
    if (missing.length === 0) return []
    return [
      {
        code: 'MissingField',
        key: keyOf(source),
        pointer: '/spec/type',
        subject: `needs/${source.name}/${missing.join('/')}`,
        message: `${called(source)} of type ${quoted(type)} lacks ${listed(missing)}`,
        help: `add ${listed(missing)}`,
      },
    ]
  })
