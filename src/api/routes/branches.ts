import { names } from '../../access/fields.ts'
import type { Named } from './builtin.ts'

/** A group at one of its places in the tree; `place` counts from the top, `repeated` is each after the first. */
export interface Branch {
  readonly group: Named
  readonly parent: string | undefined
  readonly depth: number
  readonly repeated: boolean
  readonly place: number
}

/**
 * Groups as a tree, in the order in which it is read: each under every group it inherits from, by name. What is below a
 * group is told where it stands first, so that there is one line for each way from a group to a parent and no more,
 * however they are nested; a circle begins at its first name.
 */
export function branchesOf(groups: readonly Named[]): readonly Branch[] {
  const known = new Set(groups.map(({ name }) => name))
  const parentsOf = ({ stored }: Named): readonly string[] =>
    stored === undefined ? [] : names(stored.spec, 'parents').filter((name) => known.has(name))
  const children = new Map<string, Named[]>()
  for (const group of groups) {
    for (const parent of parentsOf(group)) {
      const own = children.get(parent)
      if (own === undefined) children.set(parent, [group])
      else own.push(group)
    }
  }
  const branches: Branch[] = []
  const seen = new Set<string>()
  const grow = (root: Named): void => {
    // No recursion: groups may be nested deeper than a stack is.
    const waiting = [{ group: root, parent: undefined as string | undefined, depth: 0 }]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { name } = next.group
      const repeated = seen.has(name)
      branches.push({ ...next, repeated, place: branches.length })
      if (repeated) continue
      seen.add(name)
      const depth = next.depth + 1
      for (const group of children.get(name)?.toReversed() ?? []) waiting.push({ group, parent: name, depth })
    }
  }
  for (const group of groups) if (parentsOf(group).length === 0) grow(group)
  for (const group of groups) if (!seen.has(group.name)) grow(group)
  return branches
}
