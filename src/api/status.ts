import type { Status } from '../model/status.ts'

/** The status as JSON (schemas/output/status.schema.json); ends with a newline. */
export function statusJson(status: Status): string {
  return `${JSON.stringify(statusValue(status), null, 2)}\n`
}

/** The status as programs read it: what api.md names, and everything that `charter status` shows. */
export function statusValue(status: Status): Record<string, unknown> {
  const { isReady, seq, hash, sources, passes, ...rest } = status
  const [last] = passes
  return {
    ready: isReady,
    observedRevision: seq,
    head: { seq, hash },
    lastReconcile: last?.at ?? null,
    sources,
    passes,
    ...rest,
  }
}
