import { SourceError } from '../model/errors.ts'

/** Why a usage source cannot be read; each is the `code` of the `SourceError` that tells it, and `charter explain` knows it. */
export const METER_CODES = [
  'HostNotAllowed',
  'MeterUnavailable',
  'MeterRefused',
  'MeterUnreadable',
  'MeterTooLarge',
  'MeterMisused',
] as const

export type MeterCode = (typeof METER_CODES)[number]

/** A failure of a usage source, in our own words. */
export function meterError(code: MeterCode, message: string, help?: string): SourceError {
  return new SourceError(code, message, help)
}
