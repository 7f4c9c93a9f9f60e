import { createHash } from 'node:crypto'
import { type Canary, canary } from './scanner.ts'

const API = 'apiVersion: charter.sh/v1alpha1'
/** What the token stands for that lets in over HTTP. */
export const CLIENT_TOKEN = 'client token'

/** One canary for each way a secret goes in. */
export function plant(): ReadonlyMap<string, Canary> {
  const all = [
    ...['git password', 'webhook secret', 'notification address', 'notification key', 'usage token', CLIENT_TOKEN],
    ...['secret in the environment', 'secret in a file', 'rotated secret', 'bootstrap token'],
    ...['wrong token', 'token in an address', 'cookie', 'body of a call', 'wrong signature', 'claim of a token'],
    ...[
      'answer of a server',
      'commit message',
      'author',
      'address of an author',
      'inline setting',
      'password in a URL',
      'property name',
      'random text',
    ],
    ...['in place of a reference', 'in a list', 'in place of a number', 'unknown field', 'broken YAML', 'label'],
    ...[
      'name of a field',
      'field given twice',
      'name of a label',
      'name of a resource',
      'member',
      'kind',
      'namespace',
      'API',
    ],
    ...[
      'imported value',
      'imported name',
      'imported credential',
      'imported cell',
      'imported column',
      'imported member',
    ],
    ...['address on a command line', 'address in a configuration'],
  ]
  return new Map(all.map((what) => [what, canary(what)]))
}

/** The value of a canary, by what it stands for. */
export type Value = (what: string) => string

/**
 * What is applied: it names secrets, and holds none. `LeakedByName` is a word that surfaces have to show; `generation` is that of
 * a key which is made anew when it rises.
 */
export const good = (usage: string, generation = 1): string => `${API}
kind: Organization
metadata: {name: acme}
spec:
  displayName: LeakedByName
  minAdmins: 1
  users: [{name: ada, email: ada@acme.example, admin: true}, {name: bob, email: bob@acme.example}]
  userGroups: [{name: ops, displayName: Ops, members: [ada]}]
  settings: [{key: smtp.password, secret: true, secretRef: {file: smtp}}, {key: theme, value: dark}]
  bootstrap: {user: ada, userGroup: ops, tokenSecretRef: {file: bootstrap}}
  permissions: [{name: manage, permission: MANAGE, assignee: {userGroup: ops}}]
  accessKeys:
    - {name: robot, type: token, user: bob, rotation: {generation: ${generation}}, generate: {writeTo: {file: made/robot}}}
    - {name: access, type: access-key, generate: {writeTo: {file: made/access}}}
  dataSources:
    - name: db
      displayName: Db
      type: POSTGRESQL
      schema: public
      url: "jdbc:postgresql://db.acme.example/d"
      authenticationType: USERNAME_PASSWORD
      username: loader
      passwordRef: {env: DB_PASSWORD}
---
${API}
kind: UsageSource
metadata: {name: meter}
spec: {metric: calls, type: http, url: "${usage}/usage", format: csv, authSecretRef: {env: METER}}
`

/** Files that are refused, each with a secret in a wrong place. */
export const bad = (value: Value): Readonly<Record<string, string>> => ({
  'globex.yaml': `${API}
kind: Organization
metadata: {name: globex, labels: {token: ${value('label')}}}
spec:
  displayName: Globex
  description: "look at ${value('random text')}"
  customizations: {"ghp_${value('property name')}": 1}
  settings: [{key: smtp.password, value: ${value('inline setting')}}]
  dataSources:
    - {name: a, displayName: A, type: POSTGRESQL, schema: s, url: "jdbc:postgresql://u:${value('password in a URL')}@h/d"}
    - {name: b, displayName: B, type: POSTGRESQL, schema: s, url: "jdbc:x://h/d", passwordRef: ${value('in place of a reference')}}
`,
  'initech.yaml': `${API}
kind: Organization
metadata: {name: initech}
spec: {displayName: Initech, minAdmins: ${value('in place of a number')}, clientSecret: ${value('unknown field')}}
---
${API}
kind: DataSource
metadata: {namespace: initech, name: c}
spec: {displayName: C, type: POSTGRESQL, schema: s, tokenRef: [${value('in a list')}]}
`,
  'hooli.yaml': `${API}
kind: Organization
metadata: {name: hooli, labels: {${value('name of a label')}: "no label!"}, ${value('name of a field')}: 1}
spec:
  displayName: Hooli
  ${value('name of a field')}: 1
  users: [{name: ${value('name of a resource')}, email: a@hooli.example}]
  userGroups: [{name: a, members: [${value('member')}, ${value('member')}]}]
---
${API}
kind: ${value('kind')}
metadata: {namespace: ${value('namespace')}, name: ${value('name of a resource')}}
---
apiVersion: ${value('API')}
kind: User
metadata: {namespace: ${value('namespace')}, name: x}
`,
  'piedpiper.json': `{"${value('field given twice')}": 1, "${value('field given twice')}": 2}\n`,
  'umbrella.yaml': `${API}\nkind: Organization\nmetadata: {name: umbrella}\nspec: {displayName: U, password: "${value('broken YAML')}\n`,
})

interface Configured {
  readonly format: string
  readonly git: string
  readonly receiver: string
  readonly secrets: string
  /** Who may ask; absent: whoever has the token that the program then makes. */
  readonly token?: string
}

/** What the program is told. */
export function configurationOf({ format, git, receiver, secrets, token }: Configured): string {
  const authentication = token === undefined ? '' : authenticationOf(token)
  return `state: {path: state, init: true}
secrets: {directory: ${secrets}}
http: {listen: "127.0.0.1:0"}
hooks: {listen: "127.0.0.1:0"}
log: {format: ${format}, level: trace}
${authentication}usage: {allowedHosts: ["${new URL(receiver).host}"]}
notifications:
  - {name: chat, type: slack, urlRef: {env: SLACK}}
  - {name: signed, type: webhook, url: "${receiver}/signed", tokenRef: {env: KEY}}
sources:
  - name: people
    privileged: true
    git:
      url: ${git}
      branch: main
      interval: 1h
      auth: {username: reader, tokenRef: {env: GIT_TOKEN}}
      webhook: {secretRef: {env: HOOK}}
`
}

/** Lets one token in, as an operator. */
export function authenticationOf(token: string): string {
  const sha256 = createHash('sha256').update(token).digest('hex')
  return `authentication: {tokens: [{name: tester, sha256: ${sha256}, role: operator}]}\n`
}
