import { names, part } from '../../access/fields.ts'
import { type Endpoint, listEndpoint, valueEndpoint } from '../endpoint.ts'
import { TEXT } from '../schema.ts'
import { inOrganization } from '../within.ts'

/** The customizations of an organization, and its tags (api 16, 17). */
export const TAG_ENDPOINTS: readonly Endpoint[] = [
  valueEndpoint({
    path: '/organizations/{organization}/customizations',
    operation: 'getCustomizations',
    summary: 'how the organization looks, as it is declared; an empty object where nothing is',
    parameters: [],
    // Open, because what is declared is: other names than these are kept and told.
    response: { type: 'object', description: '`theme`, `logoUrl` and `brandingColor` are known; others are kept' },
    isDated: true,
    answer: (asked) => inOrganization(asked, ({ spec }) => ({ type: 'value', value: part(spec, 'customizations') })),
  }),
  listEndpoint<string>({
    path: '/organizations/{organization}/tags',
    operation: 'listTags',
    summary: 'the tags of an organization',
    parameters: [],
    response: TEXT,
    orders: ['name'],
    isDated: true,
    answer: (asked) =>
      inOrganization(asked, ({ spec }) => ({
        type: 'list',
        items: [...names(spec, 'tags')].sort(),
        show: (tag) => tag,
        name: (tag) => tag,
        orders: { name: (tag) => tag },
      })),
  }),
]
