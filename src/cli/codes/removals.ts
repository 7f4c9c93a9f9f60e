import type { HoldCode } from '../../model/hold.ts'
import { block, type CodeBody, paragraphs } from './body.ts'

/** How exactly this plan is approved; the same for every hold. */
export const APPROVE = [
  'approve exactly this plan: `charter approve DIGEST --state FOLDER`, with the digest that `charter apply` shows below the hold, then apply again',
] as const

/** Holds about what would go, and about sources that say less than they did. */
export const REMOVAL_CODES = {
  RemovalBudget: {
    title: 'more would be removed than one change may remove',
    explanation: paragraphs(`
      For users, admins, memberships, permissions and other resources each, what this plan removes, together with what went
      without approval in the last 24 hours, may not exceed the larger of \`removalBudget.minimum\` (3) and
      \`removalBudget.fraction\` (5 %) of what there was. A deleted folder, a broken export and a wrong merge all look like
      this.

      What falls with a removed user counts as the user only. The budget of the stored organization holds: raising it serves
      the commits after it.
    `),
    language: 'sh',
    wrong: 'git rm -r orgs/acme/users && git commit -m "Tidy up"',
    right: [
      'if it was not meant, revert the commit: nothing has been applied',
      'if it is meant, say how much may go: `charter apply --removes User=649 --organization acme`',
      ...APPROVE,
    ],
  },
  OrganizationDelete: {
    title: 'an organization and everything in it would go',
    explanation: paragraphs(`
      The document of an organization that has stored resources is gone from a complete snapshot of its source. Its removal
      takes every user, group and permission of it, so it is held unless the organization says \`deletionPolicy: Allow\`.
      The stored value counts: set it in a commit before.
    `),
    language: 'sh',
    wrong: 'git rm -r orgs/acme && git commit -m "Acme has left"',
    right: [
      'first commit `deletionPolicy: Allow` on the organization and let it apply, then delete it',
      ...APPROVE,
      'if the organization was renamed, declare `previousNames: [acme]` at the new one',
    ],
  },
  Protected: {
    title: 'a protected resource would go',
    explanation: paragraphs(`
      The resource was stored with the annotation \`charter.sh/protected: "true"\`. Neither its removal nor that of its
      organization is applied without approval, whatever the budget.
    `),
    wrong: block(`
      # this stored document is gone from the source
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata:
        namespace: acme
        name: emergency
        annotations: {charter.sh/protected: "true"}
      spec: {email: emergency@acme.example, admin: true}
    `),
    right: [
      'put the document back',
      'or first commit it without the annotation and let that apply, then remove it',
      ...APPROVE,
    ],
  },
  StillReferenced: {
    title: 'something global would go that is still in use',
    explanation: paragraphs(`
      An organization group, plan, offering or policy is no longer declared while a stored resource refers to it. The hold
      names who. Removals of the installation come last in a pass, so dropping the references in the same commit is enough.
    `),
    language: 'sh',
    wrong: 'git rm installation/plans/professional.yaml   # acme is still subscribed to it',
    right: [
      'change what still refers to it, in the same or a later commit: the removal then applies by itself',
      ...APPROVE,
    ],
  },
  EmptySource: {
    title: 'a source that declared something declares nothing',
    explanation: paragraphs(`
      An empty folder, an emptied branch, a wrong path or a mount that is not there looks exactly like "delete everything".
      It is never obeyed: everything stays as stored.
    `),
    language: 'sh',
    wrong: 'charter apply --path ./orgz   # the folder is called orgs',
    right: [
      'check path, branch and mount of the source; `charter status` shows what was read',
      'if the source really is to end, approve this hold: `charter approve DIGEST --state FOLDER`; the removals of each organization are then held on their own',
    ],
  },
  HistoryRewritten: {
    title: 'the new commit does not descend from the applied one',
    explanation: paragraphs(`
      The branch was force-pushed, or reset to an older commit: what was reviewed and applied is no longer part of it. A
      stolen credential does that, and so does an honest rebase.
    `),
    language: 'sh',
    wrong: 'git rebase -i HEAD~20 && git push --force origin main',
    right: [
      'push the old history again: the commit that was applied is named in the evidence',
      'if the rewriting is meant, approve this hold: `charter approve DIGEST --state FOLDER`; attribution of changes then starts at the merge base',
    ],
  },
  WrongInstallation: {
    title: 'the source belongs to another installation',
    explanation: paragraphs(`
      The \`charter.yaml\` of the source names the installation that it is for, and this is another one: usually staging reads
      production's repository, or a restored copy meets the original. An installation gets its name with the first plan that is
      applied: from \`--installation\`, or else from the first source that names one.
    `),
    wrong: block(`
      # charter.yaml of the source, read by the installation "staging"
      installation: production
    `),
    right: [
      'point this installation at its own repository or branch',
      'or correct the name in `charter.yaml`, if the installation was renamed',
    ],
  },
} as const satisfies Partial<Record<HoldCode, CodeBody>>
