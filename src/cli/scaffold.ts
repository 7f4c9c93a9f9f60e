/** A file to write: its path below the folder, with `/`, and its text. */
export interface ScaffoldFile {
  readonly path: string
  readonly text: string
}

/** The files of a new repository of declarations with one organization and its first admin. */
export function scaffold(organization: string, admin: string): readonly ScaffoldFile[] {
  const user = userName(admin)
  return [
    { path: `orgs/${organization}/organization.yaml`, text: organizationFile(organization) },
    { path: `orgs/${organization}/users.yaml`, text: usersFile(organization, user, admin) },
    { path: `orgs/${organization}/access.yaml`, text: accessFile(organization, user) },
    {
      path: 'CODEOWNERS',
      text: `# Who has to review what: one line an organization.\n/orgs/${organization}/ @${organization}-admins\n/CODEOWNERS @${organization}-admins\n`,
    },
    { path: '.vscode/settings.json', text: SETTINGS },
    { path: '.pre-commit-config.yaml', text: PRE_COMMIT },
    { path: '.github/workflows/charter.yaml', text: WORKFLOW },
  ]
}

/** The first part of an e-mail address as a resource name. */
function userName(email: string): string {
  const name = (email.split('@')[0] ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
  return name === '' ? 'admin' : name
}

const modeline = '# yaml-language-server: $schema=../../.charter/schema.json\n'

function organizationFile(organization: string): string {
  return `${modeline}# The namespace is the organization. In a cluster it has to exist; elsewhere this document is ignored.
apiVersion: v1
kind: Namespace
metadata:
  name: ${organization}
---
apiVersion: charter.sh/v1alpha1
kind: Organization
metadata:
  name: ${organization}
spec:
  displayName: ${organization}
  # At least so many people can always administer it; a change that leaves fewer is refused.
  minAdmins: 1
  # What one day may remove without anybody saying so: 5 % of the people, but three always.
  removalBudget:
    fraction: 0.05
    minimum: 3
`
}

function usersFile(organization: string, user: string, admin: string): string {
  return `${modeline}apiVersion: charter.sh/v1alpha1
kind: User
metadata:
  namespace: ${organization}
  name: ${user}
spec:
  email: ${admin}
  admin: true
`
}

function accessFile(organization: string, user: string): string {
  return `${modeline}apiVersion: charter.sh/v1alpha1
kind: UserGroup
metadata:
  namespace: ${organization}
  name: operators
spec:
  displayName: Operators
  members: [${JSON.stringify(user)}]
---
apiVersion: charter.sh/v1alpha1
kind: Permission
metadata:
  namespace: ${organization}
  name: operators-ui
spec:
  permission: BASE_UI_ACCESS
  assignee:
    userGroup: operators
  reason: operators use the console
`
}

const SETTINGS = `{
  "yaml.schemas": { ".charter/schema.json": "orgs/**/*.yaml" }
}
`

const PRE_COMMIT = `repos:
  - repo: local
    hooks:
      - id: charter-validate
        name: charter validate
        entry: charter validate --staged orgs
        language: system
        files: ^orgs/
        pass_filenames: false
`

const WORKFLOW = `name: charter
on:
  pull_request:
jobs:
  plan:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - run: npm install --global charter
      - run: charter validate orgs --format github
      - run: charter plan orgs --against "origin/$GITHUB_BASE_REF" -o markdown >> "$GITHUB_STEP_SUMMARY"
`
