import { openFileStore } from '../../src/store/file.ts'
import { createFolder } from './folder.ts'
import { Declared, heldIn } from './history.ts'
import { clockAt } from './planning.ts'
import type { CommitOptions, RepositoryFixture } from './repository.ts'

/** A state folder and the repository that it was applied from. */
export interface Audited {
  readonly state: string
  readonly repository: RepositoryFixture
}

const ADA = 'Ada Lovelace <ada@acme.example>'
const GRACE = 'Grace Hopper <grace@acme.example>'
const LINUS = 'Linus Torvalds <linus@acme.example>'

/**
 * Half a year of the organization acme, the same in every run: it is made in January, bob joins in February and leaves in May, linus
 * makes himself an admin in March and approves it himself, and what he was given on a workspace ends in July by its window.
 */
export async function audited(): Promise<Audited> {
  const path = createFolder()
  let drawn = 0
  const random = (size: number): Uint8Array => Buffer.alloc(size, ++drawn)
  const store = openFileStore({ path, mode: 'create', clock: clockAt('2024-01-05T09:00:00.000Z'), random })
  const declared = new Declared(store)
  const at = async (date: string, options: CommitOptions) => {
    declared.now = Date.parse(date)
    declared.repository.commit({ date, ...options })
    return declared.pass()
  }
  const files = (people: People) => ({ files: { 'orgs/acme.yaml': acme(people) } })
  try {
    await at('2024-01-05T09:00:00Z', { author: ADA, ...files({}) })
    await at('2024-02-10T09:00:00Z', { author: GRACE, committer: ADA, ...files({ hasBob: true }) })
    const held = await at('2024-03-12T16:00:00Z', { author: LINUS, ...files({ hasBob: true, isLinusAdmin: true }) })
    const { digest } = heldIn(held)
    const message = `Approve\n\nCharter-Approve: ${digest}\n`
    await at('2024-03-12T16:10:00Z', { author: LINUS, message })
    const parting = 'Let bob go\n\nCo-authored-by: Grace Hopper <grace@acme.example>\n'
    await at('2024-05-04T09:00:00Z', {
      author: ADA,
      message: parting,
      ...files({ isLinusAdmin: true, reason: 'they run acme' }),
    })
  } finally {
    await store.close()
  }
  return { state: path, repository: declared.repository }
}

interface People {
  readonly hasBob?: boolean
  readonly isLinusAdmin?: boolean
  readonly reason?: string
}

function acme({ hasBob = false, isLinusAdmin = false, reason = 'the platform team runs acme' }: People): string {
  return `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme Research
  users:
    - {name: ada, email: ada@acme.example, firstName: Ada, lastName: Lovelace, admin: true}
    - {name: grace, email: grace@acme.example, firstName: Grace, lastName: Hopper}
    - {name: linus, email: linus@acme.example${isLinusAdmin ? ', admin: true' : ''}}
    - {name: mary, email: mary@acme.example, active: false}
${hasBob ? '    - {name: bob, email: bob@acme.example}\n' : ''}  userGroups:
    - {name: platform}
    - {name: operators, parents: [platform], members: [grace${hasBob ? ', bob' : ''}]}
    - {name: alumni}
  workspaces:
    - {name: telescope, type: project, displayName: Telescope}
  permissions:
    - {name: alumni-ui, permission: BASE_UI_ACCESS, assignee: {userGroup: alumni}}
    - {name: platform-manages, permission: MANAGE, assignee: {userGroup: platform}, reason: ${reason}}
    - {name: linus-edits, role: deployment-editor, assignee: {user: linus}, scope: {workspace: telescope}, until: 2024-07-01}
`
}
