import { organizationIndex } from '../../../access/indexed.ts'
import { type Ground, groundOf, identifierOf } from '../../../layouts/gooddata/ground.ts'
import { layoutSize } from '../../../layouts/gooddata/organization.ts'
import type { StoredResource } from '../../../model/resource.ts'
import { badParameter, type Trouble } from '../../endpoint.ts'
import { ownOrganization } from '../../routes/organizations.ts'
import { sightOf } from '../../routes/sight.ts'
import { FORBIDDEN } from '../../within.ts'
import type { SystemAsked, SystemValue } from '../system.ts'

/** How many things a layout has at most: it is made in memory. */
const MOST_THINGS = 20_000

/** What is not there, and what whoever asks may not see: GoodData tells both alike (systems §3.2). */
export const MISSING: Trouble = {
  type: 'problem',
  problem: {
    status: 404,
    title: 'Not Found',
    detail: 'The requested endpoint does not exist or you do not have permission to access it.',
  },
}

/** The organization of a request, by the host that it is sent to, else the only one that whoever asks belongs to. */
export function inOwn<T>(asked: SystemAsked, use: (ground: Ground) => T): T | Trouble {
  const organization = ownOrganization(asked)
  if (organization === undefined) return MISSING
  asked.concerns(organization)
  return use(groundIn(asked, organization))
}

/** The organization that GoodData calls by an identifier, where the reader sees it. */
export function inCalled<T>(asked: SystemAsked, id: string, use: (ground: Ground) => T): T | Trouble {
  const found = asked.catalog.of('', 'Organization').find((one) => identifierOf(one) === id)
  if (found !== undefined) asked.concerns(found)
  return found !== undefined && asked.viewer.sees(found.name) ? use(groundIn(asked, found)) : MISSING
}

/** The organization of a request for whoever manages it. */
export function inManaged<T>(asked: SystemAsked, use: (ground: Ground) => T): T | Trouble {
  return inOwn(asked, (ground): T | Trouble => (asked.viewer.manages(ground.holding.name) ? use(ground) : FORBIDDEN))
}

/** The same for a layout: whole, so that settings may be seen, and not larger than is made at once. */
export function inLayout(asked: SystemAsked, make: (ground: Ground) => object | undefined): SystemValue | Trouble {
  return inManaged(asked, (ground) => {
    if (sightOf(asked, ground.holding.name) === 'none') return FORBIDDEN
    const wrong = asked.query.texts('exclude').find((word) => word !== 'ACTIVITY_INFO')
    if (wrong !== undefined) return badParameter('exclude', 'is ACTIVITY_INFO, of which there is nothing here anyway')
    const size = layoutSize(ground)
    return size > MOST_THINGS ? tooLarge(size) : entityValue(make(ground))
  })
}

/** One thing, or what is not there. */
export function entityValue(value: object | undefined): SystemValue | Trouble {
  return value === undefined ? MISSING : { type: 'value', value }
}

function groundIn({ catalog, view }: SystemAsked, organization: StoredResource): Ground {
  return groundOf(catalog.holding(organization, view.instant), organizationIndex(catalog.access, organization.name))
}

function tooLarge(size: number): Trouble {
  const detail = `a layout would have ${size} things, and at most ${MOST_THINGS} are told at once: read entities by pages, or use \`charter export\``
  return { type: 'problem', problem: { status: 400, title: 'Bad Request', detail } }
}
