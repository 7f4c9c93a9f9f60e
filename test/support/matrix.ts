import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SYSTEMS } from '../../src/api/compat/systems.ts'
import { ENDPOINTS } from '../../src/api/endpoints.ts'
import type { Identity, Role } from '../../src/api/identity.ts'
import { type Api, AUDITOR, OPERATOR, person, type Read } from './api.ts'

const complete = fileURLToPath(new URL('../../examples/complete/orgs', import.meta.url))

/** `examples/complete`, which declares something of every kind in globex, and beside it initech, with a few people of its own. */
export const MATRIX_TEXTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    readdirSync(complete, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => [name, readFileSync(join(complete, name), 'utf8')]),
  ),
  'globex/more.yaml': `apiVersion: charter.sh/v1alpha1
kind: User
metadata: {namespace: globex, name: ned}
spec: {email: ned@globex.example}
---
apiVersion: charter.sh/v1alpha1
kind: AccessKey
metadata: {namespace: globex, name: master}
spec: {type: access-key, generate: {writeTo: {file: globex/master-key}}}
---
apiVersion: charter.sh/v1alpha1
kind: Workspace
metadata: {namespace: globex, name: lab}
spec: {type: environment, displayName: Lab, settings: [{key: region, value: eu}]}
---
apiVersion: charter.sh/v1alpha1
kind: Host
metadata: {namespace: globex, name: lab-1}
spec: {workspace: lab, displayName: Lab 1, settings: [{key: region, value: eu}]}
`,
  'initech.yaml': `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: initech}
spec:
  displayName: Initech
  id: initech-1
  hostname: initech.example
  organizationGroups: [energy]
  tags: [paper]
  customizations: {theme: light}
  settings: [{key: region, value: us}]
  users:
    - {name: peter, email: peter@initech.example, admin: true}
    - {name: milton, email: milton@initech.example}
    - {name: bill, email: bill@initech.example, active: false}
  userGroups: [{name: staff, members: [milton]}]
`,
}

function token(role: Role, organizations?: readonly string[]): Identity {
  const name = `${role} of ${organizations?.join() ?? 'all'}`
  return { type: 'token', name, role, organizations: organizations && new Set(organizations) }
}

/** Who sees globex, and how. */
export const SEEING = {
  operator: OPERATOR,
  auditor: AUDITOR,
  manager: person('homer@globex.example'),
  member: person('ned@globex.example'),
} as const

/** To whom globex is not there: of these, the first manages initech. */
export const BLIND: Readonly<Record<string, Identity>> = {
  'a manager of initech': person('peter@initech.example'),
  'a member of initech': person('milton@initech.example'),
  'an operator of initech': token('operator', ['initech']),
  'an auditor of initech': token('auditor', ['initech']),
  'a key of initech': { type: 'user', name: 'ci', organization: 'initech', user: 'peter' },
  'somebody inactive': person('bill@initech.example'),
  'somebody whose access is revoked': person('contractor@elsewhere.example'),
  'a stranger': person('nobody@elsewhere.example'),
  metrics: token('metrics'),
}

/** What stands in braces, by the path it stands in: something of globex that is there. */
export const INSIDE: Readonly<Record<string, string>> = {
  user: 'homer',
  group: 'operators',
  workspace: 'plant',
  'environments/{workspace}': 'lab',
  environment: 'Lab',
  host: 'Lab%201',
  'access-keys/{key}': 'deploy',
  'applicationkeys/{key}': 'Deployment',
  'settings/{key}': 'region',
}

/** The same of initech, which has less. */
export const INSIDE_INITECH: Readonly<Record<string, string>> = {
  user: 'peter',
  group: 'staff',
  'settings/{key}': 'region',
}

/** The path of an endpoint in an organization, and of something in that. */
export function pathOf(path: string, organization: string, inside = INSIDE): string {
  return path.replaceAll(/([\w-]+\/)\{(\w+)\}/g, (_, before: string, name: string) => {
    if (name === 'organization') return `${before}${organization}`
    return `${before}${inside[`${before}{${name}}`] ?? inside[name] ?? name}`
  })
}

/** The addresses of everything that stands below an organization, in our own words and in those of other systems. */
export const BELOW: readonly string[] = ENDPOINTS.map(({ path }) => path).filter((path) =>
  path.includes('{organization}'),
)
export const BELOW_ELSEWHERE: readonly string[] = SYSTEMS.flatMap(({ name, endpoints }) =>
  endpoints.filter(({ path }) => path.includes('{organization}')).map(({ path }) => `/${name}${path}`),
)

/** The addresses of everything else, with which nobody names an organization. */
export const BESIDE: readonly string[] = ENDPOINTS.map(({ path }) => path).filter((path) => !path.includes('{'))
export const BESIDE_ELSEWHERE: readonly string[] = SYSTEMS.flatMap(({ name, endpoints }) =>
  endpoints.filter(({ path }) => !path.includes('{')).map(({ path }) => `/${name}${path}`),
)

/** An answer as a reader can tell it from another one: all of it but the time of day. */
export function seen({ status, headers, text }: Read, ...without: readonly string[]): string {
  const left = [...headers].filter(([name]) => !['date', 'connection', 'keep-alive', ...without].includes(name))
  return JSON.stringify([status, left.sort(), text])
}

/** Uids of resources, by kind, organization and name as in `User/globex/homer`. */
export function uidsIn(api: Api): ReadonlyMap<string, string> {
  return new Map([...api.state().resources].map(([key, { uid }]) => [key, uid]))
}
