import type { ProblemReport } from '../../../src/cli/problems/report.ts'
import { file, problem } from '../../plan/render/support.ts'

const users = `# people of acme
apiVersion: charter.sh/v1alpha1
kind: User
metadata: {namespace: acme, name: jdoe}
spec:
  emial: jdoe@acme.example
  passwrod: hunter2
  userGroups: [operators]
`

const groups = `apiVersion: charter.sh/v1alpha1
kind: UserGroup
metadata: {namespace: acme, name: operators}
spec: {members: [ada, jdoe, somebody]}
`

const broken = 'kind: User\nmetadata: {namespace: beta\n'

/** Two organizations with errors, a warning and a file that cannot be read; one problem reaches both. */
export function scene(): ProblemReport {
  const syntax = problem({
    code: 'Syntax',
    message: 'a `{` is never closed',
    origin: file('orgs/beta/users.yaml', 2, 11),
    pointer: '',
    help: 'close it with `}`',
  })
  const empty = problem({
    code: 'EmptyFile',
    message: 'the file declares nothing',
    origin: file('orgs/beta/groups.yaml', 1, 1),
    pointer: '',
  })
  return {
    totals: { files: 14, resources: 120, organizations: 3 },
    texts: [
      {
        source: 'main',
        files: new Map(
          Object.entries({
            'orgs/acme/users.yaml': users,
            'orgs/acme/groups.yaml': groups,
            'orgs/beta/users.yaml': broken,
          }).map(([path, text]) => [path, { source: 'main', path, text }]),
        ),
      },
    ],
    groups: [
      { unit: { type: 'organization', organization: 'beta' }, problems: [syntax, empty] },
      {
        unit: { type: 'organization', organization: 'acme' },
        problems: [
          problem({
            code: 'NullField',
            severity: 'warning',
            message: '`lastName` is null and counts as omitted',
            origin: file('orgs/acme/users.yaml', 5, 1),
            pointer: '/spec/lastName',
          }),
          problem({
            message: 'unknown field `passwrod` in user',
            origin: file('orgs/acme/users.yaml', 7, 3),
            pointer: '/spec/passwrod',
            length: 8,
          }),
          problem({
            origin: file('orgs/acme/users.yaml', 6, 3),
            length: 5,
            label: 'not a field of User',
            help: 'did you mean `email`?',
            notes: ['`charter explain User` lists all fields'],
          }),
          problem({
            code: 'DanglingReference',
            message: 'the user `somebody` is not declared',
            origin: file('orgs/acme/groups.yaml', 4, 29),
            pointer: '/spec/members/2',
            length: 8,
            related: [{ origin: file('orgs/acme/users.yaml', 4, 35), message: 'the nearest is `jdoe`: 100%, sure' }],
          }),
          syntax,
        ],
      },
    ],
  }
}

/** Many problems of both kinds in one file. */
export function flood(errors: number, warnings: number): ProblemReport {
  const text = 'a: 1\n'.repeat(10)
  const problems = Array.from({ length: errors + warnings }, (_, index) =>
    problem({
      severity: index < warnings ? 'warning' : 'error',
      message: `mistake number ${index}`,
      origin: file('a.yaml', (index % 10) + 1, 1),
      pointer: `/spec/${index}`,
    }),
  )
  return {
    totals: { files: 1, resources: 0, organizations: 0 },
    texts: [{ source: 'main', files: new Map([['a.yaml', { source: 'main', path: 'a.yaml', text }]]) }],
    groups: [{ problems }],
  }
}
