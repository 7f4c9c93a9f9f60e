import { createCors } from '../api/cors.ts'
import type { Shown } from '../api/http.ts'
import { createLimit } from '../api/ratelimit.ts'
import type { Config } from '../config.ts'
import type { Log, Scrubber } from '../lib/log.ts'
import type { AccessLog } from '../model/accesslog.ts'
import type { Clock } from '../model/ports.ts'
import type { State } from '../model/state.ts'
import { openAuthentication } from './authentication.ts'
import type { Secrets } from './keeping.ts'
import type { PendingPlans } from './pending.ts'
import { createPublication, type Kept } from './publication.ts'
import type { Turns } from './turn.ts'

/** The parts of the running program that are shown over HTTP. */
export interface Parts extends Pick<Shown, 'status' | 'metrics' | 'isAlive' | 'version'> {
  readonly clock: Clock
  readonly log: Log & Scrubber
  readonly turns: Turns
  readonly samples: Kept['samples']
  readonly accessLog: AccessLog
  readonly pending: PendingPlans
  readonly keys: Secrets['keys']
}

/** What the HTTP server shows and to whom, and where the operator's token lies, where that one counts. */
export function shownOf(
  config: Config,
  parts: Parts,
): { readonly shown: Shown; readonly tokenPath: string | undefined } {
  const { status, metrics, isAlive, version, clock, log, turns, samples, accessLog, pending, keys } = parts
  const { authenticate, tokenPath } = openAuthentication(config, {
    log,
    clock,
    keys,
    organizations: () => namesIn(turns.state()),
  })
  const shown = {
    status,
    metrics,
    isAlive,
    authenticate,
    limit: createLimit(config.rateLimit, clock),
    cors: createCors(config.allowedOrigins),
    publication: createPublication(turns, { samples, accessLog }, clock, pending.now),
    recording: { accessLog, clock },
    version,
  }
  return { shown, tokenPath }
}

function namesIn({ resources }: State): readonly string[] {
  return [...resources.values()].flatMap(({ kind, name }) => (kind === 'Organization' ? [name] : []))
}
