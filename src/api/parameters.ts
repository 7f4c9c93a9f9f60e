import type { Endpoint } from './endpoint.ts'
import { listParameters } from './paging.ts'
import type { Parameter } from './parameter.ts'

const MOST_ENTRIES = 1_000_000_000_000

const DATED: readonly Parameter[] = [
  { name: 'at', type: 'time', description: 'the state after the last entry that is not younger, at that time' },
  {
    name: 'seq',
    type: 'integer',
    least: 0,
    most: MOST_ENTRIES,
    description: 'the state after that entry of the ledger, at its time',
  },
]

const FIELDS: Parameter = { name: 'fields', type: 'text', description: 'which fields are told, with commas between' }

/** Everything that an endpoint knows: its own parameters, and those that all of its kind have. */
export function parametersOf(endpoint: Endpoint): readonly Parameter[] {
  return [
    ...endpoint.parameters,
    ...(endpoint.type === 'list' ? listedBy(endpoint) : []),
    ...(endpoint.response.properties === undefined ? [] : [FIELDS]),
    ...(endpoint.isDated ? DATED : []),
  ]
}

/** An endpoint that has a parameter `name` of its own says itself what names are. */
function listedBy({ parameters, orders, hasLabels }: Extract<Endpoint, { type: 'list' }>): readonly Parameter[] {
  const all = listParameters(orders, hasLabels === true)
  return parameters.some(({ name }) => name === 'name') ? all.filter(({ name }) => !NAMES.includes(name)) : all
}

const NAMES: readonly string[] = ['name', 'name_exact']
