import type { ProblemCode } from '../../model/problem.ts'
import { block, type CodeBody, paragraphs } from './body.ts'

/** Codes about who is who: identities, references, renames and which source may declare what. */
export const IDENTITY_CODES = {
  DuplicateResource: {
    title: 'one identity is declared twice in one source',
    explanation: paragraphs(`
      Kind, namespace and name together are the identity. The message names both places, and neither is applied: which of
      them was meant cannot be told from the text, and "the last file wins" would depend on how files are called.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: ada}
      spec: {email: ada@acme.example}
      ---
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: ada}
      spec: {email: ada@acme.example, admin: true}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: ada}
      spec: {email: ada@acme.example, admin: true}
    `),
  },
  NotUnique: {
    title: 'a value that may be used once is used twice',
    explanation: paragraphs(`
      An organization's \`displayName\`, \`hostname\` and \`id\` are unique in the installation, a user's \`email\` in the
      organization (upper and lower case are the same), and mail domains of identity providers.

      Across organizations whoever is stored keeps the value; of two newcomers both are refused.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: ada}
      spec: {email: ada@acme.example}
      ---
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: lovelace}
      spec: {email: Ada@acme.example}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: ada}
      spec: {email: ada@acme.example}
      ---
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: lovelace}
      spec: {email: lovelace@acme.example}
    `),
  },
  DanglingReference: {
    title: 'a name is used that nothing declares',
    explanation: paragraphs(`
      References are plain names: of the same organization, or of a global kind. Either the name is misspelt, or the same
      change removes what it names: then the one problem lists every place that still names it, so that one more commit
      finishes the removal. \`charter remove user NAME\` makes such an edit for you.

      A user who is not there is \`NotAMember\`. \`charter validate\` of one folder only warns about organizations and global
      kinds that may be declared elsewhere.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: UserGroup
      metadata: {namespace: acme, name: operators}
      spec: {parents: [enginering]}
      ---
      apiVersion: charter.sh/v1alpha1
      kind: UserGroup
      metadata: {namespace: acme, name: engineering}
      spec: {displayName: Engineering}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: UserGroup
      metadata: {namespace: acme, name: operators}
      spec: {parents: [engineering]}
      ---
      apiVersion: charter.sh/v1alpha1
      kind: UserGroup
      metadata: {namespace: acme, name: engineering}
      spec: {displayName: Engineering}
    `),
  },
  NotAMember: {
    title: 'a user is named who is not in this organization',
    explanation: paragraphs(`
      Groups, permissions and the bootstrap can only name users of their own organization. The user may be misspelt, may have
      left, or may be declared in another organization: a person who works for two is declared in both.
    `),
    wrong: block(`
      # grace is declared in the namespace beta only
      apiVersion: charter.sh/v1alpha1
      kind: Permission
      metadata: {namespace: acme, name: manage}
      spec: {permission: MANAGE, assignee: {user: grace}}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: grace}
      spec: {email: grace@acme.example}
      ---
      apiVersion: charter.sh/v1alpha1
      kind: Permission
      metadata: {namespace: acme, name: manage}
      spec: {permission: MANAGE, assignee: {user: grace}}
    `),
  },
  Cycle: {
    title: 'something is its own ancestor',
    explanation: paragraphs(`
      Parents of organizations, organization groups, user groups and workspaces form a tree or a graph without circles, and
      so do links between settings. The message prints the circle; taking any one of its links away breaks it.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: UserGroup
      metadata: {namespace: acme, name: engineering}
      spec: {parents: [platform]}
      ---
      apiVersion: charter.sh/v1alpha1
      kind: UserGroup
      metadata: {namespace: acme, name: platform}
      spec: {parents: [engineering]}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: UserGroup
      metadata: {namespace: acme, name: engineering}
      spec: {}
      ---
      apiVersion: charter.sh/v1alpha1
      kind: UserGroup
      metadata: {namespace: acme, name: platform}
      spec: {parents: [engineering]}
    `),
  },
  RenameConflict: {
    title: 'a previous name cannot be followed',
    explanation: paragraphs(`
      \`previousNames\` turns a removal and a creation into a rename that keeps identity, history and everything that points
      at it. For that the old name must be stored, no longer be declared, and be claimed by one resource only. Two resources
      cannot swap names in one step: go by way of a third name, in two commits.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: ada}
      spec: {email: ada@acme.example}
      ---
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: ada-lovelace}
      spec: {email: lovelace@acme.example, previousNames: [ada]}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: ada-lovelace}
      spec: {email: ada@acme.example, previousNames: [ada]}
    `),
  },
  OwnershipConflict: {
    title: 'another source has declared this first',
    explanation: paragraphs(`
      A resource belongs to the source that created it. A second declaration elsewhere is set aside with this problem, at
      that document only; everything else of the second source goes on. Between two newcomers the source configured first
      has it.
    `),
    wrong: block(`
      # in the source "people", while the source "platform" already owns User/acme/ada
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: ada}
      spec: {email: ada@acme.example}
    `),
    right: [
      'to hand it over, keep the declaration in the new source (it is set aside), then delete it from the old one; that pass changes the owner and nothing lapses',
      'otherwise delete the second declaration',
    ],
  },
  NotPrivileged: {
    title: 'this source may not declare that kind',
    explanation: paragraphs(`
      Global kinds, subscriptions and entitlements decide what others may use and what it costs. They are accepted only from
      a source that the operator marked \`privileged\`. A path or repository named on the command line is privileged; in a
      cluster RBAC decides.
    `),
    wrong: block(`
      # in the repository of the organization acme
      apiVersion: charter.sh/v1alpha1
      kind: Entitlement
      metadata: {namespace: acme, name: unlimited}
      spec: {entitlement: UnlimitedUsers}
    `),
    right: [
      'move the document to a source that is privileged',
      'or mark this one: `privileged: true` at the source in the configuration, if everyone who can commit there may decide that',
    ],
  },
  Archived: {
    title: 'something would be added to what is archived',
    explanation: paragraphs(`
      An archived organization or workspace is kept as it is: access stays, things may be changed or removed, and nothing may
      be added.
    `),
    wrong: block(`
      # stored with archived: true and the user ada
      apiVersion: charter.sh/v1alpha1
      kind: Organization
      metadata: {name: acme}
      spec:
        displayName: Acme Research
        archived: true
        users:
          - {name: ada, email: ada@acme.example, admin: true}
          - {name: somebody-new, email: new@acme.example}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Organization
      metadata: {name: acme}
      spec:
        displayName: Acme Research
        archived: true
        users:
          - {name: ada, email: ada@acme.example, admin: true}
    `),
  },
} as const satisfies Partial<Record<ProblemCode, CodeBody>>
