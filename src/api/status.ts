import type { PolicyStatus, Status } from '../model/status.ts'

/** The version of the status as JSON; the first number grows when a reader could break, the second with additions. */
const FORMAT_VERSION = '1.1'

/** The status as JSON (schemas/output/status.schema.json); ends with a newline. */
export function statusJson(status: Status): string {
  return `${JSON.stringify(statusValue(status), null, 2)}\n`
}

/** How many organizations of a usage policy that has fired are named. */
const MOST_ORGANIZATIONS = 100

/** The status as programs read it: what api.md names, and everything that `charter status` shows. */
export function statusValue(status: Status): Record<string, unknown> {
  const { isReady, seq, hash, sources, passes, policies = [], ...rest } = status
  const [last] = passes
  return {
    format_version: FORMAT_VERSION,
    ready: isReady,
    observedRevision: seq,
    head: { seq, hash },
    lastReconcile: last?.at ?? null,
    sources,
    passes,
    ...rest,
    ...(policies.length === 0 ? {} : { policies: policies.map(policyValue) }),
  }
}

function policyValue({ organizations, ...policy }: PolicyStatus): Record<string, unknown> {
  return { ...policy, organizations: organizations.slice(0, MOST_ORGANIZATIONS), affected: organizations.length }
}
