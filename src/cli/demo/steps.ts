import type { Status } from '../../model/status.ts'
import { DEMO } from './setting.ts'

/** Something to type: a command of charter's with the exit code that it ends with, one of the shell, or a request. */
export type Command =
  | { readonly type: 'charter'; readonly words: readonly string[]; readonly code: number }
  | { readonly type: 'shell'; readonly text: string }
  | { readonly type: 'status'; readonly url: string }

/** One thing to try. `holds` tells when the program has come to what `changes` lead to; then `looks` show it. */
export interface Step {
  readonly title: string
  readonly changes: readonly Command[]
  readonly holds: (status: Status, head: string) => boolean
  readonly looks: readonly Command[]
}

const { repository, state } = DEMO
const git = (words: string): Command => ({ type: 'shell', text: `git -C ${repository} ${words}` })
const charter = (words: string, code = 0): Command => ({ type: 'charter', words: words.split(' '), code })

/** Whether everything of a commit is in force. */
const isApplied: Step['holds'] = ({ sources }, head) => sources.every(({ applied }) => applied === head)
const isHeld: Step['holds'] = ({ sources }) => sources.some(({ holds }) => holds.length > 0)

/** What there is to try while the program serves at `http`, in this order. */
export function stepsAt(http: string): readonly Step[] {
  return [
    {
      title: 'Change a file and commit it: Linus becomes an admin',
      changes: [
        { type: 'shell', text: `printf '  admin: true\\n' >> ${repository}/orgs/acme/people.yaml` },
        git("commit -qam 'Make Linus an admin'"),
      ],
      holds: isApplied,
      looks: [
        charter(`plan --git ${repository} --path orgs --against HEAD~1`),
        charter(`history acme --state ${state} --limit 1`),
      ],
    },
    {
      title: 'Remove everyone: it is held, and everybody stays',
      changes: [git('rm -rq orgs'), git("commit -qm 'Remove everyone'")],
      holds: isHeld,
      looks: [charter(`status --state ${state}`, 3), charter(`get users --state ${state}`)],
    },
    {
      title: 'Put everyone back, and read the status',
      changes: [git('revert --no-edit HEAD > /dev/null')],
      holds: isApplied,
      looks: [charter(`status --state ${state}`), { type: 'status', url: `${http}/api/v1/status` }],
    },
  ]
}

/** A command as somebody types it; `program` is how charter is called here. */
export function typed(command: Command, program: string): string {
  switch (command.type) {
    case 'charter':
      return `${program} ${command.words.join(' ')}`
    case 'shell':
      return command.text
    case 'status':
      return `curl -s -H "Authorization: Bearer $(cat ${state}/operator-token)" ${command.url}`
  }
}
