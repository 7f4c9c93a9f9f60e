import { SourceError } from '../model/errors.ts'
import type { SecretRef } from '../model/kinds.generated.ts'
import { addressOf } from './address.ts'
import { call } from './call.ts'
import { readUsageFile } from './file.ts'
import { readPrometheus } from './prometheus.ts'
import type { Reading } from './reading.ts'
import { recordsIn } from './records.ts'
import type { Metering, UsageSource } from './source.ts'
import { samplesIn } from './table.ts'

/**
 * Reads a UsageSource once: the samples that it gives for stored organizations, and what of it could not be taken. Nothing but the
 * hosts and the directory of the configuration is reached, no redirect is followed, and bytes, records and time are bounded. What
 * it gives is always all of it, or `SourceError` is thrown, whose words are our own.
 */
export async function readUsage(source: UsageSource, metering: Metering): Promise<Reading> {
  const { type, url = '', path = '', format = 'ndjson', authSecretRef } = source.spec
  switch (type) {
    case 'prometheus':
      return readPrometheus(source, metering, await tokenOf(authSecretRef, metering))
    case 'http': {
      const token = await tokenOf(authSecretRef, metering)
      const { bytes } = await call(addressOf(url, metering.allowedHosts, token !== undefined), { ...metering, token })
      return samplesIn(recordsIn(bytes, format), source, metering)
    }
    case 'file':
      return samplesIn(recordsIn(await readUsageFile(path, metering.directory), format), source, metering)
  }
}

/** The bearer token, where one is named; throws `SourceError` where it cannot be had. */
async function tokenOf(ref: SecretRef | undefined, { resolve }: Metering): Promise<string | undefined> {
  if (ref === undefined) return undefined
  const found = await resolve(ref)
  if (!('reveal' in found))
    throw new SourceError('SecretUnresolved', `its token cannot be had: ${found.message}`, found.help)
  const token = found.reveal()
  if (/^[\x21-\x7e]+$/.test(token)) return token
  throw new SourceError('SecretUnresolved', 'its token is no single word', 'write the token alone, on one line')
}
