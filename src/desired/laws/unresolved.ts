import { sha256 } from '../../lib/digest.ts'
import type { Finding } from '../../model/problem.ts'
import { keyOf, type Resource } from '../../model/resource.ts'
import { secretId } from '../../model/secret.ts'
import { secretKinds, secretUsesOf } from '../../schemas/secrets.ts'
import type { OrganizationLaw, OrganizationView } from '../view.ts'
import { ownedBy } from './owned.ts'
import { called } from './words.ts'

/**
 * Every secret that an organization names can be had, and every place can be written to where one is to be handed over,
 * before anything of it is applied (model §3 `SecretUnresolved`). Where nobody has looked, nothing is said.
 */
export const secretsResolve: OrganizationLaw = (view) => {
  const { unresolved } = view
  if (unresolved === undefined || unresolved.size === 0) return []
  return secretHolders(view).flatMap((resource) =>
    secretUsesOf(resource).flatMap((use): readonly Finding[] => {
      const why = unresolved.get(secretId(use)) ?? unresolved.get(secretId(use, keyOf(resource)))
      if (why === undefined) return []
      return [
        {
          code: 'SecretUnresolved',
          key: keyOf(resource),
          pointer: use.pointer,
          // While nothing of the organization changes it is a fact; any change would be one more thing applied without it.
          subject: `${keyOf(resource)}${use.pointer} ${declaredIn(view)}`,
          message: `${pathOf(use.pointer)} of ${called(resource)} does not resolve: ${why.message}`,
          help: why.help,
        },
      ]
    }),
  )
}

/** The resources of an organization that may name secrets, the Organization first, then kind by kind, sorted by name. */
export function secretHolders(view: OrganizationView): readonly Resource[] {
  const own = secretKinds().flatMap((kind) => (kind === 'Organization' ? [] : view.of(kind)))
  return view.organization === undefined ? own : [view.organization, ...own]
}

function declaredIn(view: OrganizationView): string {
  return sha256(
    ownedBy(view)
      .map(({ digest }) => digest)
      .sort()
      .join('\n'),
  )
}

function pathOf(pointer: string): string {
  return pointer.replace('/spec/', '').replaceAll('/', '.')
}
