import { resolve } from 'node:path'
import type {
  AuthenticationConfig,
  Config,
  DirectoryConfig,
  GitAuth,
  GitConfig,
  KubernetesConfig,
  Listen,
  NotificationConfig,
  RevisionConfig,
  Schedule,
  SourceConfig,
  UsageConfig,
} from '../config.ts'
import { parseAddress } from '../git/address.ts'
import { instantOf } from '../lib/instant.ts'
import type { SecretRef } from '../model/secret.ts'
import { checkFolder } from '../sources/path.ts'
import { keyTexts } from './keys.ts'
import type {
  RawAuth,
  RawAuthentication,
  RawConfig,
  RawGit,
  RawKubernetes,
  RawNotification,
  RawSecretRef,
  RawSource,
  RawTimes,
} from './raw.ts'
import { durationMs, listenOf, sizeBytes } from './units.ts'

/** Makes the configuration of one that has been checked; its paths are relative to `folder`. */
export function makeConfig(raw: RawConfig, folder: string): Config {
  const { installation, state, secrets, sources, hooks, http, authentication, admission } = raw
  const { log, limits, convergeWithin, notifications, usage } = raw
  return {
    ...(installation === undefined ? {} : { installation }),
    state: { path: resolve(folder, state.path), init: state.init },
    ...(secrets === undefined ? {} : { secretsDirectory: resolve(folder, secrets.directory) }),
    sources: sources.map((source) => makeSource(source, folder)),
    ...listening('hooks', hooks?.listen),
    ...listening('http', http.listen),
    ...admissionOf(admission, folder),
    rateLimit: http.rateLimit,
    ...(http.allowedOrigins === undefined ? {} : { allowedOrigins: http.allowedOrigins }),
    ...(authentication === undefined ? {} : { authentication: makeAuthentication(authentication, folder) }),
    log: { level: log.level, format: log.format },
    limits: { fileBytes: right(sizeBytes(limits.fileBytes)), revisionBytes: right(sizeBytes(limits.revisionBytes)) },
    convergeWithinMs: right(durationMs(convergeWithin)),
    notifications: notifications.map(makeNotification),
    usage: makeUsage(usage, folder),
  }
}

function makeAuthentication(
  { tokens = [], oidc, kubernetes }: RawAuthentication,
  folder: string,
): AuthenticationConfig {
  const { kubeconfig } = kubernetes ?? {}
  const path = kubeconfig === undefined ? {} : { kubeconfig: resolve(folder, kubeconfig) }
  return {
    tokens,
    ...(oidc === undefined ? {} : { oidc }),
    ...(kubernetes === undefined ? {} : { kubernetes: { ...kubernetes, ...path } }),
  }
}

function makeUsage({ directory, allowedHosts, schedule }: RawConfig['usage'], folder: string): UsageConfig {
  return {
    ...(directory === undefined ? {} : { directory: resolve(folder, directory) }),
    allowedHosts: new Set(allowedHosts),
    schedule: { type: 'cron', expression: schedule, timezone: 'UTC' },
  }
}

/** A value that the check of the configuration has vouched for. */
function right<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the configuration was used before it was checked')
  return value
}

function listening<N extends 'hooks' | 'http'>(name: N, text = 'off'): { readonly [K in N]?: Listen } {
  const listen = right(listenOf(text))
  return listen === 'off' ? {} : ({ [name]: listen } as { readonly [K in N]: Listen })
}

function admissionOf(admission: RawConfig['admission'], folder: string): Pick<Config, 'admission'> {
  const listen = right(listenOf(admission?.listen ?? 'off'))
  if (admission === undefined || listen === 'off') return {}
  const [certificateFile, keyFile] = [resolve(folder, admission.certificateFile), resolve(folder, admission.keyFile)]
  const { clientCaFile, selfGrant, usernamePrefix } = admission
  const people = { selfGrant, ...(usernamePrefix === undefined ? {} : { usernamePrefix }) }
  const client = clientCaFile === undefined ? {} : { clientCaFile: resolve(folder, clientCaFile) }
  return { admission: { listen, certificateFile, keyFile, ...client, ...people } }
}

function makeSource(source: RawSource, folder: string): SourceConfig {
  const { name, privileged, allowedKinds, allowedOrganizations, prune, suspend, approvers } = source
  return {
    name,
    // Who may write which object of a cluster is RBAC's to say (model §3, `NotPrivileged`).
    privileged: privileged || source.kubernetes !== undefined,
    ...(allowedKinds === undefined ? {} : { allowedKinds: new Set(allowedKinds) }),
    ...(allowedOrganizations === undefined ? {} : { allowedOrganizations }),
    prune,
    ...(suspend === undefined ? {} : { suspend: { ...suspend, until: momentOf(suspend.until) } }),
    ...(approvers === undefined ? {} : { approvers }),
    ...placeOf(source, folder),
  }
}

/** Where a source is, and when it is read. A cluster is watched, so it is listed without a reason only now and then. */
function placeOf({ git, directory, kubernetes }: RawSource, folder: string): Pick<SourceConfig, 'from' | 'schedule'> {
  if (git !== undefined) return { schedule: scheduleOf(git, 60_000), from: makeGit(git, folder) }
  if (kubernetes !== undefined)
    return { schedule: scheduleOf(kubernetes, 300_000), from: makeKubernetes(kubernetes, folder) }
  const { path, ...times } = right(directory)
  return { schedule: scheduleOf(times, 10_000), from: makeDirectory(path, folder) }
}

function momentOf(text: string): string {
  return new Date(right(instantOf(text))).toISOString()
}

function scheduleOf({ interval, cron }: RawTimes, standardMs: number): Schedule {
  if (cron !== undefined) return { type: 'cron', expression: cron }
  return { type: 'interval', ms: interval === undefined ? standardMs : right(durationMs(interval)) }
}

function makeDirectory(path: string, folder: string): DirectoryConfig {
  return { type: 'directory', path: resolve(folder, path) }
}

function makeKubernetes({ kubeconfig, context, timeout }: RawKubernetes, folder: string): KubernetesConfig {
  return {
    type: 'kubernetes',
    ...(kubeconfig === undefined ? {} : { kubeconfig: resolve(folder, kubeconfig) }),
    ...(context === undefined ? {} : { context }),
    timeoutMs: right(durationMs(timeout)),
  }
}

function makeGit(git: RawGit, folder: string): GitConfig {
  const { url, path, timeout, auth, verify, webhook, allowLocal } = git
  return {
    type: 'git',
    url: parseAddress(url).type === 'local' ? resolve(folder, url) : url,
    revision: revisionOf(git),
    path: checkFolder(path),
    timeoutMs: right(durationMs(timeout)),
    ...(auth === undefined ? {} : { auth: authOf(auth) }),
    verify: { mode: verify.mode, keys: keyTexts(verify.keys, folder) },
    ...(webhook === undefined ? {} : { webhook: refOf(webhook.secretRef) }),
    allowLocal,
  }
}

function revisionOf({ branch, tag, commit }: RawGit): RevisionConfig {
  if (branch !== undefined) return { type: 'branch', name: branch }
  if (tag !== undefined) return { type: 'tag', name: tag }
  return commit === undefined ? { type: 'head' } : { type: 'commit', name: commit }
}

function authOf({ tokenRef, username = 'git', sshKeyRef, knownHosts }: RawAuth): GitAuth {
  if (tokenRef !== undefined) return { type: 'token', username, token: refOf(tokenRef) }
  const hosts = knownHosts === undefined ? {} : { knownHosts: refOf(knownHosts) }
  return { type: 'ssh', key: refOf(right(sshKeyRef)), ...hosts }
}

function makeNotification(notification: RawNotification): NotificationConfig {
  const { name, type, url, urlRef, tokenRef, on, organizations, sources } = notification
  return {
    name,
    type,
    url: url ?? refOf(right(urlRef)),
    ...(tokenRef === undefined ? {} : { token: refOf(tokenRef) }),
    on,
    ...(organizations === undefined ? {} : { organizations }),
    ...(sources === undefined ? {} : { sources }),
  }
}

function refOf({ env, file }: RawSecretRef): SecretRef {
  return env === undefined ? { type: 'file', path: right(file) } : { type: 'env', name: env }
}
