import type { Environment } from './config/environment.ts'
import { readConfig } from './config/read.ts'
import type { Problem } from './model/problem.ts'
import type { Kind } from './model/resource.ts'
import type { SecretRef } from './model/secret.ts'

/**
 * The configuration of `charter run`, checked and complete: defaults are filled in, paths are absolute, durations are
 * milliseconds (`…Ms`) and sizes bytes (`…Bytes`). Deeply frozen. The order of `sources` is their precedence.
 */
export interface Config {
  /** What this installation is called, as `charter.yaml` of its sources says. */
  readonly installation?: string
  readonly state: { readonly path: string; readonly init: boolean }
  readonly secretsDirectory?: string
  readonly sources: readonly SourceConfig[]
  /** Where webhooks are taken; absent = they are not. */
  readonly hooks?: Listen
  /** Where an API server asks about changes in clusters; absent = it does not. */
  readonly admission?: AdmissionConfig
  /** Where health, metrics and status are served; absent = nowhere. */
  readonly http?: Listen
  /** How many requests one client may send to `http`: so many a second, and `burst` at once. */
  readonly rateLimit: { readonly perSecond: number; readonly burst: number }
  /** The origins whose web pages browsers let read `http`, as browsers write them; absent = none. */
  readonly allowedOrigins?: readonly string[]
  /** Who may ask over `http`; absent = whoever holds the token of the state folder. */
  readonly authentication?: AuthenticationConfig
  readonly log: { readonly level: LogLevel; readonly format: 'auto' | 'json' | 'text' }
  readonly limits: { readonly fileBytes: number; readonly revisionBytes: number }
  readonly convergeWithinMs: number
  readonly notifications: readonly NotificationConfig[]
  readonly usage: UsageConfig
}

/**
 * Where usage may be read from: hosts as a URL has them (`host`, `host:port`), files below an absolute folder; absent: none.
 * `schedule`: when organizations are counted, and usage sources read that do not say so themselves.
 */
export interface UsageConfig {
  readonly directory?: string
  readonly allowedHosts: ReadonlySet<string>
  readonly schedule: Schedule
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'

/** An address to listen at; `host` without brackets, `port` 0 to 65535 (0: any free one). */
export interface Listen {
  readonly host: string
  readonly port: number
}

/**
 * The server of a validating webhook: where it listens, and the PEM files, by absolute paths, with which it proves itself. With
 * `clientCaFile` whoever asks has to prove themselves too. People are known by their e-mail addresses, behind `usernamePrefix`; who would
 * give themselves more is warned, or refused (`selfGrant`, warned where it is absent).
 */
export interface AdmissionConfig {
  readonly listen: Listen
  readonly certificateFile: string
  readonly keyFile: string
  readonly clientCaFile?: string
  readonly selfGrant?: 'warn' | 'refuse'
  readonly usernamePrefix?: string
}

/** Who may ask over HTTP. */
export interface AuthenticationConfig {
  readonly tokens: readonly TokenConfig[]
  readonly oidc?: OidcConfig
  readonly kubernetes?: ClusterAuthConfig
}

/** A cluster whose API server says whose a token is; tokens for `audience` count, and somebody is remembered for `cacheSeconds` (30 at most). */
export interface ClusterAuthConfig {
  readonly audience: string
  readonly kubeconfig?: string
  readonly context?: string
  readonly cacheSeconds: number
}

/** An identity provider, and which of its tokens count; `issuer` is a checked https address (http to this machine). */
export interface OidcConfig {
  readonly issuer: string
  readonly audience: string
  readonly algorithms: readonly string[]
  readonly clientId?: string
  readonly emailClaim: string
  readonly requireVerifiedEmail: boolean
  readonly cacheSeconds: number
  readonly maxStaleSeconds: number
}

/** A token that counts, by the SHA-256 of its characters (lower-case hex); without `organizations` it is for all. */
export interface TokenConfig {
  readonly name: string
  readonly sha256: string
  readonly role: 'operator' | 'auditor' | 'metrics'
  readonly organizations?: readonly string[]
}

/** One source of declarations; `name` is an RFC 1123 label and owns what the source declares. */
export interface SourceConfig {
  readonly name: string
  readonly privileged: boolean
  /** Absent = all. */
  readonly allowedKinds?: ReadonlySet<Kind>
  /** Names of organizations, `*` for any characters; absent = all. */
  readonly allowedOrganizations?: readonly string[]
  readonly prune: boolean
  readonly suspend?: Suspension
  readonly approvers?: readonly string[]
  readonly schedule: Schedule
  readonly from: GitConfig | DirectoryConfig | KubernetesConfig
}

/** Why a source is not read for now, who answers for that, and until when (`until`: an RFC 3339 instant). */
export interface Suspension {
  readonly reason: string
  readonly owner: string
  readonly until: string
}

/** When something is read: every so often, or at the times of a cron expression (without `timezone` in that of the program). */
export type Schedule =
  | { readonly type: 'interval'; readonly ms: number }
  | { readonly type: 'cron'; readonly expression: string; readonly timezone?: 'UTC' }

/**
 * A folder (`path`) of a Git repository. `timeoutMs` is wall-clock time for one fetch. Each of `verify.keys` is a line of the
 * allowed-signers form, or an armored OpenPGP public key.
 */
export interface GitConfig {
  readonly type: 'git'
  readonly url: string
  readonly revision: RevisionConfig
  readonly path: string
  readonly timeoutMs: number
  readonly auth?: GitAuth
  readonly verify: { readonly mode: 'off' | 'head' | 'all'; readonly keys: readonly string[] }
  readonly webhook?: SecretRef
  readonly allowLocal: boolean
}

/** What of a repository is read; `head` is the branch that the remote's HEAD names. */
export type RevisionConfig =
  | { readonly type: 'branch' | 'tag' | 'commit'; readonly name: string }
  | { readonly type: 'head' }

/** What proves to a Git server who asks. */
export type GitAuth =
  | { readonly type: 'token'; readonly username: string; readonly token: SecretRef }
  | { readonly type: 'ssh'; readonly key: SecretRef; readonly knownHosts?: SecretRef }

/** A folder of this machine, by its absolute path. */
export interface DirectoryConfig {
  readonly type: 'directory'
  readonly path: string
}

/** The custom resources of a cluster; `timeoutMs` is for each request. Without a kubeconfig the default one, or the pod's account. */
export interface KubernetesConfig {
  readonly type: 'kubernetes'
  readonly kubeconfig?: string
  readonly context?: string
  readonly timeoutMs: number
}

export const NOTIFICATION_EVENTS = ['applied', 'held', 'invalid', 'recovered', 'late', 'expiring', 'policy'] as const

export type NotificationEvent = (typeof NOTIFICATION_EVENTS)[number]

/** Whom to tell of what. `url` is a checked https URL (http to this machine), or the secret that holds one. */
export interface NotificationConfig {
  readonly name: string
  readonly type: 'webhook' | 'slack' | 'github' | 'gitlab'
  readonly url: string | SecretRef
  readonly token?: SecretRef
  readonly on: readonly NotificationEvent[]
  readonly organizations?: readonly string[]
  readonly sources?: readonly string[]
}

/**
 * Reads the configuration of a file, with what `CHARTER_…` variables set beside it: the whole of it, or every mistake at
 * once. Throws `ConfigError` where there is no file that can be read. `readConfig` also gives the texts, for messages.
 */
export function loadConfig(path: string, environment: Environment): Config | readonly Problem[] {
  const reading = readConfig(path, environment)
  return reading.type === 'config' ? reading.config : reading.problems
}
