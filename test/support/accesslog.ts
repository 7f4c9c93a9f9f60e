import { randomUUID } from 'node:crypto'
import type { AccessLog, AccessQuery, AccessRecord } from '../../src/model/accesslog.ts'

/** A read of acme in short. */
export function accessRecord(more: Partial<AccessRecord> = {}): AccessRecord {
  return {
    timestamp: '2026-11-22T12:00:00.000Z',
    id: randomUUID(),
    organization: 'acme',
    organizationUid: 'acme-uid',
    user: 'ada@acme.example',
    action: 'READ',
    status: 'SUCCESS',
    method: 'GET',
    path: '/api/v1/organizations/acme',
    ip: '127.0.0.1',
    statusCode: 200,
    ...more,
  }
}

/** Everything of acme, but for what a test says. */
export function accessQuery(more: Partial<AccessQuery> = {}): AccessQuery {
  return {
    organization: 'acme-uid',
    start: Number.NEGATIVE_INFINITY,
    end: Number.POSITIVE_INFINITY,
    limit: 1000,
    skip: 0,
    place: undefined,
    isWanted: () => true,
    ...more,
  }
}

/** The paths of records that are wanted, in the order in which they are given, through as many pages as it takes. */
export async function pathsIn(log: AccessLog, more: Partial<AccessQuery> = {}): Promise<readonly string[]> {
  const paths: string[] = []
  for (let query = accessQuery(more); ; ) {
    const { found, next } = await log.read(query)
    paths.push(...found.map(({ path }) => path))
    if (next === undefined) return paths
    query = { ...query, ...next }
  }
}
