import { existsSync } from 'node:fs'
import type { Agent, RequestOptions } from 'node:https'
import { visible } from '../lib/text.ts'
import { ConfigError } from '../model/errors.ts'
import { clusterError } from './failure.ts'

/**
 * Which cluster is meant: a kubeconfig by its path, and one of its contexts (the current one). Without a path: KUBECONFIG, the
 * service account of the pod, `~/.kube/config`, in this order.
 */
export interface ClusterChoice {
  readonly kubeconfig?: string
  readonly context?: string
}

/** Where an API server is, and how this process proves itself to it; `apply` asks anew each time, so that tokens and certificates may change. */
export interface Credentials {
  readonly server: URL
  /** Whether the agent that `apply` sets leads through a proxy, and has to be used. */
  readonly isProxied: boolean
  /** The namespace of the pod that this is, where its own cluster is meant. */
  readonly namespace: string | undefined
  apply(options: RequestOptions): Promise<void>
}

const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost']

/**
 * Reads the kubeconfig. Throws `ConfigError` where there is none, or it names no such context, and `SourceError`
 * (`ClusterUnknown`) where it cannot be understood. Nothing of its content is told: it holds credentials.
 */
export async function loadCredentials({ kubeconfig, context }: ClusterChoice): Promise<Credentials> {
  if (kubeconfig !== undefined && !existsSync(kubeconfig)) {
    throw new ConfigError(`there is no kubeconfig ${visible(kubeconfig)}`, 'correct the path')
  }
  // The client costs a tenth of a second to load, which commands without a cluster need not pay.
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  const isOwn = kubeconfig === undefined && isInCluster()
  try {
    if (kubeconfig !== undefined) config.loadFromFile(kubeconfig)
    else if (isOwn) config.loadFromCluster()
    else config.loadFromDefault()
  } catch {
    throw clusterError('ClusterUnknown', `${namedConfig(kubeconfig)} cannot be read`, 'try kubectl with it')
  }
  if (context !== undefined) {
    if (config.getContextObject(context) === null)
      throw new ConfigError(`${namedConfig(kubeconfig)} has no context \`${visible(context)}\``, contextHelp(config))
    config.setCurrentContext(context)
  }
  const cluster = config.getCurrentCluster()
  if (cluster === null || !URL.canParse(cluster.server) || isFallback(kubeconfig, config.currentContext)) {
    throw new ConfigError(
      `${namedConfig(kubeconfig)} names no cluster`,
      'name a kubeconfig, set KUBECONFIG, or run in a pod with a service account',
    )
  }
  const server = new URL(cluster.server)
  if (server.protocol !== 'https:' && !LOOPBACK.includes(server.hostname))
    throw new ConfigError(`the API server ${server.host} is not asked without TLS`, 'use https')
  return {
    server,
    isProxied: cluster.proxyUrl !== undefined,
    namespace: isOwn ? config.getContextObject(config.getCurrentContext())?.namespace : undefined,
    async apply(options) {
      try {
        await config.applyToHTTPSOptions(options)
      } catch {
        const help = 'try kubectl with the same kubeconfig; a plugin that gives the credential may have failed'
        throw clusterError('AuthenticationFailed', `the credential for ${server.host} cannot be had`, help)
      }
    },
  }
}

/** The agent of a request is the client's own only where it leads through a proxy: its other agents keep old certificates. */
export function agentFor({ isProxied }: Credentials, options: RequestOptions, own: Agent): Agent {
  return isProxied && options.agent instanceof Object ? (options.agent as Agent) : own
}

const ACCOUNT_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token'

/** Whether this process runs in a pod, and has the account of that pod: where its token is not mounted, nobody wants it to ask the cluster. */
export function isWithPodAccount(): boolean {
  return isInCluster() && existsSync(ACCOUNT_TOKEN)
}

function isInCluster(): boolean {
  const { KUBECONFIG, KUBERNETES_SERVICE_HOST } = process.env
  return (KUBECONFIG ?? '') === '' && (KUBERNETES_SERVICE_HOST ?? '') !== ''
}

/** Where nothing is found the client would ask port 8080 of this machine. */
function isFallback(kubeconfig: string | undefined, context: string): boolean {
  return kubeconfig === undefined && context === 'loaded-context'
}

function namedConfig(kubeconfig: string | undefined): string {
  return kubeconfig === undefined ? 'the default kubeconfig' : `the kubeconfig ${visible(kubeconfig)}`
}

function contextHelp(config: { getContexts(): readonly { readonly name: string }[] }): string {
  const names = config.getContexts().map(({ name }) => visible(name))
  return names.length === 0 ? 'it has none' : `it has ${names.sort().slice(0, 10).join(', ')}`
}
