import type { ClusterAuthConfig, NotificationEvent, OidcConfig } from '../config.ts'
import type { Kind } from '../model/resource.ts'

/** A reference to a secret as it is written; exactly one of the two. */
export interface RawSecretRef {
  readonly env?: string
  readonly file?: string
}

/** The configuration as it is written, with the defaults of its schema filled in (`schemas/config/charter.json`). */
export interface RawConfig {
  readonly installation?: string
  readonly state: { readonly path: string; readonly init: boolean }
  readonly secrets?: { readonly directory: string }
  readonly sources: readonly RawSource[]
  readonly hooks?: { readonly listen: string }
  readonly admission?: {
    readonly listen: string
    readonly certificateFile: string
    readonly keyFile: string
    readonly clientCaFile?: string
    readonly selfGrant: 'warn' | 'refuse'
    readonly usernamePrefix?: string
  }
  readonly http: {
    readonly listen: string
    readonly rateLimit: { readonly perSecond: number; readonly burst: number }
    readonly allowedOrigins?: readonly string[]
  }
  readonly authentication?: RawAuthentication
  readonly log: { readonly level: LogLevel; readonly format: 'auto' | 'json' | 'text' }
  readonly limits: { readonly fileBytes: string; readonly revisionBytes: string }
  readonly convergeWithin: string
  readonly notifications: readonly RawNotification[]
  readonly usage: { readonly directory?: string; readonly allowedHosts: readonly string[]; readonly schedule: string }
}

export interface RawAuthentication {
  readonly tokens?: readonly {
    readonly name: string
    readonly sha256: string
    readonly role: 'operator' | 'auditor' | 'metrics'
    readonly organizations?: readonly string[]
  }[]
  readonly oidc?: OidcConfig
  readonly kubernetes?: ClusterAuthConfig
}

type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'

export interface RawTimes {
  readonly interval?: string
  readonly cron?: string
}

export interface RawSource {
  readonly name: string
  readonly git?: RawGit
  readonly directory?: RawTimes & { readonly path: string }
  readonly kubernetes?: RawKubernetes
  readonly privileged: boolean
  readonly allowedKinds?: readonly Kind[]
  readonly allowedOrganizations?: readonly string[]
  readonly prune: boolean
  readonly suspend?: { readonly reason: string; readonly owner: string; readonly until: string }
  readonly approvers?: readonly string[]
}

export interface RawKubernetes extends RawTimes {
  readonly kubeconfig?: string
  readonly context?: string
  readonly timeout: string
}

export interface RawGit extends RawTimes {
  readonly url: string
  readonly branch?: string
  readonly tag?: string
  readonly commit?: string
  readonly path: string
  readonly timeout: string
  readonly auth?: RawAuth
  readonly verify: {
    readonly mode: 'off' | 'head' | 'all'
    readonly keys: readonly (string | { readonly file: string })[]
  }
  readonly webhook?: { readonly secretRef: RawSecretRef }
  readonly allowLocal: boolean
}

export interface RawAuth {
  readonly tokenRef?: RawSecretRef
  readonly username?: string
  readonly sshKeyRef?: RawSecretRef
  readonly knownHosts?: RawSecretRef
}

export interface RawNotification {
  readonly name: string
  readonly type: 'webhook' | 'slack' | 'github' | 'gitlab'
  readonly url?: string
  readonly urlRef?: RawSecretRef
  readonly tokenRef?: RawSecretRef
  readonly on: readonly NotificationEvent[]
  readonly organizations?: readonly string[]
  readonly sources?: readonly string[]
}
