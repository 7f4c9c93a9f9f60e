import { BUILTIN_GROUPS, BUILTIN_ROLES } from '../../access/builtin.ts'
import { groupBy } from '../../lib/compare.ts'
import { nearest, plural } from '../../lib/text.ts'
import type { Finding } from '../../model/problem.ts'
import { type Kind, keyOf, type Resource } from '../../model/resource.ts'
import { type ReferenceTo, referencesOf } from '../../schemas/references.ts'
import { called, quoted } from './words.ts'

/** What the names of a unit can be looked up in. */
export interface World {
  /** Where a kind is declared, as words after "nothing declares": ` in organization acme`, or nothing. */
  where(kind: Kind): string
  has(kind: Kind, name: string): boolean
  namesOf(kind: Kind): readonly string[]
  /** Whether it is declared, but does not stand: what declares it is refused or held. */
  waits(kind: Kind, name: string): boolean
  /** Whether the stored state has it: then the change at hand takes it away. */
  had(kind: Kind, name: string): boolean
  /** What it is called now, where a resource claims the name as a previous one. */
  renamed(kind: Kind, name: string): string | undefined
  /** Whether what is missing may exist elsewhere, so that its absence is a warning. */
  mayExist(kind: Kind): boolean
}

interface Mention extends ReferenceTo {
  readonly resource: Resource
}

// Looking for the nearest of very many names is slow, and it is the first problems that are read.
const MOST_SUGGESTIONS = 50

/**
 * A finding for each name that nothing declares, with every place that still names it (model §3 `DanglingReference`,
 * `NotAMember`), in order of the first place. References that `judged` refuses are left out.
 */
export function danglings(
  owned: readonly Resource[],
  world: World,
  judged: (resource: Resource, reference: ReferenceTo) => boolean = () => true,
): readonly Finding[] {
  const missing = owned.flatMap((resource) =>
    referencesOf(resource)
      .filter(({ kind, name }) => !world.has(kind, name) && !isBuiltin(kind, name))
      .filter((reference) => judged(resource, reference))
      .map((reference) => ({ ...reference, resource })),
  )
  const names = groupBy(missing, ({ kind, name }) => `${kind}/${name}`)
  return [...names.values()].flatMap((mentions, index) => danglingOf(mentions, world, index < MOST_SUGGESTIONS))
}

/** Whether every organization has this group or role without declaring it (model §2). */
export function isBuiltin(kind: Kind, name: string): boolean {
  if (kind === 'UserGroup') return BUILTIN_GROUPS.includes(name)
  return kind === 'AccessRole' && BUILTIN_ROLES.includes(name)
}

function danglingOf(mentions: readonly Mention[], world: World, suggest: boolean): readonly Finding[] {
  // A place that must hold speaks for those that may dangle.
  const first = mentions.find(({ weak }) => !weak) ?? mentions[0]
  if (first === undefined) return []
  const { kind, name } = first
  const removed = world.had(kind, name)
  const others = mentions.filter((mention) => mention !== first)
  return [
    {
      code: kind === 'User' && !removed ? 'NotAMember' : 'DanglingReference',
      severity: first.weak || world.mayExist(kind) ? 'warning' : 'error',
      key: keyOf(first.resource),
      pointer: first.pointer,
      subject: `reference/${kind}/${name}`,
      measure: mentions.length,
      message: removed ? removedMessage(mentions, first) : missingMessage(first, world, others.length),
      help: helpOf(first, world, { removed, suggest }),
      related: others.map(({ resource, pointer }) => ({ key: keyOf(resource), pointer, message: 'also named here' })),
    },
  ]
}

function removedMessage(mentions: readonly Mention[], { kind, name, resource }: Mention): string {
  const still = mentions.length === 1 ? `${called(resource)} still names it` : `${mentions.length} places still name it`
  return `${called({ kind, name })} is removed, but ${still}`
}

function missingMessage({ kind, name, resource }: Mention, world: World, others: number): string {
  const where = world.where(kind)
  const nothing = kind === 'User' ? `who is not${where}` : `which nothing declares${where}`
  const what = world.waits(kind, name) ? 'which is declared, but waits: the installation is invalid or held' : nothing
  const too = others === 0 ? '' : `; ${plural(others, 'other place')} ${others === 1 ? 'names' : 'name'} it too`
  return `${called(resource)} names ${called({ kind, name })}, ${what}${too}`
}

function helpOf({ kind, name }: Mention, world: World, how: { removed: boolean; suggest: boolean }): string {
  const now = how.suggest ? world.renamed(kind, name) : undefined
  if (now !== undefined) return `it is called ${quoted(now)} now: name that`
  if (world.waits(kind, name)) return 'put the installation right first; this organization follows in the same pass'
  if (how.removed) return `take the name out everywhere in the same change, or keep ${called({ kind, name })}`
  const near = how.suggest ? nearest(name, world.namesOf(kind)) : undefined
  if (near !== undefined) return `did you mean ${quoted(near)}?`
  return `declare ${called({ kind, name })}, or take the name out`
}
