import { type FakeObject, fakeObject } from '../support/fakecluster.ts'
import { authenticationOf, CLIENT_TOKEN, type Value } from './planted.ts'
import { type Canary, canary } from './scanner.ts'

/** One canary for each way a secret goes in where declarations are objects of a cluster. */
export function plantInCluster(): ReadonlyMap<string, Canary> {
  const all = [
    ...[
      'token of the program',
      'secret in a cluster',
      'rotated secret in a cluster',
      CLIENT_TOKEN,
      'token of an account',
    ],
    ...[
      'inline setting',
      'what was applied last',
      'annotation',
      'name of an annotation',
      'label',
      'managed fields',
      'field manager',
    ],
    ...['approval', 'property name', 'random text', 'password in a URL', 'in place of a reference', 'in a list'],
    ...[
      'in place of a number',
      'unknown field',
      'name of a field',
      'member',
      'what was there before',
      'who asks',
      'broken review',
      'address of a review',
    ],
    ...[
      'answer of an API server',
      'header of an API server',
      'garbled watch',
      'address in a kubeconfig',
      'broken kubeconfig',
    ],
  ]
  return new Map(all.map((what) => [what, canary(what)]))
}

/** The key of the Secret that a reference names, and the one that a key is handed over to. */
export const PLACES = {
  reference: { name: 'database', key: 'password' },
  handed: { name: 'handed', key: 'token' },
} as const

/** What `kubectl apply` writes beside an object: all that somebody applied, also what is not there any more. */
function applied(value: Value): Readonly<Record<string, unknown>> {
  const last = { spec: { settings: [{ key: 'smtp.password', value: value('what was applied last') }] } }
  return { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(last) }
}

/** What is stored: it names secrets, and holds none. `LeakedByName` is a word that surfaces have to show. */
export function goodObjects(value: Value): readonly FakeObject[] {
  const managedFields = [
    { manager: 'kubectl', operation: 'Update', fieldsV1: { [`f:${value('managed fields')}`]: {} } },
    { manager: value('field manager'), time: '2026-11-22T10:00:00Z', fieldsV1: { 'f:spec': {} } },
  ]
  const more = { annotations: applied(value), managedFields }
  const { reference, handed } = PLACES
  return [
    fakeObject('Organization', '', 'acme', { displayName: 'LeakedByName', minAdmins: 1 }, more),
    fakeObject('User', 'acme', 'ada', { email: 'ada@acme.example', admin: true }),
    fakeObject('User', 'acme', 'bob', { email: 'bob@acme.example' }),
    fakeObject('DataSource', 'acme', 'db', {
      displayName: 'Db',
      type: 'POSTGRESQL',
      schema: 'public',
      url: 'jdbc:postgresql://db.acme.example/d',
      authenticationType: 'USERNAME_PASSWORD',
      username: 'loader',
      passwordRef: { kubernetes: reference },
    }),
    fakeObject('AccessKey', 'acme', 'robot', {
      type: 'token',
      user: 'bob',
      generate: { writeTo: { kubernetes: handed } },
    }),
  ]
}

/** Objects that an API server takes and the program refuses, each with a secret in a wrong place. */
export function badObjects(value: Value, organization: string): readonly FakeObject[] {
  const about = {
    labels: { token: value('label') },
    annotations: {
      ...applied(value),
      note: value('annotation'),
      [value('name of an annotation')]: 'x',
      'charter.sh/approve': value('approval'),
    },
  }
  const settings = [{ key: 'smtp.password', value: value('inline setting') }]
  const url = `jdbc:postgresql://u:${value('password in a URL')}@h.example/d`
  return [
    fakeObject(
      'Organization',
      '',
      organization,
      {
        displayName: `Bad ${organization}`,
        minAdmins: 0,
        description: `look at ${value('random text')}`,
        customizations: { [`ghp_${value('property name')}`]: 1 },
        settings,
      },
      about,
    ),
    fakeObject('DataSource', organization, 'a', { displayName: 'A', type: 'POSTGRESQL', schema: 's', url }, about),
  ]
}

/** Objects that only an API server of other definitions takes: nothing in them has the type that it should. */
export function brokenObjects(value: Value, organization: string): readonly FakeObject[] {
  const source = { displayName: 'B', type: 'POSTGRESQL', schema: 's', url: 'jdbc:x://h/d' }
  return [
    fakeObject('Organization', '', organization, {
      displayName: `Broken ${organization}`,
      minAdmins: value('in place of a number'),
      clientSecret: value('unknown field'),
      [value('name of a field')]: 1,
    }),
    fakeObject('UserGroup', organization, 'g', { members: [value('member')] }),
    fakeObject('DataSource', organization, 'b', { ...source, passwordRef: value('in place of a reference') }),
    fakeObject('DataSource', organization, 'c', { ...source, tokenRef: [value('in a list')] }),
  ]
}

/** Kubeconfigs that hold a secret and lead nowhere, by name. */
export function brokenKubeconfigs(value: Value): Readonly<Record<string, string>> {
  const server = `https://u:${value('address in a kubeconfig')}@127.0.0.1:1`
  const user = { name: 'a', user: { token: value('broken kubeconfig') } }
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'a',
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    users: [user],
  }
  return {
    address: JSON.stringify({ ...config, clusters: [{ name: 'a', cluster: { server } }] }),
    nowhere: JSON.stringify({ ...config, clusters: [{ name: 'a', cluster: { server: 'https://127.0.0.1:1' } }] }),
    lacking: JSON.stringify({ ...config, clusters: [] }),
    unclosed: `users: [{name: a, user: {token: "${value('broken kubeconfig')}\n`,
    shapeless: JSON.stringify({ ...config, clusters: value('broken kubeconfig'), users: [{ name: user }] }),
  }
}

interface Configured {
  readonly kubeconfig: string
  readonly certificate: { readonly cert: string; readonly key: string }
  readonly token: string
}

/** What the program is told: it reads a cluster, answers its webhook, and asks it whose a token is. */
export function clusterConfiguration({ kubeconfig, certificate, token }: Configured): string {
  return `state: {path: state, init: true}
http: {listen: "127.0.0.1:0"}
admission: {listen: "127.0.0.1:0", certificateFile: ${certificate.cert}, keyFile: ${certificate.key}}
log: {format: json, level: trace}
${authenticationOf(token).replace('}]}', `}], kubernetes: {audience: charter, kubeconfig: ${kubeconfig}}}`)}
sources:
  - {name: cluster, privileged: true, kubernetes: {kubeconfig: ${kubeconfig}}}
`
}
