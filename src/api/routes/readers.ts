import { flag, names, text } from '../../access/fields.ts'
import { once } from '../../lib/once.ts'
import type { StoredResource } from '../../model/resource.ts'
import type { Asked } from '../endpoint.ts'
import type { Viewer } from '../viewer.ts'

/** Whether the reader sees everything: operators and auditors of the whole installation. */
export function seesAll({ isOperator, isAuditor }: Viewer): boolean {
  return isOperator || isAuditor
}

/** Whether the reader may see what belongs to no organization and is no secret of anybody: whoever sees any organization. */
export function isReader({ viewer, catalog }: Asked): boolean {
  return seesAll(viewer) || catalog.of('', 'Organization').some(({ name }) => viewer.sees(name))
}

/** What of offerings and plans a reader sees (systems §1.2). */
export interface Sight {
  /** Offerings that are not drafts, not private, and open to a group of an organization of the reader; and those they provide. */
  offering(offering: StoredResource): boolean
  /** Plans that are neither archived nor hidden, and open to such a group; and those of offerings they provide. */
  plan(plan: StoredResource): boolean
  /** Whether the reader manages the organization that provides an offering. */
  provides(offering: string | undefined): boolean
}

/** What of offerings and plans a reader sees; operators and auditors see all of them. */
export function sightOf({ viewer, catalog }: Asked): Sight {
  const isAll = seesAll(viewer)
  const groups = once(() => {
    const own = catalog.of('', 'Organization').filter(({ name }) => viewer.sees(name))
    return { isSomebody: own.length > 0, names: new Set(own.flatMap(({ spec }) => names(spec, 'organizationGroups'))) }
  })
  const isOpen = (one: StoredResource): boolean => groups().isSomebody && isOpenTo(one, groups().names)
  const isProvided = ({ spec }: StoredResource): boolean => {
    const provider = text(spec, 'provider')
    return provider !== undefined && viewer.manages(provider)
  }
  const provided = once(() => new Set(catalog.of('', 'Offering').flatMap((one) => (isProvided(one) ? [one.name] : []))))
  const provides = (offering: string | undefined): boolean => offering !== undefined && provided().has(offering)
  return {
    offering: (one) => isAll || provides(one.name) || (isOffered(one) && isOpen(one)),
    plan: (one) =>
      isAll ||
      provides(text(one.spec, 'offering')) ||
      (!flag(one.spec, 'archived') && !flag(one.spec, 'hidden') && isOpen(one)),
    provides,
  }
}

/** Whether an offering is shown to others than its provider: it is shared and no draft. */
export function isOffered({ spec }: StoredResource): boolean {
  return flag(spec, 'shared', true) && text(spec, 'state') !== 'draft'
}

/** Whether an offering or a plan is open to organizations of some groups: it names none, or exactly one of these. */
export function isOpenTo({ spec }: Pick<StoredResource, 'spec'>, groups: ReadonlySet<string>): boolean {
  const open = names(spec, 'organizationGroups')
  return open.length === 0 || open.some((group) => groups.has(group))
}
