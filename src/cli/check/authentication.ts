import { discoverKeys } from '../../api/authentication/discover.ts'
import type { Config } from '../../config.ts'
import { plural, visible } from '../../lib/text.ts'
import { failed, ok, type Result } from './result.ts'

const SUBJECT = 'authentication'

/** Whether the keys of the identity provider can be had, where one is configured; it is asked as the running program asks it. */
export async function checkAuthentication({ authentication }: Config): Promise<readonly Result[]> {
  const { oidc } = authentication ?? {}
  if (oidc === undefined) return []
  const found = await discoverKeys(oidc.issuer)
  const shown = visible(oidc.issuer)
  if (found.type === 'failed') {
    const help = 'correct `authentication.oidc.issuer`, or see that the provider can be reached from here'
    return [failed(SUBJECT, `${shown} cannot be asked: ${found.reason}`, help)]
  }
  return [ok(SUBJECT, `${shown} shows ${plural(found.keys.jwks().keys.length, 'key')}`)]
}
