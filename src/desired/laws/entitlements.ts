import { names } from '../../access/fields.ts'
import { groupBy } from '../../lib/compare.ts'
import { nearest } from '../../lib/text.ts'
import type { Finding } from '../../model/problem.ts'
import { loadKind } from '../../schemas/load.ts'
import { type Entitled, isPassed, listedEntitlements, ownEntitlements } from '../../usage/entitled.ts'
import { MATTERS } from '../../usage/matters.ts'
import type { InstallationLaw, OrganizationLaw } from '../view.ts'
import { quoted } from './words.ts'

/** An organization's entitlements have known names and the value and expiry that they need (model §3 `InvalidEntitlement`). */
export const entitlementsAreValid: OrganizationLaw = (view) => ownEntitlements(view).flatMap(flawsOf)

/** So have those of the license and of the plans. */
export const listedEntitlementsAreValid: InstallationLaw = (view) =>
  [...view.of('License'), ...view.of('SubscriptionPlan')].flatMap(listedEntitlements).flatMap(flawsOf)

/**
 * No entitlement is given twice at the same time, nor as a number and as unlimited (model §3 `EntitlementConflict`).
 * Contracts may overlap: that is how one is renewed.
 */
export const entitlementsAgree: OrganizationLaw = (view) =>
  conflictsAmong(ownEntitlements(view).filter((entitlement) => !isPassed(entitlement, view.instant)))

/** Nor is one in the license or in a plan. */
export const listedEntitlementsAgree: InstallationLaw = (view) =>
  [...view.of('License'), ...view.of('SubscriptionPlan')].flatMap((resource) =>
    conflictsAmong(listedEntitlements(resource).filter((entitlement) => !isPassed(entitlement, view.instant))),
  )

/** The entitlements that programs know, as the schema lists them (systems §3.2). */
function known(): readonly string[] {
  return names(loadKind('Entitlement').spec.properties.entitlement ?? {}, 'x-known')
}

function flawsOf(entitlement: Entitled): readonly Finding[] {
  const { name, value, expiry } = entitlement
  if (!name.startsWith('x-') && !known().includes(name)) {
    const near = nearest(name, known())
    const help =
      near === undefined
        ? 'names of your own begin with `x-`'
        : `did you mean ${quoted(near)}? names of your own begin with \`x-\``
    return [flaw(entitlement, 'entitlement', `there is no entitlement ${quoted(name)}`, help)]
  }
  if (name === 'Contract' && expiry === undefined) {
    return [
      flaw(
        entitlement,
        'entitlement',
        'the entitlement `Contract` has no expiry',
        'add expiry: the last day of the contract',
      ),
    ]
  }
  if (name.endsWith('Count') && !name.startsWith('x-') && !/^\d{1,15}$/.test(value ?? '')) {
    const message = `the value of the entitlement ${quoted(name)} is not a whole number from 0`
    return [
      flaw(
        entitlement,
        value === undefined ? 'entitlement' : 'value',
        message,
        'write it as digits between quotes: value: "50"',
      ),
    ]
  }
  return []
}

function flaw(entitlement: Entitled, field: string, message: string, help: string): Finding {
  const { key, pointer, name } = entitlement
  return {
    code: 'InvalidEntitlement',
    key,
    pointer: `${pointer}/${field}`,
    subject: `entitlement/${key}/${name}`,
    message,
    help,
  }
}

function conflictsAmong(entitlements: readonly Entitled[]): readonly Finding[] {
  const byName = groupBy(entitlements, ({ name }) => name)
  const twice = [...byName.values()].flatMap(([first, ...others]) =>
    first === undefined || others.length === 0 || first.name === 'Contract'
      ? []
      : [conflict(first, others, `the entitlement ${quoted(first.name)} is given ${others.length + 1} times`)],
  )
  const both = MATTERS.flatMap(({ count, unlimited }) => {
    const [first] = byName.get(count) ?? []
    const others = byName.get(unlimited) ?? []
    if (first === undefined || others.length === 0) return []
    return [conflict(first, others, `the entitlements ${quoted(count)} and ${quoted(unlimited)} exclude each other`)]
  })
  return [...twice, ...both]
}

function conflict(first: Entitled, others: readonly Entitled[], message: string): Finding {
  return {
    code: 'EntitlementConflict',
    key: first.key,
    pointer: `${first.pointer}/entitlement`,
    subject: `conflict/${[first, ...others].map(({ key, name }) => `${key}/${name}`).join(' ')}`,
    message,
    help: 'keep one of them',
    related: others.map(({ key, pointer, name }) => ({
      key,
      pointer: `${pointer}/entitlement`,
      message: `${quoted(name)} is given here too`,
    })),
  }
}
