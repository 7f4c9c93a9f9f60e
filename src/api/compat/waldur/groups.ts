import { text } from '../../../access/fields.ts'
import { byText } from '../../../lib/compare.ts'
import type { StoredResource } from '../../../model/resource.ts'
import { NOT_FOUND, type Trouble } from '../../endpoint.ts'
import { type Place, placesOf } from '../../routes/grouping.ts'
import { isReader } from '../../routes/readers.ts'
import type { SystemAsked, SystemEndpoint } from '../system.ts'
import { fieldError } from './fault.ts'
import { waldurPage } from './paging.ts'

const PATH = '/api/organization-groups/'

/** Waldur's list of organization groups, and one of them (systems §1.1, §1.3). */
export const WALDUR_GROUP_ENDPOINTS: readonly SystemEndpoint[] = [
  {
    path: PATH,
    answer(asked) {
      const chosen = chosenIn(asked)
      if (!('items' in chosen)) return chosen
      const sorted = sortedBy(chosen.items, asked.query.texts('o').join(','))
      return 'items' in sorted ? waldurPage(asked, sorted.items, groupOf(asked)) : sorted
    },
  },
  {
    path: `${PATH}{uuid}/`,
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
  const [part, exact, parent] = [query.text('name')?.toLowerCase(), query.text('name_exact'), query.text('parent')]
  const above = parent === undefined ? undefined : uuidOf(parent)
  if (parent !== undefined && above === undefined) return fieldError('parent', 'Enter a valid UUID.')
  const items = groupsFor(asked).filter(
    ({ displayName, line }) =>
      (part === undefined || displayName.toLowerCase().includes(part)) &&
      (exact === undefined || displayName === exact) &&
      (above === undefined || line.at(-2)?.uid.toLowerCase() === above),
  )
  return { items }
}

const ORDERS: Readonly<Record<string, (left: Place, right: Place) => number>> = {
  name: (left, right) => byText(left.displayName, right.displayName),
  customers_count: (left, right) => left.direct.length - right.direct.length,
}

/** By the words of `o`, then by name and uid: names may stand twice, and pages must not overlap. */
function sortedBy(items: readonly Place[], order: string): Chosen | Trouble {
  const steps: ((left: Place, right: Place) => number)[] = []
  for (const word of order.split(',').filter((one) => one !== '')) {
    const isDescending = word.startsWith('-')
    const name = isDescending ? word.slice(1) : word
    const compare = Object.hasOwn(ORDERS, name) ? ORDERS[name] : undefined
    if (compare === undefined)
      return fieldError('o', `Select a valid choice. ${word} is not one of the available choices.`)
    steps.push(isDescending ? (left, right) => compare(right, left) : compare)
  }
  const byPlace = (left: Place, right: Place): number =>
    byText(left.displayName, right.displayName) || byText(left.uid, right.uid)
  return {
    items: items.toSorted((left, right) => {
      for (const step of steps) {
        const difference = step(left, right)
        if (difference !== 0) return difference
      }
      return byPlace(left, right)
    }),
  }
}

/**
 * A group with Waldur's seven fields. One without a parent has `parent: null` and neither `parent_uuid` nor `parent_name`:
 * Waldur's own client takes their absence for nothing and fails at `null`.
 */
function groupOf({ base }: SystemAsked): (place: Place) => object {
  const addressOf = ({ uid }: Pick<StoredResource, 'uid'>): string => `${base}${PATH}${uid}/`
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

const UUID = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/

/** A uuid in its usual form; Waldur takes it with and without dashes. */
function uuidOf(word: string): string | undefined {
  return UUID.exec(word.toLowerCase())?.slice(1).join('-')
}
