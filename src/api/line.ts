import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** The headers of a request, names and values in turns, and the value that holds its token apart. */
export interface Line {
  readonly headers: readonly string[]
  readonly tokenAt: number
  readonly token: Buffer
}

/** The line that a request was sent with. */
export function lineOf({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): Line {
  const tokenAt = rawHeaders.findIndex((name, at) => at % 2 === 0 && name.toLowerCase() === 'authorization') + 1
  return { headers: rawHeaders.with(tokenAt, ''), tokenAt, token: bytesOf(rawHeaders[tokenAt]) }
}

/**
 * Whether a request is sent with the very headers of a line, to the letter and in their order. A proxy may send what several
 * people ask over one connection, so that tokens are compared in constant time (faults H02).
 */
export function isOn({ headers, tokenAt, token }: Line, { rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): boolean {
  if (headers.length !== rawHeaders.length) return false
  const isOther = headers.some((text, at) => at !== tokenAt && text !== rawHeaders[at])
  if (isOther || rawHeaders[tokenAt]?.length !== token.length) return false
  return timingSafeEqual(token, bytesOf(rawHeaders[tokenAt]))
}

function bytesOf(value = ''): Buffer {
  return Buffer.from(value, 'latin1')
}
