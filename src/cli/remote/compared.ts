import { byText } from '../../lib/compare.ts'
import { listed, visible } from '../../lib/text.ts'
import { ConfigError, SourceError } from '../../model/errors.ts'
import type { State } from '../../model/state.ts'
import type { UnitName } from '../../model/unit.ts'
import { SOURCE_DEFAULTS } from '../define/defaults.ts'
import type { Stored } from '../stored.ts'
import type { Server } from './client.ts'
import { type History, historyOn, type Moment, standingOn } from './standing.ts'
import { storedOn } from './stored.ts'

/** Where the ledger does not tell under which UUID its installation makes uids. */
const NO_INSTALLATION = '00000000-0000-0000-0000-000000000000'

/**
 * The state of a server as declarations are compared with it: everything that is stored, under which UUID uids are made, what
 * the installation is called, and what holds look at; where the declarations have a history, the revisions that are in force
 * too. Operators alone are told; throws as `Server` does.
 */
export async function stateToCompare(server: Server, hasHistory: boolean): Promise<State> {
  const { state, instant } = await everything(server)
  const moment = { seq: state.head.seq, instant }
  const { value } = await server.ask<StatusValue | null>('/status')
  const told = hasHistory ? await historyOf(server, moment, value) : await standingOn(server, moment)
  const installationName = typeof value?.installation === 'string' ? value.installation : undefined
  return { ...state, ...told, installation: await installationOf(server), installationName }
}

async function everything(server: Server): Promise<Stored> {
  try {
    return await storedOn(server, {})
  } catch (error) {
    if (!(error instanceof SourceError) || error.code !== 'AccessForbidden') throw error
    throw new SourceError(
      'AccessForbidden',
      `the server ${visible(server.base)} compares declarations with what it stores for operators alone`,
      'name a token with the role `operator` that is not limited to some organizations',
    )
  }
}

/** What is looked at of a status; nothing in it is taken on trust. */
interface StatusValue {
  readonly installation?: unknown
  readonly units?: unknown
  readonly sources?: unknown
}

/** What the ledger tells; of units that were last applied in what is sealed away, the revisions that the status says are in force. */
async function historyOf(server: Server, moment: Moment, status: StatusValue | null): Promise<History> {
  const { isSealed, ...history } = await historyOn(server, moment)
  if (!isSealed) return history
  const units = namedIn(status?.units, 'unit').map(
    ([name, { applied }]) => [name as UnitName, textsIn(applied)] as const,
  )
  const sources = namedIn(status?.sources, 'name').map(([name, { applied }]) => [name, applied] as const)
  return {
    ...history,
    applied: new Map([...units, ...history.applied]),
    revisions: { ...textsIn(Object.fromEntries(sources)), ...history.revisions },
  }
}

function namedIn(value: unknown, field: string): readonly (readonly [string, Readonly<Record<string, unknown>>])[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : []
  return items.filter(isObject).flatMap((item) => {
    const name = item[field]
    return typeof name === 'string' ? [[name, item] as const] : []
  })
}

function textsIn(value: unknown): Readonly<Record<string, string>> {
  const texts = isObject(value) ? Object.entries(value).filter(([, one]) => typeof one === 'string') : []
  return Object.fromEntries(texts) as Readonly<Record<string, string>>
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

async function installationOf(server: Server): Promise<string> {
  try {
    const { value } = await server.ask<{ readonly installation?: unknown }>('/ledger/1')
    return typeof value?.installation === 'string' ? value.installation : NO_INSTALLATION
  } catch (error) {
    if (error instanceof SourceError && ['NotThere', 'SealedAway'].includes(error.code)) return NO_INSTALLATION
    throw error
  }
}

/**
 * As which source declarations are compared: the one that is named; where none is, the only one that owns anything on the
 * server. Throws `ConfigError` where there are several, or the named one owns nothing beside others.
 */
export function sourceToCompare({ resources }: State, named: string): string {
  const owners = [...new Set([...resources.values()].map(({ origin }) => origin.source))].sort(byText)
  const [only] = owners
  if (only === undefined || owners.includes(named)) return named
  if (named === SOURCE_DEFAULTS.source && owners.length === 1) return only
  throw new ConfigError(
    named === SOURCE_DEFAULTS.source
      ? `the server has ${owners.length} sources: ${listed(owners.map(visible))}`
      : `no source \`${visible(named)}\` owns anything on the server`,
    `name the source of these declarations with --source: ${listed(owners.map(visible))}`,
  )
}
