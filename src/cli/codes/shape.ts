import type { ProblemCode } from '../../model/problem.ts'
import { block, type CodeBody, paragraphs } from './body.ts'

/** Codes about the shape of a document: its kind, its fields and their values. */
export const SHAPE_CODES = {
  UnknownKind: {
    title: 'no kind of that name and version exists',
    explanation: paragraphs(`
      \`apiVersion\` and \`kind\` together name one of the kinds. \`charter explain\` lists them. Documents of Kubernetes' own
      kind Namespace are accepted and ignored, so that one folder serves Git and kubectl alike.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Group
      metadata: {namespace: acme, name: operators}
      spec: {displayName: Operators}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: UserGroup
      metadata: {namespace: acme, name: operators}
      spec: {displayName: Operators}
    `),
  },
  UnknownField: {
    title: 'the kind has no field of that name',
    explanation: paragraphs(`
      Every field is checked, at every depth: a misspelt field that is silently dropped is how somebody keeps rights that
      the text seems to take away. Where a known field is near, the message suggests it. \`charter explain KIND\` lists all.

      Labels and annotations are free, except for those that begin with \`charter.sh/\`.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: ada}
      spec: {emial: ada@acme.example}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: ada}
      spec: {email: ada@acme.example}
    `),
  },
  InvalidField: {
    title: 'the value of a field is not one it can take',
    explanation: paragraphs(`
      The value has another type, is not one of the words allowed, is too long, or does not match the form the field needs.
      The message says what would be right. Values are never converted: \`"5"\` is not 5, and an unquoted \`1e3\` or \`0777\`
      is a number, also where a text is wanted, so quote it.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Entitlement
      metadata: {namespace: acme, name: user-count}
      spec: {entitlement: UserCount, value: 50}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Entitlement
      metadata: {namespace: acme, name: user-count}
      spec: {entitlement: UserCount, value: "50"}
    `),
  },
  MissingField: {
    title: 'a field that the kind needs is missing',
    explanation: paragraphs(`
      Required fields have no default that would be right for everybody. \`charter explain KIND\` marks them. A field that
      is \`null\` counts as missing.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Workspace
      metadata: {namespace: acme, name: sales}
      spec: {type: workspace}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Workspace
      metadata: {namespace: acme, name: sales}
      spec: {type: workspace, displayName: Sales}
    `),
  },
  InvalidName: {
    title: 'the name of a resource or organization has a form that is not allowed',
    explanation: paragraphs(`
      Names are lower-case letters, digits, dots and dashes, begin and end with a letter or digit, and have at most 253
      characters. The name of an organization is also a namespace: at most 63 characters, no dots, a letter first, and not
      \`default\` or \`kube-…\`.

      Free text belongs in \`displayName\`, an identifier that another system needs in \`id\`.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: UserGroup
      metadata: {namespace: acme, name: Site Operators}
      spec: {}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: UserGroup
      metadata: {namespace: acme, name: site-operators}
      spec: {displayName: Site Operators}
    `),
  },
  IgnoredField: {
    title: 'a field that only Charter writes is in the document',
    explanation: paragraphs(`
      \`status\` and what a cluster adds to \`metadata\` (\`resourceVersion\`, \`managedFields\` and so on) are read-only. They
      are ignored with a warning and not refused, so that what \`kubectl get -o yaml\` prints can be committed.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: ada}
      spec: {email: ada@acme.example}
      status: {version: 3}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: ada}
      spec: {email: ada@acme.example}
    `),
  },
  NullField: {
    title: 'a field is null and counts as left out',
    explanation: paragraphs(`
      kubectl, Helm and server-side apply each treat \`null\` in another way, so Charter treats it as if the field were not
      there, and says so. "Without end" has a word of its own: \`never\`.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Subscription
      metadata: {namespace: acme, name: main}
      spec: {plan: professional, endDate: null}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Subscription
      metadata: {namespace: acme, name: main}
      spec: {plan: professional, endDate: never}
    `),
  },
} as const satisfies Partial<Record<ProblemCode, CodeBody>>
