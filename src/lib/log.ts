import { type DestinationStream, type LevelWithSilent, type Logger, pino } from 'pino'
import { createMask, type Mask } from './mask.ts'

/** Named values of a log line: names, digests, counts; never the content of a declaration (design §7.11). */
export type LogFields = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

/** Where a long-running program says what it does: a constant message, and named fields beside it. */
export interface Log {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** A log whose lines all have these fields too. */
  with(fields: LogFields): Log
}

/** What a log shows from which level on, as JSON or as lines for people, and where it is written. */
export interface LogOptions {
  readonly level: LevelWithSilent
  readonly format: 'json' | 'text'
  readonly write: (line: string) => void
}

/** Texts that no line may hold, whatever led there: the values of secrets, once they are known. */
export interface Scrubber {
  hide(secret: string): void
}

/** Opens a log; what its scrubber hides is masked in every later line. */
export function createLog({ level, format, write }: LogOptions): Log & Scrubber {
  const mask = createMask()
  const out: DestinationStream = {
    write: (line) => write(format === 'json' ? masked(line, mask) : textOf(masked(line, mask))),
  }
  const logger = pino(
    {
      level,
      base: null,
      formatters: { level: (label) => ({ level: label }) },
      timestamp: () => `,"ts":"${new Date().toISOString()}"`,
    },
    out,
  )
  return { ...logOf(logger), hide: (secret) => mask.hide(secret) }
}

/** A log that nobody reads. */
export const noLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => noLog,
}

type Lines = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'> & { child(fields: LogFields): Lines }

function logOf(logger: Lines): Log {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: LogFields = {}): void =>
      logger[level](fields, message)
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (fields) => logOf(logger.child(fields)),
  }
}

/** The level, the time and the message are the program's own words, the fields are not. */
function masked(json: string, mask: Mask): string {
  if (mask.isEmpty) return json
  const { level, ts, msg, ...fields } = JSON.parse(json) as Record<string, unknown>
  return `${JSON.stringify({ level, ts, ...(mask.value(fields) as object), msg })}\n`
}

/** One line for a person: time of day, level, message, and the fields behind it. */
function textOf(json: string): string {
  const { level, ts, msg, ...fields } = JSON.parse(json) as Record<string, unknown>
  const shown = Object.entries(fields).map(([name, value]) => `${name}=${valueText(value)}`)
  const head = `${String(ts).slice(11, 19)} ${String(level).toUpperCase().padEnd(5)} ${msg}`
  return `${[head, ...shown].join('  ')}\n`
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(',')
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return /^[\w.,:/@+-]+$/.test(text) ? text : JSON.stringify(text)
}
