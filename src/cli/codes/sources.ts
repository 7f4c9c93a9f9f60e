import type { ProblemCode } from '../../model/problem.ts'
import { block, type CodeBody, paragraphs } from './body.ts'

/** Codes about what a source may do, as its operator configured it. */
export const SOURCE_CODES = {
  KindNotAllowed: {
    title: 'the configuration keeps that kind out of this source',
    explanation: paragraphs(`
      A source with \`allowedKinds\` in the configuration may declare these kinds and no others. A document of another kind is
      set aside: it declares nothing, and what is stored of it stays as it is. Everything else of the source and of the
      organization goes on.
    `),
    wrong: block(`
      # in a source with allowedKinds: [User, UserGroup]
      apiVersion: charter.sh/v1alpha1
      kind: Permission
      metadata: {namespace: acme, name: manage}
      spec: {permission: MANAGE, assignee: {user: ada}}
    `),
    right: [
      'move the document to a source that may declare its kind',
      'or add the kind to `allowedKinds` of this source, if everyone who can commit there may decide that',
    ],
  },
  OrganizationNotAllowed: {
    title: 'this source may not declare that organization',
    explanation: paragraphs(`
      A source with \`allowedOrganizations\` in the configuration may declare these organizations and what belongs to them, and
      nothing of others. The entries are names, in which \`*\` stands for any characters (\`team-*\`). A document of another
      organization is set aside, even where it is wrong in itself: it neither changes nor stops that organization.
    `),
    wrong: block(`
      # in a source with allowedOrganizations: [acme, "team-*"]
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: initech, name: ada}
    `),
    right: [
      'move the document to the source of that organization',
      'or add the organization to `allowedOrganizations` of this source in the configuration',
    ],
  },
  Unpruned: {
    title: 'what is no longer declared is kept by its source',
    explanation: paragraphs(`
      A source with \`prune: false\` in the configuration creates and changes, and removes nothing. What it once declared and
      declares no longer stays in force; the condition of each organization lists it, so that nobody takes it for declared.
      A single resource is kept by the annotation \`charter.sh/prune: disabled\`.
    `),
    language: 'text',
    wrong: block(`
      sources:
        - name: people
          prune: false      # and the file of a user was deleted
    `),
    right: [
      'declare it again, if it is meant to stay',
      'or set `prune: true` at the source: the next pass removes what it does not declare, within the removal budget',
    ],
  },
} as const satisfies Partial<Record<ProblemCode, CodeBody>>
