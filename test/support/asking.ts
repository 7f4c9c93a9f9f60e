import { createHash } from 'node:crypto'
import { createAuthenticate, type Ways } from '../../src/api/authentication/authenticate.ts'
import type { Authenticate, Role } from '../../src/api/identity.ts'
import { createLog } from '../../src/lib/log.ts'
import type { Clock } from '../../src/model/ports.ts'

/** A clock that a test moves: the time of day, and with it what has elapsed. */
export interface MovedClock extends Clock {
  pass(ms: number): void
}

/** A clock that stands at an instant until it is moved. */
export function movedClock(instant = new Date().toISOString()): MovedClock {
  let elapsed = 0
  return {
    now: () => new Date(Date.parse(instant) + elapsed).toISOString(),
    elapsedMs: () => elapsed,
    pass(ms) {
      elapsed += ms
    },
  }
}

/** What a configuration says of a token. */
export function tokenOf(token: string, role: Role = 'operator', organizations?: readonly string[]) {
  const sha256 = createHash('sha256').update(token).digest('hex')
  return { name: `${role}-of-test`, sha256, role, ...(organizations === undefined ? {} : { organizations }) }
}

/** A request of a test: the value of its header, or values where it stands several times. */
export function requestOf(authorization?: string | readonly string[], url = '/'): Parameters<Authenticate>[0] {
  const values = [authorization ?? []].flat()
  const [first] = values
  const headers = first === undefined ? {} : { authorization: first }
  return { headers, rawHeaders: values.flatMap((value) => ['Authorization', value]), url }
}

/** Authentication as a test configures it, and every line that it wrote. */
export function authenticating(ways: Partial<Ways>, clock: Clock = movedClock()) {
  const lines: string[] = []
  const log = createLog({ level: 'debug', format: 'json', write: (line) => void lines.push(line) })
  const authenticate = createAuthenticate({ tokens: [], ...ways }, { log, clock })
  return {
    lines,
    authenticate,
    /** The reasons that stand in the log. */
    reasons: () => lines.map((line) => JSON.parse(line).reason as string),
    /** What becomes of a request with this token, in a word: who it is, or the refusal and its reason. */
    async ask(authorization?: string | readonly string[], url?: string): Promise<string> {
      const found = await authenticate(requestOf(authorization, url))
      return 'reason' in found ? `${found.type}: ${found.reason}` : `${found.type}: ${found.name}`
    },
  }
}
