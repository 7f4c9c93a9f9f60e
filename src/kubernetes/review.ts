import { API_VERSION, type Json, type JsonObject } from '../model/resource.ts'
import { type Answer, ask, type Reading } from './body.ts'
import type { Call, Cluster } from './cluster.ts'
import { clusterError, statusError } from './failure.ts'

/** Somebody whom an API server knows, as a TokenReview tells it and a SubjectAccessReview takes it. */
export interface ClusterUser {
  readonly username: string
  readonly uid?: string
  readonly groups: readonly string[]
  readonly extra?: JsonObject
}

/** Whose a token is, or why it is nobody's, in words of the program's own. */
export type TokenReviewed =
  | { readonly type: 'user'; readonly user: ClusterUser }
  | { readonly type: 'refused'; readonly reason: string }

/** What somebody would do to Organizations: to all of them, or to the one of this name. */
export interface AccessQuestion {
  readonly verb: 'get' | 'update'
  readonly organization?: string
}

const [GROUP = '', VERSION = ''] = API_VERSION.split('/')
const NOBODY = { username: 'system:anonymous', group: 'system:unauthenticated' }

/**
 * Asks an API server whose token this is (`authentication.k8s.io/v1`). It counts only where the server says that it is proved
 * *and* names our audience: a server that knows no audiences leaves them out (faults H11). Throws `SourceError` where the
 * server cannot say.
 */
export async function reviewToken(
  cluster: Cluster,
  { token, audience }: { readonly token: string; readonly audience: string },
  reading: Reading,
): Promise<TokenReviewed> {
  const status = await review(cluster, 'authentication.k8s.io', 'TokenReview', {
    spec: { token, audiences: [audience] },
    reading,
  })
  if (status.authenticated !== true) return refused('a token that the API server does not accept')
  if (isText(status.error)) return refused('a token that the API server doubts')
  if (!texts(status.audiences).includes(audience)) return refused('a token for another audience')
  const user = objectOf(status.user)
  if (user === undefined || !isText(user.username)) return refused('a token of somebody without a name')
  const { username, uid, extra } = user
  const groups = texts(user.groups)
  if (username === NOBODY.username || groups.includes(NOBODY.group)) return refused('a token of nobody')
  const more = objectOf(extra)
  const found = { username, groups, ...(isText(uid) ? { uid } : {}), ...(more === undefined ? {} : { extra: more }) }
  return { type: 'user', user: found }
}

/**
 * Asks an API server whether somebody may do something to Organizations (`authorization.k8s.io/v1`). One Organization is asked
 * for in the namespace of its name, so that a RoleBinding there counts as well as a ClusterRoleBinding. Throws `SourceError`
 * where the server cannot say.
 */
export async function reviewAccess(
  cluster: Cluster,
  { user, verb, organization }: AccessQuestion & { readonly user: ClusterUser },
  reading: Reading,
): Promise<boolean> {
  const { username, ...rest } = user
  const place = organization === undefined ? {} : { namespace: organization, name: organization }
  const resourceAttributes = { group: GROUP, version: VERSION, resource: 'organizations', verb, ...place }
  const spec = { user: username, ...rest, resourceAttributes }
  const status = await review(cluster, 'authorization.k8s.io', 'SubjectAccessReview', { spec, reading })
  return status.allowed === true && status.denied !== true
}

interface Reviewing {
  readonly spec: object
  readonly reading: Reading
}

/** Makes a review, which is an object that is answered and not kept, and gives its status. */
async function review(
  cluster: Cluster,
  group: string,
  kind: string,
  { spec, reading }: Reviewing,
): Promise<JsonObject> {
  const plural = `${kind.toLowerCase()}s`
  const text = JSON.stringify({ apiVersion: `${group}/v1`, kind, spec })
  const call: Call = {
    verb: 'create',
    resource: `${plural}.${group}`,
    method: 'POST',
    path: `/apis/${group}/v1/${plural}`,
    body: { type: 'application/json', text },
  }
  const { status, asked, body }: Answer = await ask(cluster, call, reading)
  if (status !== 200 && status !== 201) throw statusError(asked, status)
  const told = objectOf(body?.status)
  if (body?.kind !== kind || told === undefined) {
    throw clusterError(
      'SourceUnavailable',
      `${asked.server} answers a ${kind} with something else`,
      undefined,
      'server',
    )
  }
  return told
}

function refused(reason: string): TokenReviewed {
  return { type: 'refused', reason }
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== ''
}

function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}

function objectOf(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
}
