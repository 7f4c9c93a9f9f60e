import { accessIndexOf, organizationIndex } from '../../access/indexed.ts'
import type { OrganizationIndex } from '../../access/organization.ts'
import { momentOf } from '../../access/windows.ts'
import { nearest, plural, visible } from '../../lib/text.ts'
import { ConfigError } from '../../model/errors.ts'
import { type Kind, keyOf, type StoredResource } from '../../model/resource.ts'
import { kindDefinition } from '../../schemas/kinds.ts'
import { erasedIn, unknownName } from '../erased.ts'
import { type PlacedAt, withPlacedState } from '../remote/placed.ts'
import type { Stored } from '../stored.ts'
import type { Terminal } from '../terminal.ts'

/** The options that every question about access takes. */
export interface AccessOptions extends PlacedAt {
  readonly organization: string
  readonly on?: string
  readonly output: string
}

/** What is known of one organization at a moment (milliseconds). */
export interface Known {
  readonly organization: string
  readonly stored: Stored
  readonly index: OrganizationIndex
  readonly moment: number
  /** How many resources that may have decided about access then were erased since: answers know nothing of them. */
  readonly erased: number
  /** The names of its resources of a kind. */
  namesOf(kind: Kind): readonly string[]
  /** That a name may have been there and was erased since; `undefined` where nothing of that kind was. */
  unknown(kind: Kind, name: string): string | undefined
}

/** The kinds that decide about access. */
export const DECISIVE: readonly Kind[] = ['User', 'UserGroup', 'AccessRole', 'Permission', 'Workspace', 'Revocation']

/**
 * Reads a stored state for questions about one organization, and says on `terminal` what of that moment was erased; throws
 * `ConfigError` where there is no organization of that name.
 */
export function withKnown(
  options: AccessOptions,
  terminal: Terminal,
  use: (known: Known) => Promise<number>,
): Promise<number> {
  const { organization } = options
  const wanted = { organization, kinds: ['Organization', ...DECISIVE, 'DataSource'], withLedger: true }
  return withPlacedState(options, wanted, terminal, async (stored) => {
    const known = knownOf(stored, options.organization)
    const { erased } = known
    if (erased > 0)
      terminal.err(
        `charter: ${plural(erased, 'resource')} of that moment erased since: the answer knows nothing of ${erased === 1 ? 'it' : 'them'}\n`,
      )
    return use(known)
  })
}

function knownOf(stored: Stored, organization: string): Known {
  const { state, instant } = stored
  const all = [...state.resources.values()]
  if (!state.resources.has(keyOf({ kind: 'Organization', namespace: '', name: organization }))) {
    throw noOrganization(organization, all)
  }
  const own = all.filter(({ namespace }) => namespace === organization)
  const erasedOf = (kind: Kind) => erasedIn(state, { definition: kindDefinition(kind), organization })
  return {
    organization,
    stored,
    index: organizationIndex(accessIndexOf(own), organization),
    moment: momentOf(instant),
    erased: DECISIVE.reduce((sum, kind) => sum + erasedOf(kind).length, 0),
    namesOf: (kind) => own.filter((one) => one.kind === kind).map(({ name }) => name),
    unknown: (kind, name) => unknownName(erasedOf(kind), kindDefinition(kind), name),
  }
}

function noOrganization(name: string, all: readonly StoredResource[]): ConfigError {
  const names = all.filter(({ kind }) => kind === 'Organization').map((one) => one.name)
  const near = nearest(name, names)
  return new ConfigError(
    `there is no organization \`${visible(name)}\``,
    near === undefined ? 'charter get organizations lists them' : `did you mean \`${visible(near)}\`?`,
  )
}
