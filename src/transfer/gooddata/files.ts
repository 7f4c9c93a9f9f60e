import { by } from '../../lib/compare.ts'
import type { JsonObject } from '../../model/resource.ts'
import { namespaceOf } from '../export/document.ts'
import { type ExportedFile, packed } from '../export/pack.ts'
import { below, finished } from '../reading/reading.ts'
import type { Checked } from './check.ts'
import { BECOMES, convert, permissionListsOf, THINGS, type Things } from './convert.ts'
import { type Item, spotOf, textOf } from './item.ts'
import { organizationAt } from './organization.ts'
import { permissionsAt } from './permission.ts'
import { OLD_PROVIDER, providerAt } from './provider.ts'

/** The files of a layout in which nothing is wrong, made one after the other: things by name, permissions by what they are given on. */
export function* filesOf(checked: Checked): Generator<ExportedFile, void> {
  const { organization } = checked.ground
  yield* packed(`${organization}/organization.yaml`, organizationIn(checked))
  for (const list of THINGS) yield* packed(`${organization}/${BECOMES[list].file}.yaml`, thingsIn(list, checked))
  yield* packed(`${organization}/permissions.yaml`, permissionsIn(checked))
}

function* organizationIn({ layout, ground, isOldForm }: Checked): Generator<JsonObject, void> {
  yield namespaceOf(ground.organization)
  yield finished(organizationAt(spotOf(layout.organization), ground, isOldForm)).value
}

function* thingsIn(list: Things, checked: Checked): Generator<JsonObject, void> {
  const { ground, layout, isOldForm } = checked
  for (const { item, id, name } of named(list, checked)) {
    yield finished(convert(list, spotOf(item), { ground, id, name })).value
  }
  if (list === 'identityProviders' && isOldForm) {
    const own = { ground, id: OLD_PROVIDER, name: OLD_PROVIDER }
    yield providerAt(spotOf(layout.organization), own)
  }
}

function* permissionsIn(checked: Checked): Generator<JsonObject, void> {
  const { ground, layout } = checked
  const own = below(spotOf(layout.organization), 'permissions')
  const ofOrganization = { spot: own, scope: undefined, isHierarchical: false }
  for (const { document } of finished(permissionsAt(ofOrganization, ground)).value) yield document
  for (const list of THINGS) {
    for (const { item, name } of named(list, checked)) {
      for (const permissions of permissionListsOf(list, spotOf(item), name)) {
        for (const { document } of finished(permissionsAt(permissions, ground)).value) yield document
      }
    }
  }
}

interface NamedItem {
  readonly item: Item
  readonly id: string
  readonly name: string
}

function named(list: Things, { layout, ground }: Checked): readonly NamedItem[] {
  const names = ground.names[BECOMES[list].kind]
  return layout.lists[list]
    .map((item) => {
      const id = textOf(item, 'id') ?? ''
      return { item, id, name: names.get(id) ?? '' }
    })
    .sort(by(({ name }) => name))
}
