import type { Config, NotificationConfig, SourceConfig } from '../config.ts'
import type { SecretRef } from '../model/secret.ts'

/** A reference to a secret, and what the secret is for (`source people: token`). */
export interface UsedSecret {
  readonly ref: SecretRef
  readonly purpose: string
}

/** Every secret that a configuration names, in its order. */
export function usedSecrets({ sources, notifications }: Config): readonly UsedSecret[] {
  return [...sources.flatMap(ofSource), ...notifications.flatMap(ofNotification)]
}

function ofSource({ name, from }: SourceConfig): readonly UsedSecret[] {
  if (from.type !== 'git') return []
  const { auth, webhook } = from
  return [
    ...(auth?.type === 'token' ? [{ ref: auth.token, purpose: `source ${name}: token` }] : []),
    ...(auth?.type === 'ssh' ? [{ ref: auth.key, purpose: `source ${name}: private key` }] : []),
    ...(auth?.type === 'ssh' && auth.knownHosts !== undefined
      ? [{ ref: auth.knownHosts, purpose: `source ${name}: known hosts` }]
      : []),
    ...(webhook === undefined ? [] : [{ ref: webhook, purpose: `source ${name}: webhook` }]),
  ]
}

function ofNotification({ name, url, token }: NotificationConfig): readonly UsedSecret[] {
  return [
    ...(typeof url === 'string' ? [] : [{ ref: url, purpose: `notification ${name}: url` }]),
    ...(token === undefined ? [] : [{ ref: token, purpose: `notification ${name}: token` }]),
  ]
}
