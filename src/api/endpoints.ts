import type { Endpoint } from './endpoint.ts'
import { ACCESS_LOG_ENDPOINTS } from './routes/accesslog.ts'
import { ACCESS_REPORT_ENDPOINTS } from './routes/accessreport.ts'
import { AUDIT_ENDPOINTS } from './routes/audit.ts'
import { CONNECTION_ENDPOINTS } from './routes/connections.ts'
import { CONSUMPTION_ENDPOINTS } from './routes/consumption.ts'
import { DECLARATION_ENDPOINTS } from './routes/declarations.ts'
import { EFFECTIVE_ACCESS_ENDPOINTS } from './routes/effectiveaccess.ts'
import { ENTITLEMENT_ENDPOINTS } from './routes/entitlements.ts'
import { EVALUATION_ENDPOINTS } from './routes/evaluation.ts'
import { GROUP_ENDPOINTS } from './routes/groups.ts'
import { HOLDING_ENDPOINTS } from './routes/holdings.ts'
import { HOST_ENDPOINTS } from './routes/hosts.ts'
import { KEY_ENDPOINTS } from './routes/keys.ts'
import { LAYOUT_ENDPOINTS } from './routes/layout.ts'
import { LEDGER_ENDPOINTS } from './routes/ledger.ts'
import { OFFERING_ENDPOINTS } from './routes/offerings.ts'
import { ORGANIZATION_GROUP_ENDPOINTS } from './routes/organizationgroups.ts'
import { ORGANIZATION_ENDPOINTS } from './routes/organizations.ts'
import { PERMISSION_ENDPOINTS } from './routes/permissions.ts'
import { PLAN_ENDPOINTS } from './routes/plan.ts'
import { PLATFORM_ENDPOINTS } from './routes/platform.ts'
import { POLICY_ENDPOINTS } from './routes/policies.ts'
import { PROGRAM_ENDPOINTS } from './routes/program.ts'
import { RESOURCE_ENDPOINTS } from './routes/resources.ts'
import { ROLE_ENDPOINTS } from './routes/roles.ts'
import { SETTING_ENDPOINTS } from './routes/settings.ts'
import { STATS_ENDPOINTS } from './routes/stats.ts'
import { SUBSCRIPTION_ENDPOINTS } from './routes/subscriptions.ts'
import { TAG_ENDPOINTS } from './routes/tags.ts'
import { USAGE_ENDPOINTS } from './routes/usage.ts'
import { USER_ENDPOINTS } from './routes/users.ts'
import { WORKSPACE_ENDPOINTS } from './routes/workspaces.ts'

/** Everything that can be read below `/api/v1`, in the order of api.md. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...ORGANIZATION_ENDPOINTS,
  ...USER_ENDPOINTS,
  ...GROUP_ENDPOINTS,
  ...PERMISSION_ENDPOINTS,
  ...HOLDING_ENDPOINTS,
  ...ROLE_ENDPOINTS,
  ...WORKSPACE_ENDPOINTS,
  ...HOST_ENDPOINTS,
  ...KEY_ENDPOINTS,
  ...SETTING_ENDPOINTS,
  ...TAG_ENDPOINTS,
  ...CONNECTION_ENDPOINTS,
  ...LAYOUT_ENDPOINTS,
  ...DECLARATION_ENDPOINTS,
  ...SUBSCRIPTION_ENDPOINTS,
  ...ENTITLEMENT_ENDPOINTS,
  ...PLATFORM_ENDPOINTS,
  ...RESOURCE_ENDPOINTS,
  ...USAGE_ENDPOINTS,
  ...CONSUMPTION_ENDPOINTS,
  ...ACCESS_LOG_ENDPOINTS,
  ...AUDIT_ENDPOINTS,
  ...ORGANIZATION_GROUP_ENDPOINTS,
  ...OFFERING_ENDPOINTS,
  ...STATS_ENDPOINTS,
  ...POLICY_ENDPOINTS,
  ...PROGRAM_ENDPOINTS,
  ...PLAN_ENDPOINTS,
  ...LEDGER_ENDPOINTS,
  ...EFFECTIVE_ACCESS_ENDPOINTS,
  ...ACCESS_REPORT_ENDPOINTS,
  ...EVALUATION_ENDPOINTS,
]
