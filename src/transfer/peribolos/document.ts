import type { JsonObject } from '../../model/resource.ts'
import { declaration } from '../reading/declaration.ts'
import type { Organization } from './fact.ts'
import { settingList } from './list.ts'

/** The Organization document: what has a home in Charter, the rest as settings. */
export function organizationDocument(organization: Organization): JsonObject {
  const { billingEmail } = organization
  return declaration('Organization', '', organization.name, {
    displayName: organization.displayName,
    description: organization.description,
    contact: billingEmail === undefined || billingEmail === '' ? undefined : { email: billingEmail },
    settings: settingList(organization.settings),
  })
}
