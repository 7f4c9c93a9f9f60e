import { API_VERSION } from '../src/model/resource.ts'

/** One declaration of a made-up installation: where it belongs, and its text as a person would write it. */
export interface Declaration {
  readonly organization: string
  readonly text: string
}

/**
 * A made-up installation of so many resources, the same in every run: in each organization of a hundred, 60 users, 15
 * groups of 20 members, 10 workspaces and 14 permissions. `edition` stands in a label of each, so that another edition
 * changes every resource. A thousand resources are 217 KB.
 */
export function installation(count: number, edition = 1): readonly Declaration[] {
  const all: Declaration[] = []
  for (let index = 0; all.length < count; index++) {
    const organization = `org-${String(index).padStart(5, '0')}`
    const texts = organizationTexts(organization, `edition-${edition}`)
    for (const text of texts.slice(0, count - all.length)) all.push({ organization, text })
  }
  return all
}

function organizationTexts(organization: string, edition: string): string[] {
  const document = (kind: string, name: string, spec: string): string => {
    const namespace = kind === 'Organization' ? '' : `  namespace: ${organization}\n`
    return `apiVersion: ${API_VERSION}\nkind: ${kind}\nmetadata:\n${namespace}  name: ${name}\n  labels:\n    edition: ${edition}\nspec:\n${spec}`
  }
  const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)
  const user = (index: number): string => `user-${String(index % 60).padStart(3, '0')}`
  const admin = (index: number): string => (index < 2 ? '  admin: true\n' : '')
  return [
    document('Organization', organization, `  displayName: The ${organization}\n  description: One of many\n`),
    ...range(60).map((index) =>
      document(
        'User',
        user(index),
        `  email: ${user(index)}@${organization}.example\n  firstName: Ada ${index}\n  lastName: Lovelace\n${admin(index)}`,
      ),
    ),
    ...range(15).map((index) =>
      document(
        'UserGroup',
        `group-${String(index).padStart(2, '0')}`,
        `  displayName: Group ${index}\n  members:\n${range(20)
          .map((member) => `    - ${user(index * 4 + member)}\n`)
          .join('')}`,
      ),
    ),
    ...range(10).map((index) =>
      document('Workspace', `work-${index}`, `  type: workspace\n  displayName: Workspace ${index}\n`),
    ),
    ...range(14).map((index) =>
      document(
        'Permission',
        `may-${String(index).padStart(2, '0')}`,
        `  permission: ANALYZE\n  assignee:\n    userGroup: group-${String(index).padStart(2, '0')}\n  scope:\n    workspace: work-${index % 10}\n`,
      ),
    ),
  ]
}

/** One organization of so many users and one group of twenty members for each hundred of them; an edition stands in one user. */
export function people(count: number, organization = 'acme', edition = 0): readonly Declaration[] {
  const user = (index: number): string => `user-${String(index % count).padStart(6, '0')}`
  const head = (kind: string, name: string): string =>
    `apiVersion: ${API_VERSION}\nkind: ${kind}\nmetadata:\n${kind === 'Organization' ? '' : `  namespace: ${organization}\n`}  name: ${name}\nspec:\n`
  const texts = [`${head('Organization', organization)}  displayName: The ${organization}\n`]
  for (let index = 0; index < count; index++) {
    const name = user(index)
    const title = index === 1 ? `  firstName: Ada ${edition}\n` : ''
    texts.push(`${head('User', name)}  email: ${name}@${organization}.example\n${title}  admin: ${index % 50 === 0}\n`)
  }
  for (let index = 0; index < count / 100; index++) {
    const members = Array.from({ length: 20 }, (_, member) => `    - ${user(index * 100 + member)}\n`).join('')
    texts.push(`${head('UserGroup', `group-${String(index).padStart(4, '0')}`)}  members:\n${members}`)
  }
  return texts.map((text) => ({ organization, text }))
}

/** Declarations as files of so many documents each, in a folder for each organization. */
export function filesOf(declarations: readonly Declaration[], each: number): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  for (let start = 0; start < declarations.length; start += each) {
    const some = declarations.slice(start, start + each)
    const path = `${some[0]?.organization}/${String(start).padStart(7, '0')}.yaml`
    files.set(path, some.map(({ text }) => text).join('---\n'))
  }
  return files
}
