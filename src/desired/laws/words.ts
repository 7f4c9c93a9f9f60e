import { shown } from '../../lib/shown.ts'
import type { Resource } from '../../model/resource.ts'

/** A name or value as a message shows it, between backticks. */
export function quoted(text: string): string {
  return `\`${shown(text)}\``
}

/** A resource as a message calls it: UserGroup `operators`. */
export function called(resource: Pick<Resource, 'kind' | 'name'>): string {
  return `${resource.kind} ${quoted(resource.name)}`
}

const MOST_LINKS = 10

/** Names along a way, `a → b → a`; a very long way is shortened in the middle. */
export function wayOf(names: readonly string[]): string {
  const links = names.map(shown)
  if (links.length > MOST_LINKS) {
    const half = MOST_LINKS / 2
    links.splice(half, names.length - MOST_LINKS, `${names.length - MOST_LINKS} more`)
  }
  return links.join(' → ')
}
