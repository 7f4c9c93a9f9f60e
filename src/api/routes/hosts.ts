import { flag, text } from '../../access/fields.ts'
import type { StoredResource } from '../../model/resource.ts'
import { unitName } from '../../model/unit.ts'
import { type Asked, type Endpoint, type Listing, listEndpoint } from '../endpoint.ts'
import type { Parameter } from '../parameter.ts'
import { FLAG, objectOf, TEXT } from '../schema.ts'
import { inOrganization } from '../within.ts'
import { HEAD, HEAD_ORDERS, headOf, resourceCalled, resourcesShown } from './heads.ts'
import { specProperties } from './kinds.ts'
import { SETTINGS, settingsSeen, sightOf } from './sight.ts'

const STATES = ['DEFINED', 'PROVISIONING', 'READY', 'UPDATING', 'ERROR'] as const
type HostState = (typeof STATES)[number]

const { settings: _settings, ...SPEC } = specProperties('Host')

const HOST = objectOf(
  {
    ...HEAD,
    organization: TEXT,
    ...SPEC,
    settings: SETTINGS,
    archived: FLAG,
    state: {
      type: 'string',
      enum: STATES,
      description:
        'READY: it is stored as it is declared; UPDATING: newer declarations of its organization wait; ERROR: they are not valid, or could not be stored; DEFINED: nobody has compared it yet, or it is archived',
    },
  },
  [...Object.keys(SPEC).filter((name) => !['workspace', 'displayName', 'archived'].includes(name)), 'settings'],
)

const FILTERS: readonly Parameter[] = [
  { name: 'environment', type: 'text', description: 'the environment that the host stands in: a name, id or uid' },
  { name: 'state', type: 'one', of: STATES, description: 'how the host stands' },
]

/** The hosts of an organization (api 12). */
export const HOST_ENDPOINTS: readonly Endpoint[] = [
  listEndpoint<StoredResource>({
    path: '/organizations/{organization}/hosts',
    operation: 'listHosts',
    summary: 'the hosts of an organization',
    parameters: FILTERS,
    response: HOST,
    orders: Object.keys(HEAD_ORDERS),
    hasLabels: true,
    isDated: true,
    answer: (asked) => inOrganization(asked, (organization) => listing(asked, organization)),
  }),
]

function listing(asked: Asked, { name }: StoredResource): Listing<StoredResource> {
  const { query, catalog } = asked
  const [environment, state] = [query.text('environment'), query.text('state')]
  const wanted = environment === undefined ? undefined : resourceCalled(catalog.of(name, 'Workspace'), environment)
  const stateOf = hostStates(asked, name)
  const isWanted = (host: StoredResource): boolean =>
    (environment === undefined || text(host.spec, 'workspace') === wanted?.name) &&
    (state === undefined || stateOf(host) === state)
  const sight = sightOf(asked, name)
  return resourcesShown(catalog.of(name, 'Host').filter(isWanted), (host) => ({
    ...host.spec,
    ...headOf(host),
    organization: name,
    settings: settingsSeen(host.spec, sight),
    archived: flag(host.spec, 'archived'),
    state: stateOf(host),
  }))
}

/** How hosts of an organization stand: as its declarations do, since nothing else of a host is known here. */
export function hostStates({ view, query }: Asked, organization: string): (host: StoredResource) => HostState {
  const unit = view.status.units.find((one) => one.unit === unitName({ type: 'organization', organization }))
  // What was stored at a moment of the past was in force then; the status is that of today.
  const isPast = query.has('at') || query.has('seq')
  const state = isPast ? 'READY' : stateAfter(unit?.result)
  return ({ spec }) => (flag(spec, 'archived') ? 'DEFINED' : state)
}

function stateAfter(result: Asked['view']['status']['units'][number]['result'] | undefined): HostState {
  switch (result) {
    case undefined:
      return 'DEFINED'
    case 'applied':
    case 'unchanged':
      return 'READY'
    case 'held':
      return 'UPDATING'
    case 'invalid':
    case 'failed':
      return 'ERROR'
  }
}
