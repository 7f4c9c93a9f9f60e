import type { ProblemCode } from '../../model/problem.ts'
import { block, type CodeBody, paragraphs } from './body.ts'

/** Codes about entitlements and usage policies. */
export const ENTITLEMENT_CODES = {
  InvalidEntitlement: {
    title: 'the entitlement is unknown or incomplete',
    explanation: paragraphs(`
      The name is one of the known ones, or your own with \`x-\` before it. Values are text, also where they are numbers. A
      Contract needs the date on which it expires.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Entitlement
      metadata: {namespace: acme, name: contract}
      spec: {entitlement: Contract}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Entitlement
      metadata: {namespace: acme, name: contract}
      spec: {entitlement: Contract, expiry: "2027-12-31"}
    `),
  },
  EntitlementConflict: {
    title: 'two entitlements contradict each other',
    explanation: paragraphs(`
      A number and "unlimited" of the same thing cannot both hold: UserCount with UnlimitedUsers, WorkspaceCount with
      UnlimitedWorkspaces. Which of them is meant is for the author to say.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Organization
      metadata: {name: acme}
      spec:
        displayName: Acme Research
        users: [{name: ada, email: ada@acme.example, admin: true}]
        entitlements:
          - {name: user-count, entitlement: UserCount, value: "50"}
          - {name: unlimited-users, entitlement: UnlimitedUsers}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Organization
      metadata: {name: acme}
      spec:
        displayName: Acme Research
        users: [{name: ada, email: ada@acme.example, admin: true}]
        entitlements:
          - {name: user-count, entitlement: UserCount, value: "50"}
    `),
  },
  EntitlementMissing: {
    title: 'something is used to which the organization is not entitled',
    explanation: paragraphs(`
      An organization that has entitlements of its own needs the one for what it uses: customizations, themes and colour
      palettes need CustomTheming, which the plan of its active subscription or the license may give too. An organization
      without any entitlement of its own is not limited this way.

      Where the entitlement ends or is taken away, what is there stays: that is a condition, and only more of it is refused.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Organization
      metadata: {name: acme}
      spec:
        displayName: Acme Research
        users: [{name: ada, email: ada@acme.example, admin: true}]
        customizations: {theme: midnight}
        entitlements:
          - {name: user-count, entitlement: UserCount, value: "50"}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Organization
      metadata: {name: acme}
      spec:
        displayName: Acme Research
        users: [{name: ada, email: ada@acme.example, admin: true}]
        customizations: {theme: midnight}
        entitlements:
          - {name: user-count, entitlement: UserCount, value: "50"}
          - {name: theming, entitlement: CustomTheming}
    `),
  },
  ContractExpired: {
    title: 'the contract of the organization has ended',
    explanation: paragraphs(`
      After the expiry of its Contract nothing can be added to an organization. Nothing is deleted and nobody loses access;
      removing and narrowing go on as before.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Organization
      metadata: {name: acme}
      spec:
        displayName: Acme Research
        entitlements: [{name: contract, entitlement: Contract, expiry: "2025-12-31"}]
        users:
          - {name: ada, email: ada@acme.example, admin: true}
          - {name: somebody-new, email: new@acme.example}
    `),
    right: ['extend the contract: raise `expiry` of the entitlement', 'or leave out what would be added'],
  },
  InvalidAction: {
    title: 'the usage policy asks for what its scope cannot do',
    explanation: paragraphs(`
      A policy on an offering can notify and block new resources. A policy on an organization can also block changes, and
      request downscaling, pausing, fewer members or termination.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: UsagePolicy
      metadata: {name: compute-budget}
      spec:
        type: cost
        scope: {offering: compute}
        applyToAll: true
        limitCost: "1000"
        actions: [request_pausing]
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: UsagePolicy
      metadata: {name: compute-budget}
      spec:
        type: cost
        scope: {offering: compute}
        applyToAll: true
        limitCost: "1000"
        actions: [notify_organization_owners, block_creation_of_new_resources]
    `),
  },
  MutuallyExclusive: {
    title: 'two fields are given of which only one can hold',
    explanation: paragraphs(`
      A usage policy applies either to the organizations of its \`organizationGroups\` or, with \`applyToAll\`, to all; and it
      limits cost (\`limitCost\`) or usage (\`componentLimits\`), as its type says.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: UsagePolicy
      metadata: {name: compute-budget}
      spec:
        type: cost
        scope: {offering: compute}
        organizationGroups: [universities]
        applyToAll: true
        limitCost: "1000"
        actions: [notify_organization_owners]
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: UsagePolicy
      metadata: {name: compute-budget}
      spec:
        type: cost
        scope: {offering: compute}
        organizationGroups: [universities]
        limitCost: "1000"
        actions: [notify_organization_owners]
    `),
  },
  UnknownComponent: {
    title: 'the offering has no component of that type',
    explanation: paragraphs(`
      Limits of a usage policy, and prices and quotas of a plan, name components by the \`type\` that the offering declares.
      A limit on a component that is never measured would never fire, so it is refused.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Offering
      metadata: {name: compute}
      spec: {displayName: Compute, components: [{type: cpu, billingType: usage}]}
      ---
      apiVersion: charter.sh/v1alpha1
      kind: UsagePolicy
      metadata: {name: compute-limit}
      spec:
        type: usage
        scope: {offering: compute}
        applyToAll: true
        componentLimits: [{component: gpu, limit: 10}]
        actions: [notify_organization_owners]
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Offering
      metadata: {name: compute}
      spec: {displayName: Compute, components: [{type: cpu, billingType: usage}]}
      ---
      apiVersion: charter.sh/v1alpha1
      kind: UsagePolicy
      metadata: {name: compute-limit}
      spec:
        type: usage
        scope: {offering: compute}
        applyToAll: true
        componentLimits: [{component: cpu, limit: 10}]
        actions: [notify_organization_owners]
    `),
  },
} as const satisfies Partial<Record<ProblemCode, CodeBody>>
