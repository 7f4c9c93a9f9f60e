import { webAddressFaults } from '../../config/rules/address.ts'
import type { NotificationConfig } from '../../config.ts'
import { Secret } from '../../lib/secret.ts'
import { resolveSecret, type SecretSettings } from '../../secrets/resolve.ts'
import { failed, ok, type Result } from './result.ts'

/** Whether the address of a notification is one; nobody is called. An address that is a secret is not shown. */
export async function checkNotification(
  { name, type, url }: NotificationConfig,
  secrets: SecretSettings,
): Promise<Result> {
  const subject = `notification ${name}`
  if (typeof url === 'string') return ok(subject, `${type} to ${url}`)
  const found = await resolveSecret(url, secrets)
  if (!(found instanceof Secret)) return failed(subject, `its address cannot be had: ${found.message}`, found.help)
  return isAddress(found.reveal())
    ? ok(subject, `${type} to a secret address`)
    : failed(subject, 'its secret address is no https URL', 'put the address itself into the secret, on one line')
}

/** As `url` in the file, but that this one may hold a secret. */
function isAddress(text: string): boolean {
  const faults = webAddressFaults({ way: [], value: text })
  return URL.canParse(text) && !/[\s\0]/.test(text) && faults.every((fault) => fault.tell().code === 'SecretInline')
}
