import type { StoredResource } from '../../model/resource.ts'
import type { Catalog } from '../catalog.ts'
import type { Viewer } from '../viewer.ts'

/** Whether a reader may see everything that is told. */
export function seesAll({ isOperator, isAuditor }: Viewer): boolean {
  return isOperator || isAuditor
}

/** Whether there is anything that a reader may follow: the whole ledger, or an organization that the reader manages. */
export function mayFollow(viewer: Viewer, catalog: Catalog): boolean {
  return seesAll(viewer) || catalog.of('', 'Organization').some(({ name }) => viewer.manages(name))
}

/** The organizations that somebody who does not see all follows. */
export function followed(viewer: Viewer, catalog: Catalog): readonly StoredResource[] {
  return seesAll(viewer) ? [] : catalog.of('', 'Organization').filter(({ name }) => viewer.manages(name))
}
