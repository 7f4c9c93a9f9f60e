import type { ProblemCode } from '../../model/problem.ts'
import { block, type CodeBody, paragraphs } from './body.ts'

/** Codes about subscriptions and their dates. */
export const SUBSCRIPTION_CODES = {
  EndDateNotAllowed: {
    title: 'the plan decides when it ends',
    explanation: paragraphs(`
      A plan with \`fixedTerm\` (as \`free\`, which lasts a year) ends by itself, and a new term begins when one ends. An \`endDate\`
      beside it would contradict it, and so would \`never\`. The subscription ends when its document is removed.

      Where the plan itself gets a fixed term, subscriptions that name an end keep it; that is a warning, then a condition.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Subscription
      metadata: {namespace: acme, name: main}
      spec: {plan: free, startDate: "2026-01-01", endDate: "2026-06-30"}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Subscription
      metadata: {namespace: acme, name: main}
      spec: {plan: free, startDate: "2026-01-01"}
    `),
  },
  EndDateRequired: {
    title: 'nobody has said when the subscription ends',
    explanation: paragraphs(`
      A plan without a fixed term needs an end: a date, or \`never\`. It has no default, because a forgotten end costs money
      for years. What is subscribed to a plan that loses its fixed term goes on without an end until it is changed.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Subscription
      metadata: {namespace: acme, name: main}
      spec: {plan: professional, startDate: "2026-01-01"}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Subscription
      metadata: {namespace: acme, name: main}
      spec: {plan: professional, startDate: "2026-01-01", endDate: never}
    `),
  },
  StartDateRequired: {
    title: 'nobody has said when the subscription starts',
    explanation: paragraphs(`
      A subscription that is changed, one that follows another, and one for later need a \`startDate\`: otherwise the day on
      which a commit happens to be applied would decide what is billed. Only the first subscription of an organization may
      begin on the day of its creation. Labels and annotations are no change.
    `),
    wrong: block(`
      # the stored subscription has the plan "starter"
      apiVersion: charter.sh/v1alpha1
      kind: Subscription
      metadata: {namespace: acme, name: main}
      spec: {plan: professional, endDate: never}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Subscription
      metadata: {namespace: acme, name: main}
      spec: {plan: professional, startDate: "2027-01-01", endDate: never}
    `),
  },
  InvalidDate: {
    title: 'a date does not exist or stands in the wrong order',
    explanation: paragraphs(`
      Dates are \`YYYY-MM-DD\` (midnight UTC) or RFC 3339 times with an offset; they name a day that exists, and what starts
      comes before what ends. A subscription ends with the beginning of its \`endDate\`, so that day lies after its
      \`startDate\` (without one, after the day of its creation).
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: ada}
      spec: {email: ada@acme.example, from: "2026-07-01", until: "2026-02-30"}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: ada}
      spec: {email: ada@acme.example, from: "2026-07-01", until: "2026-09-30"}
    `),
  },
  Overlap: {
    title: 'two subscriptions would run at the same time',
    explanation: paragraphs(`
      At every instant an organization has at most one subscription. The next one starts when the last one has
      ended, or later; give the present one its end when you declare the next. \`endDate\` is the first day on which it no
      longer counts, so the next may start on that day.

      A subscription to a plan with a fixed term has no end of its own: remove it in the change that brings the next one.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Subscription
      metadata: {namespace: acme, name: year-2026}
      spec: {plan: starter, startDate: "2026-01-01", endDate: never}
      ---
      apiVersion: charter.sh/v1alpha1
      kind: Subscription
      metadata: {namespace: acme, name: year-2027}
      spec: {plan: professional, startDate: "2027-01-01", endDate: never}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Subscription
      metadata: {namespace: acme, name: year-2026}
      spec: {plan: starter, startDate: "2026-01-01", endDate: "2027-01-01"}
      ---
      apiVersion: charter.sh/v1alpha1
      kind: Subscription
      metadata: {namespace: acme, name: year-2027}
      spec: {plan: professional, startDate: "2027-01-01", endDate: never}
    `),
  },
  PlanNotAvailable: {
    title: 'the plan is not offered to this organization',
    explanation: paragraphs(`
      A new subscription needs a plan that is neither archived nor hidden, and whose \`organizationGroups\`, if it has any,
      include a group of the organization itself; groups above it do not count.

      What is subscribed already goes on, and its dates may change: the plan says so with a warning when its plan is closed, and
      with a condition afterwards. A subscription that has ended is not revived, and another plan is a new subscription.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: SubscriptionPlan
      metadata: {name: campus}
      spec: {displayName: Campus, organizationGroups: [universities]}
      ---
      apiVersion: charter.sh/v1alpha1
      kind: Organization
      metadata: {name: acme}
      spec:
        displayName: Acme Research
        users: [{name: ada, email: ada@acme.example, admin: true}]
        organizationGroups: [companies]
        subscriptions: [{name: main, plan: campus, startDate: "2026-01-01", endDate: never}]
    `),
    right: [
      'subscribe to a plan that is offered to the groups of the organization',
      'or add one of its groups to `organizationGroups` of the plan (the same for every organization of that group)',
    ],
  },
} as const satisfies Partial<Record<ProblemCode, CodeBody>>
