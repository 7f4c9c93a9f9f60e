import { names, text } from '../../../access/fields.ts'
import type { StoredResource } from '../../../model/resource.ts'
import { keyIdOf } from '../../../status/accesskey.ts'
import { NOT_FOUND } from '../../endpoint.ts'
import { ownOrganization } from '../../routes/organizations.ts'
import { inOrganization } from '../../within.ts'
import type { SystemEndpoint } from '../system.ts'
import { childrenOf, customizationsOf, nodeCalled, nodeValue, organizationId } from './node.ts'
import { lockteraPage } from './paging.ts'

/** Where one organization stands. */
export const ORGANIZATION = '/orgs/{organization}'

/** Locktera's organizations, groups and users as one sort of thing, and what is declared of an organization. */
export const LOCKTERA_NODE_ENDPOINTS: readonly SystemEndpoint[] = [
  {
    path: '/org',
    answer(asked) {
      const resource = ownOrganization(asked)
      if (resource === undefined) return NOT_FOUND
      asked.concerns(resource)
      return { type: 'value', value: nodeValue(asked)({ type: 'organization', resource }) }
    },
  },
  {
    path: ORGANIZATION,
    answer(asked) {
      const node = nodeCalled(asked, asked.path('organization'))
      return node === undefined ? NOT_FOUND : { type: 'value', value: nodeValue(asked)(node) }
    },
  },
  {
    path: `${ORGANIZATION}/children`,
    answer: (asked) =>
      inOrganization(asked, (organization) => lockteraPage(asked, childrenOf(asked, organization), nodeValue(asked))),
  },
  {
    path: `${ORGANIZATION}/customizations`,
    answer: (asked) =>
      inOrganization(asked, (organization) => ({ type: 'value', value: customizationsOf(organization) })),
  },
  {
    path: `${ORGANIZATION}/tags`,
    answer: (asked) =>
      inOrganization(asked, ({ spec }) => lockteraPage(asked, [...names(spec, 'tags')].sort(), (tag) => tag)),
  },
  {
    path: `${ORGANIZATION}/api_keys`,
    answer: (asked) =>
      inOrganization(asked, (organization) =>
        lockteraPage(asked, asked.catalog.of(organization.name, 'AccessKey'), keyOf(organization)),
      ),
  },
]

/** An access key without its secret; `id` (of its page) and `key_id` (of its OpenAPI) are the same. */
function keyOf(organization: StoredResource): (key: StoredResource) => object {
  return (key) => ({
    id: keyIdOf(key),
    key_id: keyIdOf(key),
    org_id: organizationId(organization),
    name: text(key.spec, 'displayName') ?? key.name,
    permissions: names(key.spec, 'permissions'),
    created_at: key.createdAt,
  })
}
