import type { Ways } from '../api/authentication/authenticate.ts'
import { createAuthenticate } from '../api/authentication/authenticate.ts'
import type { AccessKeys } from '../api/authentication/keys.ts'
import { createKubernetes } from '../api/authentication/kubernetes.ts'
import { createOidc } from '../api/authentication/oidc.ts'
import { operatorOf } from '../api/authentication/tokens.ts'
import type { Authenticate } from '../api/identity.ts'
import type { AuthenticationConfig, Config } from '../config.ts'
import { openCluster } from '../kubernetes/cluster.ts'
import type { Log, Scrubber } from '../lib/log.ts'
import type { Clock } from '../model/ports.ts'
import { operatorToken } from '../store/token.ts'

/** What says who asks over HTTP, and where the token of the operator lies, where that one counts. */
export interface Authentication {
  readonly authenticate: Authenticate
  readonly tokenPath: string | undefined
}

/** What authentication works with; `keys` says whose access key somebody holds. */
export interface AuthenticationAround {
  readonly log: Log & Scrubber
  readonly clock: Clock
  readonly keys?: AccessKeys
  /** The names of the organizations that are stored. */
  readonly organizations: () => readonly string[]
}

/**
 * Who may ask over HTTP: holders of generated access keys, and whoever the configuration names, or, where it names nobody,
 * who holds the token of the state folder, which is made where there is none (api.md §2.1). Throws `StoreError`.
 */
export function openAuthentication(
  { authentication, state }: Pick<Config, 'authentication' | 'state'>,
  { log, clock, organizations, ...known }: AuthenticationAround,
): Authentication {
  if (authentication !== undefined) {
    const ways = { ...known, ...waysOf(authentication, { log, clock, organizations }) }
    return { authenticate: createAuthenticate(ways, { log, clock }), tokenPath: undefined }
  }
  const { token, path, isNew } = operatorToken(state.path)
  log.hide(token)
  if (isNew) log.info('made the token of the operator', { path })
  const authenticate = createAuthenticate({ ...known, tokens: [operatorOf(token)] }, { log, clock })
  return { authenticate, tokenPath: path }
}

function waysOf(
  { tokens, oidc, kubernetes }: AuthenticationConfig,
  { organizations, ...around }: AuthenticationAround,
): Ways {
  const provider = oidc === undefined ? {} : { oidc: createOidc(oidc, around), issuer: oidc.issuer }
  if (kubernetes === undefined) return { tokens, ...provider }
  const { audience, cacheSeconds, ...choice } = kubernetes
  const cluster = openCluster(choice)
  return {
    tokens,
    ...provider,
    kubernetes: createKubernetes({ audience, cacheSeconds }, { ...around, cluster, organizations }),
  }
}
