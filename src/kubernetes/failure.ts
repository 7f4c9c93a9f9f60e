import { networkText } from '../lib/network.ts'
import { SourceError } from '../model/errors.ts'

/** Why a cluster cannot be read; each is the `code` of the `SourceError` that tells it, and `charter explain` knows it. */
export const CLUSTER_CODES = [
  'SourceUnavailable',
  'AuthenticationFailed',
  'AccessForbidden',
  'ClusterTimeout',
  'ClusterUnknown',
  'DefinitionMissing',
  'ListIncomplete',
  'StaleRead',
  'LimitExceeded',
  'Cancelled',
] as const

export type ClusterCode = (typeof CLUSTER_CODES)[number]

/** What was asked of an API server, in words: a verb of RBAC, a resource with its group, and the server. */
export interface Asked {
  readonly verb: string
  readonly resource: string
  readonly server: string
}

/** An error with a code that `charter explain` knows. */
export function clusterError(code: ClusterCode, message: string, help?: string, kind?: string): SourceError {
  return new SourceError(code, message, help, kind)
}

/** What an answer with an error status means; the server's own words are left out, for they may quote what was asked. */
export function statusError(asked: Asked, status: number): SourceError {
  const head = `cannot ${asked.verb} ${asked.resource} at ${asked.server}`
  switch (status) {
    case 401:
      return clusterError(
        'AuthenticationFailed',
        `${head}: the API server does not accept the credential`,
        'renew the token or certificate of the kubeconfig or service account',
      )
    case 403:
      return clusterError(
        'AccessForbidden',
        `${head}: RBAC does not allow it`,
        `grant the verb \`${asked.verb}\` on \`${asked.resource}\` in a ClusterRole of this account`,
      )
    case 404:
      return clusterError(
        'DefinitionMissing',
        `${head}: the API server does not know this resource`,
        'install the definitions: kubectl apply -f crds/; what they held stays in force',
      )
  }
  return clusterError(
    'SourceUnavailable',
    `${head}: the API server answered ${status}`,
    'it is tried again; what was applied stays',
    'server',
  )
}

const TLS = /^(CERT_|ERR_TLS|ERR_SSL|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_)/

/** What a connection that failed means; the error's own words may name what was sent, and are left out. */
export function connectionError(asked: Asked, error: unknown): SourceError {
  const code = String((error as { readonly code?: unknown } | undefined)?.code ?? '')
  const head = `cannot ${asked.verb} ${asked.resource} at ${asked.server}`
  if (TLS.test(code)) {
    const help = 'correct `certificate-authority` of the kubeconfig, or renew the certificate of the API server'
    return clusterError('SourceUnavailable', `${head}: its certificate is not trusted`, help, 'tls')
  }
  const kind = code === 'ENOTFOUND' || code === 'EAI_AGAIN' ? 'dns' : 'network'
  const help = 'check the address in the kubeconfig, and the network; it is tried again'
  return clusterError('SourceUnavailable', `${head}: ${networkText({ cause: { code } })}`, help, kind)
}

/** The answer was too slow, as a whole or since it last said something. */
export function timeoutError(asked: Asked, ms: number): SourceError {
  return clusterError(
    'ClusterTimeout',
    `cannot ${asked.verb} ${asked.resource} at ${asked.server}: no answer within ${Math.round(ms / 100) / 10} s`,
    'see why the API server is slow, or raise `timeout` of the source',
  )
}

/** A list that cannot be all there is: nothing of it counts. */
export function incompleteError(asked: Asked, why: string): SourceError {
  return clusterError(
    'ListIncomplete',
    `cannot ${asked.verb} ${asked.resource} at ${asked.server}: ${why}`,
    'nothing of it is used; it is tried again',
  )
}
