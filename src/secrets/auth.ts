import type { GitAuth } from '../git/auth.ts'
import { Secret } from '../lib/secret.ts'
import type { SecretRef } from '../model/secret.ts'
import { resolveSecret, type SecretFault, type SecretSettings } from './resolve.ts'

/** A credential for a Git server as it is configured: its secrets are references. */
export type AuthReference =
  | { readonly type: 'token'; readonly username: string; readonly token: SecretRef }
  | { readonly type: 'ssh'; readonly key: SecretRef; readonly knownHosts?: SecretRef }

/** The credential with its secrets, or why one of them cannot be had. */
export async function resolveAuth(auth: AuthReference, settings: SecretSettings): Promise<GitAuth | SecretFault> {
  if (auth.type === 'token') {
    const token = await resolveSecret(auth.token, settings)
    return token instanceof Secret ? { type: 'token', username: auth.username, token } : token
  }
  const key = await resolveSecret(auth.key, settings)
  if (!(key instanceof Secret)) return key
  if (auth.knownHosts === undefined) return { type: 'ssh', key }
  const knownHosts = await resolveSecret(auth.knownHosts, settings)
  return knownHosts instanceof Secret ? { type: 'ssh', key, knownHosts } : knownHosts
}
