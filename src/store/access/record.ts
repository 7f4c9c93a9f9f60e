import { ACCESS_ACTIONS, ACCESS_STATUSES, type AccessRecord } from '../../model/accesslog.ts'

/** The line of a record, its time first. */
export function lineOf({ timestamp, id, ...rest }: AccessRecord): string {
  return JSON.stringify({ timestamp, id, ...rest })
}

/** The record of a line; `undefined` where it holds none. */
export function recordOf(line: string): AccessRecord | undefined {
  try {
    const found = JSON.parse(line) as AccessRecord
    const texts = [found.id, found.method, found.path, found.ip]
    const isWhole =
      Number.isFinite(Date.parse(found.timestamp)) &&
      texts.every((text) => typeof text === 'string') &&
      Number.isInteger(found.statusCode) &&
      ACCESS_ACTIONS.includes(found.action) &&
      ACCESS_STATUSES.includes(found.status)
    return isWhole ? found : undefined
  } catch {
    return undefined
  }
}
