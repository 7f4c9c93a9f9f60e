import type { ProblemCode } from '../../model/problem.ts'
import { block, type CodeBody, paragraphs } from './body.ts'

/** Codes about limits: what a change would exceed, and what is over. */
export const LIMIT_CODES = {
  EntitlementExceeded: {
    title: 'more is declared than the organization is entitled to',
    explanation: paragraphs(`
      The number of users or workspaces after the change would exceed the limit that holds for the organization: its own
      entitlement, else that of the plan of its active subscription, else that of the license. The limits \`maxUsers\` and
      \`maxProjects\` of that plan hold besides, unless the subscription says \`overage: true\`: maxUsers counts who is
      active now, maxProjects the workspaces of type project. It is refused before it applies.

      A change that takes away, or that leaves the number as it is, is never refused for this. Where a limit fell below what
      is stored, nothing is removed: that is told as OverLimit, and only a change that makes it worse is refused.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Organization
      metadata: {name: acme}
      spec:
        displayName: Acme Research
        entitlements: [{name: user-count, entitlement: UserCount, value: "1"}]
        users:
          - {name: ada, email: ada@acme.example, admin: true}
          - {name: grace, email: grace@acme.example}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Organization
      metadata: {name: acme}
      spec:
        displayName: Acme Research
        entitlements: [{name: user-count, entitlement: UserCount, value: "2"}]
        users:
          - {name: ada, email: ada@acme.example, admin: true}
          - {name: grace, email: grace@acme.example}
    `),
  },
  OverLimit: {
    title: 'more is there than the organization is entitled to',
    explanation: paragraphs(`
      A limit fell below what the organization has: an entitlement or a contract ran out, the license or a plan allows less, the
      subscription ended or changed. Nothing is removed and nothing waits for it. It is a warning where a change lets the limit
      fall, and a condition as long as it stands.

      Changes go on. Only one that adds more of what is too much already is refused, as EntitlementExceeded.
    `),
    wrong: block(`
      # the organization has 60 users
      apiVersion: charter.sh/v1alpha1
      kind: License
      metadata: {name: installation}
      spec: {entitlements: [{entitlement: UserCount, value: "50"}]}
    `),
    right: [
      'take out what is too much: each removal passes, also one by one',
      'or raise the limit: an Entitlement of the organization counts before its plan, and that before the license',
    ],
  },
} as const satisfies Partial<Record<ProblemCode, CodeBody>>
