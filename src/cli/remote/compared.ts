import { byText } from '../../lib/compare.ts'
import { listed, visible } from '../../lib/text.ts'
import { ConfigError, SourceError } from '../../model/errors.ts'
import type { State } from '../../model/state.ts'
import { SOURCE_DEFAULTS } from '../define/defaults.ts'
import type { Server } from './client.ts'
import { standingOn } from './standing.ts'
import { storedOn } from './stored.ts'

/** Where the ledger does not tell under which UUID its installation makes uids. */
const NO_INSTALLATION = '00000000-0000-0000-0000-000000000000'

/**
 * The state of a server as declarations are compared with it: everything that is stored, under which UUID uids are made, what
 * the installation is called, and what holds look at. The revisions that are in force stay with the server. Operators alone
 * are told; throws as `Server` does.
 */
export async function stateToCompare(server: Server): Promise<State> {
  const { state, instant } = await storedOn(server, {})
  const standing = await standingOn(server, { seq: state.head.seq, instant })
  const { value } = await server.ask<{ readonly installation?: unknown }>('/status')
  const installationName = typeof value?.installation === 'string' ? value.installation : undefined
  return { ...state, ...standing, installation: await installationOf(server), installationName }
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
