import { createPeople, type People } from './people.ts'
import type { Cell, Report } from './report.ts'

/** What stands for a text that may say anything. */
const WITHHELD = 'withheld'

/** A cell of a row, and the row by the names of its columns. */
type Rule = (text: string, row: Row) => string | undefined
type Row = (column: string) => string | undefined

/**
 * Begins to take people out of reports: pseudonyms stand for users, authors and approvers, the same for one person in all reports;
 * names of permissions become numbers, and texts that may say anything are withheld. Organizations, groups, workspaces
 * and commits keep their names.
 */
export function createRedaction(): (report: Report) => Report {
  const people = createPeople()
  const permissions = new Map<string, string>()
  const numbered = (name: string): string => {
    const number = permissions.get(name) ?? `permission-${permissions.size + 1}`
    permissions.set(name, number)
    return number
  }
  const rules = rulesFor(people, numbered)
  return ({ columns, rows, counts }) => {
    const places = new Map(columns.map(({ name }, place) => [name, place]))
    function* redacted(): Generator<readonly Cell[], undefined> {
      for (const cells of rows) {
        const row: Row = (column) => {
          const cell = cells[places.get(column) ?? -1]
          return typeof cell === 'string' ? cell : undefined
        }
        yield columns.map(({ name }, place) => redactedCell(cells[place], rules[name], row))
      }
    }
    return { columns, rows: redacted(), counts }
  }
}

function redactedCell(cell: Cell, rule: Rule | undefined, row: Row): Cell {
  if (rule === undefined) return cell
  if (typeof cell === 'string') return rule(cell, row)
  return typeof cell === 'object' ? cell.flatMap((text) => rule(text, row) ?? []) : cell
}

function rulesFor(people: People, numbered: (name: string) => string): Readonly<Record<string, Rule>> {
  const user = (name: string, row: Row): string => people.pseudonym({ organization: row('organization'), user: name })
  const own = (row: Row): string =>
    people.pseudonym({
      organization: row('organization'),
      user: row('user') ?? row('name'),
      uid: row('uid'),
      email: row('email'),
    })
  /** `User ada`, `Permission ada-edits`, `UserGroup admin`. */
  const resource: Rule = (text, row) => {
    const [kind = '', name = ''] = text.split(' ')
    if (kind === 'User') return `User ${user(name, row)}`
    return kind === 'Permission' ? `Permission ${numbered(`${row('organization')}/${name}`)}` : text
  }
  /** `user/ada`, also at the end of `SEE on user/ada`. */
  const scope: Rule = (text, row) =>
    text.replace(/(^| )user\/(\S+)$/, (_, before, name) => `${before}user/${user(name, row)}`)
  /** `Ada Lovelace <ada@acme.example>`, `operator ada`. */
  const person: Rule = (text) => {
    const email = /<([^<>]*)>$/.exec(text)?.[1]
    if (email !== undefined) return people.pseudonym({ email })
    return text.replace(/^operator (.*)$/s, (_, account) => `operator ${people.pseudonym({ account })}`)
  }
  const nothing: Rule = () => undefined
  return {
    user: (_, row) => own(row),
    uid: nothing,
    email: nothing,
    name: (name, row) => {
      if (row('kind') === 'User') return own(row)
      if (row('kind') === 'Permission') return numbered(`${row('organization')}/${name}`)
      return row('kind') === undefined ? undefined : name
    },
    path: (text, row) =>
      text
        .replace(/^\S+/, (name) => (name === row('user') ? own(row) : user(name, row)))
        .replace(/ on user (\S+)$/, (_, name) => ` on user ${user(name, row)}`),
    scope,
    permissions: scope,
    granted_by: resource,
    grant: resource,
    to: (text, row) => text.replace(/^user (\S+)$/, (_, name) => `user ${user(name, row)}`),
    why: (text, row) => text.replace(/^user (\S+)/, (_, name) => `user ${user(name, row)}`),
    reason: () => WITHHELD,
    declared: () => WITHHELD,
    unit: (text) => text.replace(/^revocation ([^/]*)\/.*$/s, 'revocation $1'),
    actor: person,
    author: person,
    authors: person,
    committer: person,
    committers: person,
    co_authors: person,
    approver: person,
    signature: (text) => text.replace(/^(verified) .*$/s, '$1'),
    signatures: (text) => text.replace(/^(verified) .*$/s, '$1'),
    // Whoever guesses a uid could hold it against this.
    digest: nothing,
  }
}
