import type { Specs } from '../model/kinds.generated.ts'
import type { Resource } from '../model/resource.ts'

/** The spec of a resource as the schema of its kind types it; what is stored or judged was checked against it at the gate. */
export function specOf<K extends keyof Specs>(resource: Resource & { readonly kind: K }): Specs[K] {
  return resource.spec as unknown as Specs[K]
}

/** Whether a resource is of a kind. */
export function isOf<K extends keyof Specs>(
  kind: K,
): <R extends Resource>(resource: R) => resource is R & { readonly kind: K } {
  return <R extends Resource>(resource: R): resource is R & { readonly kind: K } => resource.kind === kind
}
