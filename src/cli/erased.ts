import { byText } from '../lib/compare.ts'
import { listed, plural, visible } from '../lib/text.ts'
import type { JsonObject } from '../model/resource.ts'
import type { ErasedResource, State } from '../model/state.ts'
import type { KindDefinition } from '../schemas/definition.ts'

/** Which resources are asked for. */
interface Asked {
  readonly definition: KindDefinition
  readonly organization?: string | undefined
}

/** What was stored at the moment of a state, of a kind and in an organization, and has been erased since; by uid. */
export function erasedIn({ erased }: State, { definition, organization }: Asked): readonly ErasedResource[] {
  const found = [...erased.values()].filter(
    (one) => one.kind === definition.kind && (organization === undefined || one.organization === organization),
  )
  return found.sort((left, right) => byText(left.uid, right.uid))
}

/** An erased resource for programs: all that is known of it. */
export function erasedValue({ uid, kind, organization, createdAt }: ErasedResource): JsonObject {
  const metadata = organization === '' ? {} : { namespace: organization }
  return { kind, metadata, status: { uid, createdAt, erased: true } }
}

/** That nobody can say any more whether there was a resource of a name; `undefined` where nothing was erased. */
export function unknownName(
  erased: readonly ErasedResource[],
  { singular, plural: several }: KindDefinition,
  name: string,
): string | undefined {
  if (erased.length === 0) return undefined
  const uids = listed(erased.map(({ uid }) => visible(uid)))
  return `whether there was a ${singular} \`${visible(name)}\` cannot be said any more: ${plural(erased.length, singular, several)} of that moment erased since, uid ${uids}`
}
