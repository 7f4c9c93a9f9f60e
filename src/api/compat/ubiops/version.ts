import type { SystemAsked } from '../system.ts'

const CLIENT = /\bUbiOps\/\w+\/(\d{1,4})\.(\d{1,4})\b/i

/**
 * Whether UbiOps' own client asks, of version 4.2 or newer: usage has another form there, and an organization more fields
 * (systems §3.3). Everybody else gets what the document of version 2.1 describes.
 */
export function isNewer({ agent }: Pick<SystemAsked, 'agent'>): boolean {
  const [, major = '0', minor = '0'] = CLIENT.exec(agent) ?? []
  return Number(major) > 4 || (Number(major) === 4 && Number(minor) >= 2)
}
