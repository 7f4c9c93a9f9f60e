import { accessIndexOf, organizationIndex } from '../../access/indexed.ts'
import type { OrganizationIndex } from '../../access/organization.ts'
import { momentOf } from '../../access/windows.ts'
import { nearest, visible } from '../../lib/text.ts'
import { ConfigError } from '../../model/errors.ts'
import { type Kind, keyOf, type StoredResource } from '../../model/resource.ts'
import { kindDefinition } from '../../schemas/kinds.ts'
import { erasedIn, unknownName } from '../erased.ts'
import { type Stored, type StoredAt, withStoredState } from '../stored.ts'

/** The options that every question about access takes. */
export interface AccessOptions extends StoredAt {
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
  /** The names of its resources of a kind. */
  namesOf(kind: Kind): readonly string[]
  /** That a name may have been there and was erased since; `undefined` where nothing of that kind was. */
  unknown(kind: Kind, name: string): string | undefined
}

/** Reads a stored state for questions about one organization; throws `ConfigError` where there is none of that name. */
export function withKnown<T>(options: AccessOptions, use: (known: Known) => Promise<T>): Promise<T> {
  return withStoredState(options, async (stored) => use(knownOf(stored, options.organization)))
}

function knownOf(stored: Stored, organization: string): Known {
  const { state, instant } = stored
  const all = [...state.resources.values()]
  if (!state.resources.has(keyOf({ kind: 'Organization', namespace: '', name: organization }))) {
    throw noOrganization(organization, all)
  }
  const own = all.filter(({ namespace }) => namespace === organization)
  return {
    organization,
    stored,
    index: organizationIndex(accessIndexOf(own), organization),
    moment: momentOf(instant),
    namesOf: (kind) => own.filter((one) => one.kind === kind).map(({ name }) => name),
    unknown: (kind, name) => {
      const definition = kindDefinition(kind)
      return unknownName(erasedIn(state, { definition, organization }), definition, name)
    },
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
