import { readFile } from 'node:fs/promises'
import { createAdmission } from '../api/admission.ts'
import { authorityFault, type Certificate, certificateFault } from '../api/certificate.ts'
import type { AdmissionConfig } from '../config.ts'
import type { Log } from '../lib/log.ts'
import { visible } from '../lib/text.ts'
import { ConfigError } from '../model/errors.ts'
import type { Clock } from '../model/ports.ts'
import type { Admit } from './admitting.ts'
import { watchCallers } from './callers.ts'

/** What the server of the admission webhook is opened with; `refused` counts who may not ask, `lookMs`: how often its files are looked at. */
export interface AdmissionAround {
  readonly admit: Admit
  readonly clock: Clock
  readonly log: Log
  readonly refused: (reason: string) => void
  readonly lookMs?: number
}

/** The files that it is proved by who asks whom. */
export type AdmissionFiles = Pick<AdmissionConfig, 'certificateFile' | 'keyFile' | 'clientCaFile'>

const LOOK_MS = 10_000

/**
 * Opens the server of the admission webhook, which does not listen yet. Its certificate and key are read again when they change;
 * what cannot be used is not, and the ones before it stay. Throws `ConfigError` where it cannot begin (faults H24).
 */
export async function openAdmission(
  files: AdmissionFiles,
  { admit, clock, log, refused, lookMs = LOOK_MS }: AdmissionAround,
): Promise<ReturnType<typeof createAdmission>> {
  const first = await readCertificate(files, clock.now())
  if (typeof first === 'string') {
    throw new ConfigError(
      `the admission webhook cannot begin: ${first}`,
      'renew what `admission` names in the configuration',
    )
  }
  const server = createAdmission({ certificate: first, admit })
  const callers = watchCallers(server.server, { log, refused })
  let used = first
  let told: string | undefined
  const look = async (): Promise<void> => {
    const found = await readCertificate(files, clock.now())
    if (typeof found === 'string') {
      if (found !== told) log.warn('certificate of the admission webhook cannot be used', { reason: found })
      told = found
      return
    }
    told = undefined
    if (found.cert === used.cert && found.key === used.key && found.ca === used.ca) return
    used = found
    callers.forget()
    ;(server.server as unknown as SecureServer).setSecureContext(found)
    log.info('certificate of the admission webhook was renewed')
  }
  let isLooking = false
  const timer = setInterval(async () => {
    // A look that takes long must not end after a later one, and bring the certificate before back.
    if (isLooking) return
    isLooking = true
    await look().finally(() => {
      isLooking = false
    })
  }, lookMs).unref()
  server.addHook('onClose', async () => clearInterval(timer))
  return server
}

/** A server over TLS, which fastify's types do not tell apart. */
interface SecureServer {
  setSecureContext(certificate: Certificate): void
}

/** The certificate and its key as they are now, with the authorities of who may ask, or why they cannot be used. */
export async function readCertificate(
  { certificateFile, keyFile, clientCaFile }: AdmissionFiles,
  now: string,
): Promise<Certificate | string> {
  const [cert, key] = [await textOf(certificateFile), await textOf(keyFile)]
  if (cert === undefined) return `the file ${visible(certificateFile)} cannot be read`
  if (key === undefined) return `the file ${visible(keyFile)} cannot be read`
  const fault = certificateFault({ cert, key }, now)
  if (fault !== undefined || clientCaFile === undefined) return fault ?? { cert, key }
  const ca = await textOf(clientCaFile)
  if (ca === undefined) return `the file ${visible(clientCaFile)} cannot be read`
  return authorityFault(ca, now) ?? { cert, key, ca }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return undefined
  }
}
