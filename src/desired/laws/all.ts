import type { InstallationLaw, OrganizationLaw } from '../view.ts'
import { enoughAdmins } from './admins.ts'
import { plansAreAvailable } from './available.ts'
import { bootstrapStands } from './bootstrap.ts'
import { builtinGroupsStay, builtinRolesStay } from './builtin.ts'
import { archivedStaysAsItIs, contractRuns } from './closed.ts'
import { pricedComponentsExist } from './components.ts'
import { credentialsAreComplete } from './credentials.ts'
import {
  entitlementsAgree,
  entitlementsAreValid,
  listedEntitlementsAgree,
  listedEntitlementsAreValid,
} from './entitlements.ts'
import { freeLastsAYear, oneLicense, usageSourcesAreComplete } from './installation.ts'
import { entitlementsAreKept } from './limits.ts'
import { settingLinksEnd, settingLinksLead } from './links.ts'
import { subscriptionsDoNotOverlap } from './overlap.ts'
import {
  groupsWithoutCycle,
  organizationGroupsNotTooDeep,
  organizationGroupsWithoutCycle,
  workspacesWithoutCycle,
} from './parents.ts'
import { permissionsFitTheirScope, rolesAgreeWithAdmin } from './permissions.ts'
import { actionsFitTheScope, limitedComponentsExist, policiesHaveLimits, policiesSayForWhom } from './policies.ts'
import { globalIsPrivileged, organizationIsPrivileged } from './privilege.ts'
import { identityProvidersAreComplete } from './providers.ts'
import { requiredAdminsAreAdmins } from './required.ts'
import { noSecretInRevocations, revokedUsersAreMembers } from './revocations.ts'
import { rotationGoesForward } from './rotation.ts'
import { noSecretInInstallation, noSecretInOrganization } from './secrets.ts'
import { groupsAreOfTheSameSource } from './sources.ts'
import {
  subscriptionsBeginBeforeTheyEnd,
  subscriptionsEndAsPlanned,
  subscriptionsSayWhenTheyBegin,
} from './subscriptions.ts'
import { themingIsEntitled } from './theming.ts'
import { uniqueFieldsAreUnique } from './unique.ts'
import { secretsResolve } from './unresolved.ts'
import { windowsBeginBeforeTheyEnd } from './windows.ts'
import { hostsInEnvironments, workspacesFitTheirParent } from './workspaces.ts'
import { namesInInstallationStand, namesInOrganizationStand } from './world.ts'

/** A law under the name by which tests and reports call it. */
export interface Named<Law> {
  readonly name: string
  readonly law: Law
}

/** The laws of an organization (model §3), in the order in which their findings are told. */
export const ORGANIZATION_LAWS: readonly Named<OrganizationLaw>[] = [
  { name: 'unique fields are unique', law: uniqueFieldsAreUnique },
  { name: 'names stand', law: namesInOrganizationStand },
  { name: 'setting links lead somewhere', law: settingLinksLead },
  { name: 'setting links end', law: settingLinksEnd },
  { name: 'groups have no cycle', law: groupsWithoutCycle },
  { name: 'workspaces have no cycle', law: workspacesWithoutCycle },
  { name: 'workspaces fit their parent', law: workspacesFitTheirParent },
  { name: 'hosts stand in environments', law: hostsInEnvironments },
  { name: 'enough admins', law: enoughAdmins },
  { name: 'required admins are admins', law: requiredAdminsAreAdmins },
  { name: 'bootstrap stands', law: bootstrapStands },
  { name: 'permissions fit their scope', law: permissionsFitTheirScope },
  { name: 'roles agree with admin', law: rolesAgreeWithAdmin },
  { name: 'windows begin before they end', law: windowsBeginBeforeTheyEnd },
  { name: 'built-in roles stay', law: builtinRolesStay },
  { name: 'built-in groups stay', law: builtinGroupsStay },
  { name: 'no secret is inline', law: noSecretInOrganization },
  { name: 'secrets resolve', law: secretsResolve },
  { name: 'credentials are complete', law: credentialsAreComplete },
  { name: 'identity providers are complete', law: identityProvidersAreComplete },
  { name: 'rotation goes forward', law: rotationGoesForward },
  { name: 'groups are of the same source', law: groupsAreOfTheSameSource },
  { name: 'organizations are privileged', law: organizationIsPrivileged },
  { name: 'subscriptions end as planned', law: subscriptionsEndAsPlanned },
  { name: 'subscriptions say when they begin', law: subscriptionsSayWhenTheyBegin },
  { name: 'subscriptions begin before they end', law: subscriptionsBeginBeforeTheyEnd },
  { name: 'subscriptions do not overlap', law: subscriptionsDoNotOverlap },
  { name: 'plans are available', law: plansAreAvailable },
  { name: 'entitlements are valid', law: entitlementsAreValid },
  { name: 'entitlements agree', law: entitlementsAgree },
  { name: 'entitlements are kept', law: entitlementsAreKept },
  { name: 'theming is entitled', law: themingIsEntitled },
  { name: 'the contract runs', law: contractRuns },
  { name: 'what is archived stays as it is', law: archivedStaysAsItIs },
]

/** The laws of the unit `installation` (model §1 "Units", §3), in the order in which their findings are told. */
export const INSTALLATION_LAWS: readonly Named<InstallationLaw>[] = [
  { name: 'names stand', law: namesInInstallationStand },
  { name: 'organization groups have no cycle', law: organizationGroupsWithoutCycle },
  { name: 'organization groups are not too deep', law: organizationGroupsNotTooDeep },
  { name: 'one license', law: oneLicense },
  { name: 'the free plan lasts a year', law: freeLastsAYear },
  { name: 'priced components exist', law: pricedComponentsExist },
  { name: 'listed entitlements are valid', law: listedEntitlementsAreValid },
  { name: 'listed entitlements agree', law: listedEntitlementsAgree },
  { name: 'actions fit the scope', law: actionsFitTheScope },
  { name: 'policies say for whom', law: policiesSayForWhom },
  { name: 'policies have limits', law: policiesHaveLimits },
  { name: 'limited components exist', law: limitedComponentsExist },
  { name: 'usage sources are complete', law: usageSourcesAreComplete },
  { name: 'no secret is inline', law: noSecretInInstallation },
  { name: 'global kinds are privileged', law: globalIsPrivileged },
]

/**
 * The laws of Revocations, each a unit of its own: called with the organization as it is stored and the Revocations as
 * they are desired. Whether enough admins are left is a hold of theirs, not a problem (model §2 Revocation).
 */
export const REVOCATION_LAWS: readonly Named<OrganizationLaw>[] = [
  { name: 'revoked users are members', law: revokedUsersAreMembers },
  { name: 'no secret is inline', law: noSecretInRevocations },
]
