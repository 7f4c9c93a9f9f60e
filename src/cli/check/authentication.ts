import { randomUUID } from 'node:crypto'
import { discoverKeys } from '../../api/authentication/discover.ts'
import type { ClusterAuthConfig, Config, OidcConfig } from '../../config.ts'
import { openCluster } from '../../kubernetes/cluster.ts'
import { reviewAccess, reviewToken } from '../../kubernetes/review.ts'
import { plural, visible } from '../../lib/text.ts'
import { ConfigError, SourceError } from '../../model/errors.ts'
import { failed, ok, type Result, warning } from './result.ts'

const SUBJECT = 'authentication'
const TIMEOUT_MS = 10_000

/** Whether the identity provider and the API server that are configured can be asked; they are asked as the running program asks them. */
export async function checkAuthentication({ authentication }: Config): Promise<readonly Result[]> {
  const { oidc, kubernetes } = authentication ?? {}
  return [
    ...(oidc === undefined ? [] : await checkProvider(oidc)),
    ...(kubernetes === undefined ? [] : [await checkCluster(kubernetes)]),
  ]
}

/** A token that nobody has is as good a question as any: what matters is whether it is answered. */
async function checkCluster({ audience, ...choice }: ClusterAuthConfig): Promise<Result> {
  const cluster = openCluster(choice)
  const reading = { signal: AbortSignal.timeout(TIMEOUT_MS), timeoutMs: TIMEOUT_MS }
  try {
    await reviewToken(cluster, { token: randomUUID(), audience }, reading)
    const user = { username: 'system:anonymous', groups: ['system:unauthenticated'] }
    const isOpen = await reviewAccess(cluster, { user, verb: 'get' }, reading)
    if (!isOpen) return ok(SUBJECT, 'the API server says whose a token is, and what they may see')
    const help = 'take `get` on organizations.charter.sh from system:unauthenticated and system:anonymous'
    return warning(SUBJECT, 'the API server lets everybody see every Organization', help)
  } catch (error) {
    if (error instanceof SourceError || error instanceof ConfigError) return failed(SUBJECT, error.message, error.help)
    throw error
  } finally {
    cluster.close()
  }
}

async function checkProvider(oidc: OidcConfig): Promise<readonly Result[]> {
  const found = await discoverKeys(oidc.issuer)
  const shown = visible(oidc.issuer)
  if (found.type === 'failed') {
    const help = 'correct `authentication.oidc.issuer`, or see that the provider can be reached from here'
    return [failed(SUBJECT, `${shown} cannot be asked: ${found.reason}`, help)]
  }
  return [ok(SUBJECT, `${shown} shows ${plural(found.keys.jwks().keys.length, 'key')}`)]
}
