import { usedSecrets } from '../../config/references.ts'
import type { Config } from '../../config.ts'
import { groupBy } from '../../lib/compare.ts'
import { Secret } from '../../lib/secret.ts'
import { resolveSecret, type SecretSettings, secretExposure, secretName } from '../../secrets/resolve.ts'
import { failed, ok, type Result, warning } from './result.ts'

/** Where this configuration's secrets are found. */
export function secretSettings(
  { secretsDirectory }: Config,
  environment: SecretSettings['environment'],
): SecretSettings {
  return { directory: secretsDirectory, environment }
}

/** Whether every secret that is named can be had, each once. */
export async function checkSecrets(config: Config, settings: SecretSettings): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const [name, uses] of groupBy(usedSecrets(config), ({ ref }) => secretName(ref))) {
    const [first] = uses
    if (first === undefined) continue
    const subject = 'secret'
    const purposes = uses.map(({ purpose }) => purpose).join(', ')
    const found = await resolveSecret(first.ref, settings)
    if (found instanceof Secret) {
      const exposed = await secretExposure(first.ref, settings)
      results.push(
        exposed === undefined ? ok(subject, `${name} (${purposes})`) : warning(subject, `${name}: ${exposed}`),
      )
    } else results.push(failed(subject, `${found.message} (${purposes})`, found.help))
  }
  return results
}
