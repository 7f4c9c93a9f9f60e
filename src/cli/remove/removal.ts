import { groupBy } from '../../lib/compare.ts'
import { type Key, type Kind, keyOf } from '../../model/resource.ts'
import { type Declared, type Mention, mentionsIn, organizationOf } from './declared.ts'

/** What goes with a user: declarations as a whole, and items of lists that name what goes. `blocked` names what cannot. */
export interface Removal {
  readonly gone: readonly Declared[]
  readonly items: readonly Mention[]
  readonly blocked: readonly Mention[]
}

/** Kinds that say nothing any more when the one they are about is gone: a permission, an access key, a revocation. */
const GO_ALONG: readonly Kind[] = ['Permission', 'AccessKey', 'Revocation']

/**
 * What has to go so that nothing names the user any more, and nothing what goes along. What names one of several is
 * edited, what is about the user goes, and what needs somebody in the place (the bootstrap user) blocks the removal.
 */
export function removalOf(user: Declared, declared: readonly Declared[]): Removal {
  const organization = organizationOf(user.resource)
  const own = declared.filter(({ resource }) => organizationOf(resource) === organization)
  const gone = new Map<Key, Declared>([[keyOf(user.resource), user]])
  const items: Mention[] = []
  const blocked: Mention[] = []
  // A map goes on over what is set meanwhile: what goes along is looked for in turn.
  for (const { resource } of gone.values()) {
    for (const mention of own.flatMap((each) => mentionsIn(each, resource.kind, resource.name))) {
      const by = mention.declared.resource
      if (mention.isItem) items.push(mention)
      else if (GO_ALONG.includes(by.kind)) gone.set(keyOf(by), mention.declared)
      else blocked.push(mention)
    }
  }
  const stays = ({ declared: { resource } }: Mention): boolean => !gone.has(keyOf(resource))
  return { gone: [...gone.values()], items: items.filter(stays), blocked: blocked.filter(stays) }
}

/** The parts of a removal by the path of their file. */
export function byFile({ gone, items }: Removal): ReadonlyMap<string, Pick<Removal, 'gone' | 'items'>> {
  const goneByFile = groupBy(gone, ({ document }) => document.file.path)
  const itemsByFile = groupBy(items, ({ declared }) => declared.document.file.path)
  const paths = [...new Set([...goneByFile.keys(), ...itemsByFile.keys()])].sort()
  return new Map(paths.map((path) => [path, { gone: goneByFile.get(path) ?? [], items: itemsByFile.get(path) ?? [] }]))
}
