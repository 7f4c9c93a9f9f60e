import { count, part } from '../../access/fields.ts'
import { keyOf, type Resource } from '../../model/resource.ts'
import type { OrganizationLaw } from '../view.ts'
import { called } from './words.ts'

/** A key's rotation generation never falls: a lower one would ask for a secret that is gone (model §3 `RotationBackwards`). */
export const rotationGoesForward: OrganizationLaw = (view) =>
  view.of('AccessKey').flatMap((key) => {
    const before = view.stored?.get('AccessKey', key.name)
    if (before === undefined || generationOf(key) >= generationOf(before)) return []
    const pointer = key.spec.rotation === undefined ? '/metadata/name' : '/spec/rotation/generation'
    return [
      {
        code: 'RotationBackwards',
        key: keyOf(key),
        pointer,
        subject: `rotation/${key.name}`,
        measure: generationOf(before) - generationOf(key),
        message: `the rotation of ${called(key)} falls from generation ${generationOf(before)} to ${generationOf(key)}`,
        help: `set rotation.generation to ${generationOf(before)}, or to ${generationOf(before) + 1} for a new secret`,
      },
    ]
  })

function generationOf(key: Resource): number {
  return count(part(key.spec, 'rotation'), 'generation', 1)
}
