import { readUsage } from '../meters/read.ts'
import type { Reading } from '../meters/reading.ts'
import type { Metering, UsageSource, Window } from '../meters/source.ts'
import { SourceError } from '../model/errors.ts'
import type { Refused } from '../model/status.ts'
import type { SampleStore } from '../model/usage.ts'

/** What the last reading of a source gave. */
export interface Meter {
  readonly samples: number
  readonly unknown: Refused
  readonly faults: Refused
  /** Until when a source with a history has been read, in milliseconds. */
  readonly until: number
}

/** What reading a source needs besides what the source itself does. */
export interface MeterAround {
  readonly metering: Omit<Metering, 'window'>
  readonly samples: SampleStore
  /** How many organizations are stored. */
  readonly organizations: number
}

const HOUR_MS = 3_600_000
/** How far back a source with a history is asked at most, and how far it is asked again, since late values still change it. */
const BACK_MS = 31 * 24 * HOUR_MS
const AGAIN_MS = 2 * HOUR_MS
/** How many hours are asked for at once, and how many values that may be. */
const MOST_HOURS = 168
const MOST_VALUES = 200_000

const NOTHING: Refused = { count: 0, first: [] }

/**
 * Reads a source once and keeps what it gives; one with a history for all the time since it was read last (`until`), piece by
 * piece. What was kept before a failure stays. Throws `SourceError` and `StoreError`.
 */
export async function readMeter(source: UsageSource, until: number | undefined, around: MeterAround): Promise<Meter> {
  const now = Date.parse(around.metering.now)
  const hasHistory = source.spec.type === 'prometheus'
  let meter: Meter = { samples: 0, unknown: NOTHING, faults: NOTHING, until: now }
  let hours = Math.max(1, Math.min(MOST_HOURS, Math.floor(MOST_VALUES / Math.max(1, around.organizations))))
  for (let from = hasHistory ? beginning(until, now) : now - HOUR_MS; from < now; ) {
    const end = hasHistory ? Math.min(now, from + hours * HOUR_MS) : now
    const read = await readPiece(source, { from, until: end }, around).catch((error: unknown) => {
      // Of a shorter time it may be little enough.
      if (hasHistory && hours > 1 && error instanceof SourceError && error.code === 'MeterTooLarge') return undefined
      throw error
    })
    if (read === undefined) hours = Math.ceil(hours / 4)
    else {
      meter = together(meter, read)
      from = end
    }
  }
  return meter
}

/** From when on a source with a history is asked; a clock that was set back does not matter. */
function beginning(until: number | undefined, now: number): number {
  const back = now - BACK_MS
  return until === undefined ? back : Math.max(back, Math.min(until, now) - AGAIN_MS)
}

async function readPiece(source: UsageSource, window: Window, { metering, samples }: MeterAround): Promise<Reading> {
  const reading = await readUsage(source, { ...metering, window })
  await samples.add(reading.samples)
  return reading
}

function together(meter: Meter, { samples, unknown, faults }: Reading): Meter {
  return {
    ...meter,
    samples: meter.samples + samples.length,
    unknown: unknown.count > 0 ? unknown : meter.unknown,
    faults: faults.count > 0 ? faults : meter.faults,
  }
}
