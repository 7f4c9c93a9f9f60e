import { changeValue } from '../../plan/render/json.ts'
import { withoutSecrets } from '../../plan/render/secret.ts'
import { complete } from '../../schemas/complete.ts'
import { shownValue } from '../get.ts'
import { summaryValue } from '../ledger/summary.ts'
import type { Facts } from './facts.ts'
import { defaultPointers } from './spec.ts'

const FORMAT_VERSION = '1.1'

/** A resource in full for programs (`describe -o json`): its spec with every default, and which fields are defaults. */
export function describedValue({ resource, referrers, events, user, group, key }: Facts): Record<string, unknown> {
  const { spec: _spec, ...document } = shownValue(resource)
  return {
    format_version: FORMAT_VERSION,
    ...document,
    spec: withoutSecrets(complete(resource)),
    defaults: defaultPointers(resource),
    ...(user === undefined ? {} : { groups: user.groups, admin: user.admin ?? null }),
    ...(group === undefined ? {} : group),
    ...(key === undefined ? {} : { key }),
    namedBy: referrers,
    history: events.map(({ summary, change }) => ({ ...summaryValue(summary), change: changeValue(change) })),
  }
}
