import { text } from '../../../access/fields.ts'
import { by } from '../../../lib/compare.ts'
import type { StoredResource } from '../../../model/resource.ts'
import { accessKeyOf, keyIdOf } from '../../../status/accesskey.ts'
import type { SystemAsked, SystemEndpoint } from '../system.ts'
import { groupNames } from './groups.ts'
import { environmentsOf } from './places.ts'
import { settingsIn } from './settings.ts'
import { collection, collectionAt, entity, inNamed, nameIn, ORGANIZATION, ORGANIZATIONS, shownName } from './within.ts'

/** ComodIT's organizations, one of them, and its access key (systems §3.1). */
export const COMODIT_ORGANIZATION_ENDPOINTS: readonly SystemEndpoint[] = [
  ...collectionAt(ORGANIZATIONS, (asked) => {
    const seen = asked.catalog.of('', 'Organization').filter(({ name }) => asked.viewer.sees(name))
    return collection(seen.toSorted(by(shownName)).map((one) => organizationIn(asked, one)))
  }),
  {
    path: ORGANIZATION,
    answer: (asked) => inNamed(asked, (organization) => entity(organizationIn(asked, organization))),
  },
  {
    path: `${ORGANIZATION}/access`,
    answer: (asked) => inNamed(asked, (organization) => entity(accessOf(asked, organization))),
  },
]

/** An organization; its access has `secretKey: null`, since ComodIT's client fails where the field is not there. */
function organizationIn(asked: SystemAsked, organization: StoredResource): object {
  asked.concerns(organization)
  const environments = environmentsOf(asked, organization)
  const access = accessOf(asked, organization)
  return {
    uuid: organization.uid,
    name: shownName(organization),
    description: text(organization.spec, 'description') ?? '',
    version: organization.version,
    environments: environments.map(nameIn(environments)),
    groups: groupNames(asked, organization),
    settings: settingsIn(asked, organization)(organization),
    access: access === undefined ? null : { ...access, secretKey: null },
  }
}

/** The public half of an organization's access key: its secret is not known here, and would not be told. */
function accessOf({ catalog }: SystemAsked, { name }: StoredResource): { readonly accessKey: string } | undefined {
  const key = accessKeyOf(catalog.of(name, 'AccessKey'))
  return key === undefined ? undefined : { accessKey: keyIdOf(key) }
}
