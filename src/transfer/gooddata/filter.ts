import type { Json } from '../../model/resource.ts'
import { given } from '../reading/declaration.ts'
import { below, contentOf, type Reading, type Spot } from '../reading/reading.ts'
import { type ImportGround, linkAt, nameAt } from './ground.ts'

/** A data filter as its workspace declares it, and the id of that; `undefined` where it names none. */
export function* filterAt(
  spot: Spot,
  ground: ImportGround,
): Reading<{ readonly workspace: string; readonly filter: Json } | undefined> {
  const name = yield* nameAt(below(spot, 'workspace'), { ground, kind: 'Workspace', isLeftOut: false })
  const workspace = yield* linkAt(below(spot, 'workspace'), 'workspace')
  const settings: Json[] = []
  const list = below(spot, 'workspaceDataFilterSettings')
  const items = contentOf(list)
  if (Array.isArray(items)) {
    for (const index of items.keys()) settings.push(yield* filterSettingAt(below(list, index), ground))
  }
  const field = fieldsOf(spot)
  const filter = { ...given({ id: field('id'), title: field('title'), columnName: field('columnName') }), settings }
  return name === undefined || workspace === undefined ? undefined : { workspace, filter }
}

function* filterSettingAt(spot: Spot, ground: ImportGround): Reading<Json> {
  const field = fieldsOf(spot)
  const workspace = yield* nameAt(below(spot, 'workspace'), { ground, kind: 'Workspace', isLeftOut: false })
  const fields = given({ id: field('id'), title: field('title') })
  return { ...fields, filterValues: field('filterValues') ?? [], ...given({ workspace }) }
}

function fieldsOf(spot: Spot): (name: string) => Json | undefined {
  return (name) => contentOf(below(spot, name))
}
