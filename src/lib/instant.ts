const DATE = /^\d{4}-\d{2}-\d{2}$/
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/

/** Whether a time has come at an instant; both as `instantOf` reads them. A time that cannot be read never comes. */
export function hasCome(time: string, instant: string): boolean {
  const at = instantOf(time)
  return at !== undefined && at <= (instantOf(instant) ?? Number.NEGATIVE_INFINITY)
}

/**
 * Milliseconds since 1970 of a date (midnight UTC) or an RFC 3339 date-time with offset; `undefined` where the text is
 * neither, or names a day or hour that does not exist.
 */
export function instantOf(text: string): number | undefined {
  if (!DATE.test(text) && !DATE_TIME.test(text)) return undefined
  const day = Date.parse(`${text.slice(0, 10)}T00:00:00Z`)
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== text.slice(0, 10)) return undefined
  const milliseconds = Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text)
  return Number.isNaN(milliseconds) ? undefined : milliseconds
}
