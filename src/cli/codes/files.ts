import type { ProblemCode } from '../../model/problem.ts'
import { block, type CodeBody, paragraphs } from './body.ts'

/** Codes about the files themselves: what could not be read as text or as YAML. */
export const FILE_CODES = {
  Syntax: {
    title: 'the text is not YAML 1.2',
    explanation: paragraphs(`
      A file must be YAML 1.2 (or JSON). Tabs as indentation, unclosed quotes and brackets, unknown tags, anchors used as
      aliases beyond the limit and merge keys (\`<<\`) are refused.

      Nothing of the file is used. What the file declared before stays in force, so a typo never removes anybody.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: ada
      spec: {email: ada@acme.example}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: ada}
      spec: {email: ada@acme.example}
    `),
  },
  NotUtf8: {
    title: 'the file is not UTF-8 text',
    explanation: paragraphs(`
      Files are read as UTF-8, strictly: a byte that UTF-8 does not allow stops the file. The usual cause is an editor that
      saved as UTF-16 ("Unicode") or Latin-1. A byte order mark and Windows line ends are fine.
    `),
    language: 'sh',
    wrong: 'iconv -f UTF-8 -t UTF-16 users.yaml > orgs/acme/users.yaml',
    right: [
      'convert the file: `iconv -f UTF-16 -t UTF-8 users.yaml > fixed.yaml`',
      'or save it again with the encoding UTF-8',
    ],
  },
  MergeConflict: {
    title: 'the file still holds the marks of a merge conflict',
    explanation: paragraphs(`
      The lines \`<<<<<<<\`, \`=======\` and \`>>>>>>>\` are left by a merge that nobody finished. Nobody can say which side
      was meant, so nothing of the file is used and what it declared before stays in force.
    `),
    language: 'text',
    wrong: block(`
      spec:
      <<<<<<< HEAD
        email: ada@acme.example
      =======
        email: ada@example.com
      >>>>>>> feature
    `),
    right: ['decide for one side and delete the three marks', 'commit the result'],
  },
  LfsPointer: {
    title: 'the file is a Git LFS pointer, not its content',
    explanation: paragraphs(`
      Declarations are read straight from Git objects, without checkout and without filters, so large file storage never
      comes into play: what is in the commit is only a pointer to a file elsewhere.
    `),
    language: 'text',
    wrong: block(`
      version https://git-lfs.github.com/spec/v1
      oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
      size 12345
    `),
    right: [
      'take the path out of `.gitattributes`',
      'store the text itself: `git lfs untrack "orgs/**"`, then `git add --renormalize orgs`',
    ],
  },
  TooLarge: {
    title: 'a file, all files together, or what changes in one organization exceed the limit',
    explanation: paragraphs(`
      A file may have 1 MiB and a revision 1 GiB (\`limits.fileBytes\` and \`limits.revisionBytes\` in the configuration).
      The limit is checked before anything is read, so that one commit cannot take the service down.

      What changes in an organization is one entry of the ledger, of at most 500 million characters: some five million
      permissions that people gain or lose and do not share with each other. More is refused when it is applied; the
      others go on.
    `),
    language: 'text',
    wrong: 'orgs/acme/users.yaml   4.2 MiB, 21,000 users in one file',
    right: [
      'split the file: every document can stand in any file of the source',
      'or raise `limits.fileBytes` in the configuration, if such files are meant',
      'split a change that does not fit into one entry: apply a part of its permissions, members or people first',
    ],
  },
  TooDeep: {
    title: 'the document is nested more than a hundred levels deep',
    explanation: paragraphs(`
      No kind needs more than a dozen levels. Deeper text is a generated mistake or an attack, and is refused before it is
      built in memory.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Organization
      metadata: {name: acme}
      spec:
        displayName: Acme
        users: [{name: ada, email: ada@acme.example, admin: true}]
        customizations: {a: {a: {a: {a: {a: {a: {a: {a: "and ninety more"}}}}}}}}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: Organization
      metadata: {name: acme}
      spec:
        displayName: Acme
        users: [{name: ada, email: ada@acme.example, admin: true}]
        customizations: {a.a.a.a.a.a.a.a: flat}
    `),
  },
  DuplicateField: {
    title: 'a field is written twice in one object',
    explanation: paragraphs(`
      YAML readers disagree on which of two equal keys counts: some take the first, some the last. Charter refuses both,
      because a reviewer who read the other one approved something else.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: ada}
      spec:
        email: ada@acme.example
        admin: false
        admin: true
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: User
      metadata: {namespace: acme, name: ada}
      spec:
        email: ada@acme.example
        admin: true
    `),
  },
  EmptyFile: {
    title: 'the file declares nothing',
    explanation: paragraphs(`
      A file with only comments or white space is more often a failed script than an intention, so what it declared before
      stays in force. A file that is deleted says clearly that its resources are to go.
    `),
    wrong: block(`
      # users.yaml: generated by export.sh
    `),
    right: ['put the documents back', 'or delete the file, if everything in it is to be removed'],
  },
  SymlinkNotAllowed: {
    title: 'the path is a symbolic link',
    explanation: paragraphs(`
      A link can point to anything, also outside of the repository, to a file that nobody reviewed. Links are never
      followed and nothing of their target appears in a message.
    `),
    language: 'sh',
    wrong: 'ln -s ../shared/users.yaml orgs/acme/users.yaml',
    right: ['replace the link by a copy of the file', 'or declare the resources once and refer to them by name'],
  },
  SubmoduleNotAllowed: {
    title: 'the path is a Git submodule',
    explanation: paragraphs(`
      A submodule names a commit of another repository. It is never fetched: its content was not reviewed here, and its
      address is under the control of whoever writes the commit.
    `),
    language: 'sh',
    wrong: 'git submodule add https://example.com/people.git orgs/people',
    right: [
      'configure the other repository as a source of its own',
      'or remove the submodule (`git rm orgs/people`) and commit the files themselves',
    ],
  },
  InvalidPath: {
    title: 'the path cannot be used',
    explanation: paragraphs(`
      Paths must be UTF-8, relative and plain: no \`..\`, no backslash, no control characters, no empty part. Everything else
      is either a mistake of a script or an attempt to reach another organization's files.
    `),
    language: 'text',
    wrong: 'orgs/acme/../beta/users.yaml',
    right: ['rename the file: letters, digits, dots, dashes and underscores are always fine'],
  },
  Unreadable: {
    title: 'the file could not be read',
    explanation: paragraphs(`
      The file is there and could not be read now: permission, a disk error, an object missing in the mirror. What it
      declared before stays in force, and it is read again with the next pass.
    `),
    language: 'sh',
    wrong: 'chmod 000 orgs/acme/users.yaml',
    right: [
      'give the process read permission on the file',
      'for a Git source run `charter check`: it tells whether the mirror is complete',
    ],
  },
} as const satisfies Partial<Record<ProblemCode, CodeBody>>
