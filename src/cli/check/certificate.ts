import { X509Certificate } from 'node:crypto'
import type { AdmissionConfig } from '../../config.ts'
import { systemClock } from '../../lib/clock.ts'
import { plural } from '../../lib/text.ts'
import { readCertificate } from '../../run/admission.ts'
import { failed, ok, type Result, warning } from './result.ts'

const SUBJECT = 'admission'
const DAY_MS = 86_400_000
const SOON_DAYS = 14

/** Whether the certificate of the admission webhook can be used, and for how long. */
export async function checkCertificate(admission: AdmissionConfig): Promise<Result> {
  const now = systemClock.now()
  const found = await readCertificate(admission, now)
  if (typeof found === 'string') return failed(SUBJECT, found, 'renew the certificate, and name it with its key')
  const { validTo } = new X509Certificate(found.cert)
  const days = Math.floor((Date.parse(validTo) - Date.parse(now)) / DAY_MS)
  const message = `the certificate counts for ${plural(days, 'day')} more`
  return days < SOON_DAYS
    ? warning(SUBJECT, message, 'renew it in time; it is read again while charter runs')
    : ok(SUBJECT, message)
}
