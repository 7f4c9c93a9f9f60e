import { type Log, noLog } from '../lib/log.ts'
import type { Snapshot } from '../model/document.ts'
import { ConfigError, SourceError } from '../model/errors.ts'
import type { Clock, Since, Source } from '../model/ports.ts'
import type { Trouble } from '../model/status.ts'

/** What reading a source gave: nothing new, something new, or why it could not be read. */
export type Reading = 'same' | 'changed' | 'failed'

/** One source over the life of the program: what it declared last stays, however often it cannot be read (model §5). */
export interface Watch {
  readonly name: string
  readonly source: Source
  /** Reads the source, which costs little where it is where it was; nothing is thrown. */
  read(reading: { readonly since: Since; readonly signal: AbortSignal }): Promise<Reading>
  /** Asks where the source is now, for little; `undefined` where that cannot be told. Nothing is thrown. */
  poll(signal: AbortSignal): Promise<string | undefined>
  /** Says that it is known to be at a revision, and need not be read. */
  rest(revision: string): void
  /** The revision at which it was last. */
  revision(): string | undefined
  /** What it declared when it could be read last. */
  snapshot(): Snapshot | undefined
  readAt(): string | undefined
  trouble(): Trouble | undefined
}

/** What a watch works with; `fetched` is told how long each reading took. */
export interface Watching {
  readonly clock: Clock
  readonly log?: Log
  readonly fetched?: (source: string, seconds: number, isRead: boolean) => void
}

/** Watches a source. */
export function createWatch(source: Source, { clock, log = noLog, fetched }: Watching): Watch {
  let snapshot: Snapshot | undefined
  let readAt: string | undefined
  let trouble: Trouble | undefined
  let resting: string | undefined
  return {
    name: source.name,
    source,
    poll: async (signal) => source.poll?.(signal).catch(() => undefined),
    rest(revision) {
      resting = revision
      readAt = clock.now()
    },
    revision: () => snapshot?.revision ?? resting,
    snapshot: () => snapshot,
    readAt: () => readAt,
    trouble: () => trouble,
    async read({ since, signal }) {
      const from = clock.elapsedMs()
      const measured = (reading: Reading): Reading => {
        fetched?.(source.name, (clock.elapsedMs() - from) / 1000, reading !== 'failed')
        return reading
      }
      try {
        const read = await source.fetch(signal, since)
        const isNew = snapshot === undefined || !isSame(snapshot, read)
        if (trouble !== undefined)
          log.info('source can be read again', { source: source.name, attempts: trouble.attempts })
        snapshot = read
        readAt = clock.now()
        trouble = undefined
        return measured(isNew ? 'changed' : 'same')
      } catch (error) {
        if (signal.aborted) return 'failed'
        const next = troubleOf(error, trouble, clock)
        if (next.attempts === 1)
          log.warn('source cannot be read', { source: source.name, code: next.code, error: next.message })
        trouble = next
        return measured('failed')
      }
    },
  }
}

function isSame(before: Snapshot, after: Snapshot): boolean {
  if (before.approval !== after.approval || leavingIn(before) !== leavingIn(after)) return false
  return before.revision === after.revision && before.complete === after.complete && before.ref === after.ref
}

/** What is being deleted is no part of the revision, and may still approve that. */
function leavingIn({ departing = [] }: Snapshot): string {
  return departing.map(({ file: { path, stamp = '' } }) => `${path} ${stamp}`).join('\n')
}

function troubleOf(error: unknown, before: Trouble | undefined, clock: Clock): Trouble {
  const attempts = (before?.attempts ?? 0) + 1
  const { code, message, help } = told(error)
  const since = before?.since ?? clock.now()
  return { code, message, ...(help === undefined ? {} : { help }), since, attempts }
}

/** Only the program's own errors speak; any other one is a bug, and its message might quote what was read. */
function told(error: unknown): Pick<Trouble, 'code' | 'message' | 'help'> {
  const help = (error as { readonly help?: string }).help
  const more = help === undefined ? {} : { help }
  if (error instanceof SourceError) return { code: error.code, message: error.message, ...more }
  if (error instanceof ConfigError) return { code: 'InvalidConfiguration', message: error.message, ...more }
  return {
    code: 'InternalError',
    message: 'the source could not be read because of a bug in charter; please report it',
  }
}
