const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: '

/** A global resource as text. */
export function declared(kind: string, name: string, spec: string): string {
  return `${HEAD}${kind}\nmetadata: {name: ${name}}\nspec: {${spec}}\n`
}

/** An organization as text, with two users (ada administers it) and what else is said. */
export function customer(name: string, groups: string, more = ''): string {
  return `${HEAD}Organization
metadata: {name: ${name}}
spec:
  displayName: The ${name}
  organizationGroups: [${groups}]
  users: [{name: ada, email: ada@${name}.example, admin: true}, {name: eve, email: eve@example.org}]
  ${more}
`
}

const running = (plan: string) =>
  `subscriptions: [{name: main, plan: ${plan}, startDate: "2026-01-01", endDate: never}]`

/**
 * A marketplace: the vendor offers computers to universities and industry, and storage to everybody; acme (a university) and
 * globex (in no group) are customers. The vendor itself has what only it sees: a draft.
 */
export const MARKETPLACE = {
  'installation.yaml': [
    declared('OrganizationGroup', 'education', 'displayName: Education'),
    declared('OrganizationGroup', 'universities', 'displayName: Universities, parent: education'),
    declared('OrganizationGroup', 'industry', 'displayName: Industry'),
    declared(
      'Offering',
      'compute',
      'displayName: Compute, provider: vendor, country: EE, description: Machines, organizationGroups: [universities, industry], ' +
        'components: [{type: cpu, displayName: CPU hours, unit: hour, limitPeriod: month, limitAmount: 1000, minValue: 1, maxValue: 64}, ' +
        '{type: support, billingType: fixed}, {type: setup, billingType: one}]',
    ),
    declared(
      'Offering',
      'storage',
      'displayName: Storage, provider: vendor, state: paused, pausedReason: it moves, components: [{type: disk}]',
    ),
    declared('Offering', 'secret', 'displayName: Secret, provider: vendor, state: draft'),
    declared(
      'SubscriptionPlan',
      'large',
      'displayName: Large, offering: compute, organizationGroups: [universities], maxAmount: 1, quotas: {cpu: 8}, ' +
        'prices: {cpu: "0.05", support: "49.90", setup: "10"}',
    ),
    declared('SubscriptionPlan', 'old', 'displayName: Old, offering: compute, archived: true'),
    declared('SubscriptionPlan', 'small', 'displayName: Small, offering: storage'),
    declared('SubscriptionPlan', 'alone', 'displayName: Without an offering'),
  ].join('---\n'),
  'acme.yaml': customer(
    'acme',
    'universities',
    `id: other-acme
  hostname: acme.example
  description: Research
  contact: {firstName: Ada, lastName: Lovelace, email: office@acme.example, mobilePhone: "+44 1"}
  workspaces: [{name: web, type: project, displayName: Web}, {name: lab, type: environment, displayName: Lab}, {name: gone, type: project, displayName: Gone, archived: true}]
  ${running('large')}`,
  ),
  'globex.yaml': customer(
    'globex',
    '',
    `workspaces: [{name: web, type: project, displayName: Web}]\n  ${running('small')}`,
  ),
  'vendor.yaml': customer('vendor', 'industry', 'archived: true'),
}
