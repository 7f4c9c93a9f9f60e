import { networkText } from '../../lib/network.ts'
import { plural, visible } from '../../lib/text.ts'
import { SourceError } from '../../model/errors.ts'

/** How much a server may say, and how long it may be silent. */
export interface BodyLimits {
  /** So long nothing may come. */
  readonly silenceMs: number
  readonly bytes: number
  readonly lineBytes: number
}

/** Whose answer is read, and how far. */
export interface Reading {
  readonly base: string
  readonly limits: BodyLimits
}

/** The body piece by piece, unpacked; what is left unread when the loop is left is thrown away. */
async function* piecesOf(response: Response, { base, limits }: Reading): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader()
  let bytes = 0
  try {
    for (;;) {
      const piece = reader === undefined ? { done: true as const } : await within(limits, reader.read(), base)
      if (piece.done) return
      bytes += piece.value.length
      if (bytes > limits.bytes) {
        throw new SourceError('TooLarge', `the answer of ${visible(base)} has more than ${limits.bytes} bytes`, SMALLER)
      }
      yield piece.value
    }
  } finally {
    await reader?.cancel().catch(() => undefined)
  }
}

const SMALLER = 'ask for less at once: one organization'

async function within<T>(limits: BodyLimits, read: Promise<T>, base: string): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(unreachable(base, silence(limits))), limits.silenceMs)
  try {
    return await Promise.race([read, late.promise])
  } catch (error) {
    throw error instanceof SourceError ? error : unreachable(base, networkText(error))
  } finally {
    clearTimeout(timer)
  }
}

/** A body as text. Throws `SourceError` where it is too large, or does not come to its end. */
export async function textIn(response: Response, reading: Reading): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const piece of piecesOf(response, reading)) chunks.push(piece)
  return Buffer.concat(chunks).toString('utf8')
}

/** The lines of a body; the last one is whole, or the answer was cut off. Throws as `textIn` does. */
export async function* linesIn(response: Response, reading: Reading): AsyncGenerator<string> {
  const { base, limits } = reading
  const decoder = new TextDecoder()
  let rest = ''
  for await (const piece of piecesOf(response, reading)) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > limits.lineBytes) throw foreign(base)
    yield* lines
  }
  if (rest !== '') throw unreachable(base, 'the connection broke off')
}

/** That nothing came, in words. */
export function silence({ silenceMs }: BodyLimits): string {
  return `nothing came for ${plural(Math.round(silenceMs / 1000), 'second')}`
}

/** That a server cannot be reached, and why. */
export function unreachable(base: string, why: string): SourceError {
  return new SourceError(
    'ServerUnavailable',
    `the server ${visible(base)} cannot be reached: ${why}`,
    'check the address, and that `charter run` listens there',
  )
}

/** An answer that no Charter gives. */
export function foreign(base: string): SourceError {
  return new SourceError(
    'ServerUnavailable',
    `what ${visible(base)} answers is not the API of Charter`,
    'name the address below which `/api/v1` stands',
  )
}
