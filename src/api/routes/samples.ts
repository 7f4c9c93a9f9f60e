import type { StoredResource } from '../../model/resource.ts'
import type { Sample } from '../../model/usage.ts'
import type { Span } from '../../usage/calendar.ts'
import { namingAmong } from '../../usage/naming.ts'
import { unique } from '../../usage/series.ts'
import type { Asked } from '../endpoint.ts'

/**
 * The samples of organizations in a span (`from` may be -Infinity), under the names that they have now, each once; `all` gives those of everybody.
 * Throws `StoreError`.
 */
export async function samplesWithin(
  { catalog, recorded }: Asked,
  organizations: readonly StoredResource[] | 'all',
  { from, until }: Span,
): Promise<readonly Sample[]> {
  const { namesOf, renamed } = namingAmong(catalog.of('', 'Organization'))
  const named = organizations === 'all' ? {} : { organizations: namesFor(organizations, namesOf) }
  return unique(renamed(await recorded.samples({ ...named, ...(Number.isFinite(from) ? { from } : {}), until })))
}

function namesFor(organizations: readonly StoredResource[], namesOf: (name: string) => readonly string[]) {
  return new Set(organizations.flatMap(({ name }) => namesOf(name)))
}
