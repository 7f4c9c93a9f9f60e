import { text } from '../../../access/fields.ts'
import { byText } from '../../../lib/compare.ts'
import type { StoredResource } from '../../../model/resource.ts'
import { NOT_FOUND, type Trouble } from '../../endpoint.ts'
import { type Place, placesOf } from '../../routes/grouping.ts'
import { isReader } from '../../routes/readers.ts'
import type { SystemAsked, SystemEndpoint } from '../system.ts'
import { inOrder } from './order.ts'
import { waldurPage } from './paging.ts'
import { uuidIn, uuidOf } from './uuid.ts'

/** Where organization groups stand. */
export const GROUPS = '/api/organization-groups/'

/** Waldur's list of organization groups, and one of them (systems §1.1, §1.3). */
export const WALDUR_GROUP_ENDPOINTS: readonly SystemEndpoint[] = [
  {
    path: GROUPS,
    answer(asked) {
      const chosen = chosenIn(asked)
      if (!('items' in chosen)) return chosen
      const sorted = inOrder(asked, chosen.items, ORDERS, byPlace)
      return 'items' in sorted ? waldurPage(asked, sorted.items, groupOf(asked)) : sorted
    },
  },
  {
    path: `${GROUPS}{uuid}/`,
    answer(asked) {
      const uuid = uuidOf(asked.path('uuid'))
      const found = groupsFor(asked).find(({ uid }) => uid.toLowerCase() === uuid)
      return found === undefined ? NOT_FOUND : { type: 'value', value: groupOf(asked)(found) }
    },
  },
]

interface Chosen {
  readonly items: readonly Place[]
}

/** All groups for whoever sees an organization, as `/api/v1/organization-groups` has it. */
function groupsFor(asked: SystemAsked): readonly Place[] {
  return isReader(asked) ? [...placesOf(asked.catalog).values()] : []
}

function chosenIn(asked: SystemAsked): Chosen | Trouble {
  const { query } = asked
  const [part, exact] = [query.text('name')?.toLowerCase(), query.text('name_exact')]
  const above = uuidIn(asked, 'parent')
  if ('type' in above) return above
  const items = groupsFor(asked).filter(
    ({ displayName, line }) =>
      (part === undefined || displayName.toLowerCase().includes(part)) &&
      (exact === undefined || displayName === exact) &&
      (above.uuid === undefined || line.at(-2)?.uid.toLowerCase() === above.uuid),
  )
  return { items }
}

const ORDERS: Readonly<Record<string, (left: Place, right: Place) => number>> = {
  name: (left, right) => byText(left.displayName, right.displayName),
  customers_count: (left, right) => left.direct.length - right.direct.length,
}

/** Names may stand twice. */
function byPlace(left: Place, right: Place): number {
  return byText(left.displayName, right.displayName) || byText(left.uid, right.uid)
}

/**
 * A group with Waldur's seven fields. One without a parent has `parent: null` and neither `parent_uuid` nor `parent_name`:
 * Waldur's own client takes their absence for nothing and fails at `null`.
 */
export function groupOf({ base }: SystemAsked): (place: Place) => object {
  const addressOf = ({ uid }: Pick<StoredResource, 'uid'>): string => `${base}${GROUPS}${uid}/`
  return ({ resource, displayName, line, direct }) => {
    const parent = line.at(-2)
    return {
      uuid: resource.uid,
      url: addressOf(resource),
      name: displayName,
      ...(parent === undefined ? {} : { parent_uuid: parent.uid, parent_name: text(parent.spec, 'displayName') }),
      parent: parent === undefined ? null : addressOf(parent),
      customers_count: direct.length,
    }
  }
}
