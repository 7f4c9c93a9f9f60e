import type { HoldCode } from '../../model/hold.ts'
import { block, type CodeBody, paragraphs } from './body.ts'
import { APPROVE } from './removals.ts'

/** Holds about who gains what, and about circumstances in which nothing should move. */
export const PEOPLE_CODES = {
  AdminsReplaced: {
    title: 'none of the present admins would remain',
    explanation: paragraphs(`
      The plan leaves enough admins, and every one of them is new. That is what a takeover looks like, and also a change of
      the whole team. In two commits (first add the new ones, later remove the old) it passes without a hold.
    `),
    wrong: block(`
      # stored: users ada and grace with admin: true
      apiVersion: charter.sh/v1alpha1
      kind: Organization
      metadata: {name: acme}
      spec:
        displayName: Acme Research
        users:
          - {name: newcomer, email: newcomer@acme.example, admin: true}
    `),
    right: ['keep one of the present admins in this commit and remove them in a later one', ...APPROVE],
  },
  AccessWidened: {
    title: 'a large part of the people would get MANAGE',
    explanation: paragraphs(`
      The plan gives MANAGE on the organization to more people than its removal budget would let it remove: usually a
      permission for a group that is larger than its name suggests, or a group that got a new parent.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Permission
      metadata: {namespace: acme, name: manage}
      spec: {permission: MANAGE, assignee: {userGroup: users}}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Permission
      metadata: {namespace: acme, name: manage}
      spec: {permission: MANAGE, assignee: {userGroup: operators}}
    `),
  },
  IdentityChanged: {
    title: 'the same user would become another person',
    explanation: paragraphs(`
      The \`externalId\` under a user's name differs, or a rename comes with another \`email\`. Everything the old person was
      granted would pass to the new one. Somebody new is a new user; a corrected identifier is for a person to confirm.
    `),
    wrong: block(`
      # stored with externalId 00u1aaaa
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: ada}
      spec: {email: ada@acme.example, externalId: 00u9zzzz}
    `),
    right: ['declare the new person as a user of another name, and remove the old one', ...APPROVE],
  },
  SelfGrant: {
    title: 'somebody who wrote the change would raise their own access',
    explanation: paragraphs(`
      An author, committer, signer or co-author of the commits that touched these files gains access by them. Names in
      commits can be claimed, so they can cause this hold and never lift it; with \`verify\` only signatures count. In a cluster
      the admission webhook knows who makes a change, and warns or refuses (docs/kubernetes.md); the pass does not know it.
    `),
    wrong: block(`
      # committed by grace@acme.example
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: grace}
      spec: {email: grace@acme.example, admin: true}
    `),
    right: ['let somebody else commit it', 'or let an approver who is not an author approve it', ...APPROVE],
  },
  PolicyBlocked: {
    title: 'a usage policy has fired and blocks this',
    explanation: paragraphs(`
      A limit of the policy is exceeded, by this organization or by all that the policy watches together. Its action
      \`block_creation_of_new_resources\` holds new workspaces, hosts, data sources and subscriptions, and those that come
      back from the archive; \`block_modification_of_existing_resources\` holds changes of these that do not reduce use.
      People, groups and permissions can be changed, secrets rotated, and whatever is removed, archived or lowered passes.

      It ends by itself when no value is greater than its limit any more: \`charter policies\` shows all of them.
    `),
    wrong: block(`
      # the policy compute-budget has fired for acme
      apiVersion: charter.sh/v1alpha1
      kind: Workspace
      metadata: {namespace: acme, name: another-one}
      spec: {type: project, displayName: Another one}
    `),
    right: ['reduce the use, or wait for the next period', 'or raise the limit of the policy', ...APPROVE],
  },
  Suspended: {
    title: 'the organization is suspended',
    explanation: paragraphs(`
      \`suspended\` of the organization pauses reconciling, with a reason, an owner and an end. Access stays as stored.
      Its own removal or change, and every Revocation, still pass. It resumes at \`until\`.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Organization
      metadata: {name: acme}
      spec:
        displayName: Acme Research
        suspended: {reason: migration of the directory, owner: ada, until: "2026-12-24T18:00:00Z"}
    `),
    right: ['remove `suspended` from the organization when the reason is gone', 'or wait: it ends at `until`'],
  },
  RevisionPoisoned: {
    title: 'the program has died twice on this revision',
    explanation: paragraphs(`
      Two passes that began with the same revision never ended, so a third is not tried: a service that restarts all the
      time applies nothing for anybody. What is stored stays in force.
    `),
    language: 'sh',
    wrong: 'charter status   # RevisionPoisoned: 2 crashes at main@a1b2c3d',
    right: [
      'commit: any newer revision is tried again',
      'run `charter validate` on the revision; it fails the same way with a message',
      'report it, with the lines of the log before the program ended',
    ],
  },
  ClockSuspect: {
    title: 'the clock has jumped',
    explanation: paragraphs(`
      Within one run the time of day moved by more than five minutes against the time that really passed, and a declared
      \`from\`, \`until\` or expiry lies in between. Whether somebody has access now depends on which clock is right.
    `),
    language: 'sh',
    wrong: 'date --set "+3 days"',
    right: ['correct the clock (NTP); the next pass goes on by itself', ...APPROVE],
  },
} as const satisfies Partial<Record<HoldCode, CodeBody>>
