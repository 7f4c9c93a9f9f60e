import type { ProblemCode } from '../../model/problem.ts'
import { block, type CodeBody, paragraphs } from './body.ts'

/** Codes about who administers and what a permission may grant. */
export const ACCESS_CODES = {
  LastAdmin: {
    title: 'too few people would administer the organization',
    explanation: paragraphs(`
      Every organization keeps at least \`minAdmins\` (1) effective admins: users who are active, not revoked, inside their
      \`from\` and \`until\`, and who have \`admin: true\`, are members of the group \`admin\`, or hold MANAGE on the organization
      directly or through a group.

      Removing or demoting a user, emptying a group, changing a parent or a role all count. It must hold at every instant
      from now on: an admin with \`until\` does not help, so at least \`minAdmins\` admins have no end. \`minAdmins: 0\` says
      openly that nobody administers the organization here.

      A Revocation that would leave too few is not refused but held, and a person may approve it.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Organization
      metadata: {name: acme}
      spec:
        displayName: Acme Research
        users: [{name: ada, email: ada@acme.example, admin: true, until: "2027-01-01"}]
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Organization
      metadata: {name: acme}
      spec:
        displayName: Acme Research
        users:
          - {name: ada, email: ada@acme.example, admin: true, until: "2027-01-01"}
          - {name: grace, email: grace@acme.example, admin: true}
    `),
  },
  RequiredAdminMissing: {
    title: 'somebody who must be an admin would not be one',
    explanation: paragraphs(`
      \`requiredAdmins\` of the organization names users who stay effective admins whatever else changes, for example the
      account with which an emergency is handled. Taking somebody off that list is a change of its own: it serves the
      commits after it.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Organization
      metadata: {name: acme}
      spec:
        displayName: Acme Research
        requiredAdmins: [emergency]
        users:
          - {name: ada, email: ada@acme.example, admin: true}
          - {name: emergency, email: emergency@acme.example}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Organization
      metadata: {name: acme}
      spec:
        displayName: Acme Research
        requiredAdmins: [emergency]
        users:
          - {name: ada, email: ada@acme.example, admin: true}
          - {name: emergency, email: emergency@acme.example, admin: true}
    `),
  },
  BootstrapMissing: {
    title: 'the bootstrap user and group do not hold the organization',
    explanation: paragraphs(`
      Where an organization has a \`bootstrap\`, its group must exist, hold MANAGE on the organization and contain its user.
      They are what a system starts from when it is set up again.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Organization
      metadata: {name: acme}
      spec:
        displayName: Acme Research
        bootstrap: {user: root, userGroup: roots, tokenSecretRef: {env: ACME_TOKEN}}
        users: [{name: root, email: root@acme.example, admin: true}]
        userGroups: [{name: roots, members: [root]}]
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Organization
      metadata: {name: acme}
      spec:
        displayName: Acme Research
        bootstrap: {user: root, userGroup: roots, tokenSecretRef: {env: ACME_TOKEN}}
        users: [{name: root, email: root@acme.example, admin: true}]
        userGroups: [{name: roots, members: [root]}]
        permissions: [{name: roots, permission: MANAGE, assignee: {userGroup: roots}}]
    `),
  },
  InvalidPermission: {
    title: 'that permission does not exist at that scope',
    explanation: paragraphs(`
      Each scope has its own names: MANAGE, SELF_CREATE_TOKEN and BASE_UI_ACCESS for the organization; MANAGE, ANALYZE, VIEW
      and others for a workspace; MANAGE and USE for a data source; SEE for a user or group. A \`role\` goes only with a
      workspace.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Organization
      metadata: {name: acme}
      spec:
        displayName: Acme Research
        users: [{name: ada, email: ada@acme.example, admin: true}]
        userGroups: [{name: operators, members: [ada]}]
        workspaces: [{name: sales, type: workspace, displayName: Sales}]
        permissions: [{name: look, permission: VIEW, assignee: {userGroup: operators}}]
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Organization
      metadata: {name: acme}
      spec:
        displayName: Acme Research
        users: [{name: ada, email: ada@acme.example, admin: true}]
        userGroups: [{name: operators, members: [ada]}]
        workspaces: [{name: sales, type: workspace, displayName: Sales}]
        permissions: [{name: look, permission: VIEW, assignee: {userGroup: operators}, scope: {workspace: sales}}]
    `),
  },
  BuiltinImmutable: {
    title: 'something built in would be changed',
    explanation: paragraphs(`
      The roles \`project-viewer\`, \`deployment-admin\` and their like mean the same everywhere and cannot be redefined, and the
      group \`users\` always is every active user. The group \`admin\` may be declared to set its members.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: AccessRole
      metadata: {namespace: acme, name: project-viewer}
      spec: {permissions: [project.list, project.get, project.delete]}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: AccessRole
      metadata: {namespace: acme, name: project-cleaner}
      spec: {permissions: [project.list, project.get, project.delete]}
    `),
  },
} as const satisfies Partial<Record<ProblemCode, CodeBody>>
