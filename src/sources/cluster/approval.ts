import { ask, type Reading } from '../../kubernetes/body.ts'
import type { Cluster } from '../../kubernetes/cluster.ts'
import { REPORTS } from '../../kubernetes/collection.ts'
import { statusError } from '../../kubernetes/failure.ts'
import { isObject } from '../../kubernetes/list.ts'
import type { JsonObject } from '../../model/resource.ts'

const APPROVE = 'charter.sh/approve'
const MOST_LETTERS = 128

/** What the annotation `charter.sh/approve` of an object says; `undefined` where it has none, or one that no digest is as long as. */
export function approvalIn({ metadata }: JsonObject): string | undefined {
  const annotations = isObject(metadata) ? metadata.annotations : undefined
  const value = isObject(annotations) ? annotations[APPROVE] : undefined
  return typeof value === 'string' && value.length <= MOST_LETTERS ? value.trim() : undefined
}

/**
 * What the report of a source approves of it as a whole (model §4). Where there is no report, or it may not be read, that is
 * nothing: only the command line approves then. Throws `SourceError` where the API server cannot be asked.
 */
export async function readApproval(cluster: Cluster, source: string, reading: Reading): Promise<string | undefined> {
  const call = { verb: 'get', resource: REPORTS.resource, path: `${REPORTS.path}/${source}` }
  const { status, asked, body } = await ask(cluster, call, reading)
  if (status === 403 || status === 404) return undefined
  if (status !== 200) throw statusError(asked, status)
  return approvalIn(body ?? {})
}
