import { byText } from '../../lib/compare.ts'

/**
 * The cycles of a graph, each once and beginning with its first name by text; no name stands in two of them. `next`
 * gives where the arrows of a name lead; names that are not among `names` lead nowhere. Iterative: depth costs no stack.
 */
export function cyclesOf(
  names: readonly string[],
  next: (name: string) => readonly string[],
): readonly (readonly string[])[] {
  const known = new Set(names)
  const done = new Set<string>()
  const cycles: (readonly string[])[] = []
  const reported = new Set<string>()
  const meet = (cycle: readonly string[]): void => {
    if (cycle.some((name) => reported.has(name))) return
    for (const name of cycle) reported.add(name)
    cycles.push(fromFirst(cycle))
  }
  for (const start of [...names].sort(byText)) walk(start, { known, done, reported, next, meet })
  return cycles
}

interface Walk {
  readonly known: ReadonlySet<string>
  readonly done: Set<string>
  readonly reported: ReadonlySet<string>
  readonly next: (name: string) => readonly string[]
  readonly meet: (cycle: readonly string[]) => void
}

function walk(start: string, { known, done, reported, next, meet }: Walk): void {
  if (done.has(start)) return
  const way: { name: string; further: readonly string[]; index: number }[] = []
  const depths = new Map<string, number>()
  const enter = (name: string): void => {
    depths.set(name, way.length)
    way.push({ name, further: next(name), index: 0 })
  }
  enter(start)
  for (let at = way.at(-1); at !== undefined; at = way.at(-1)) {
    const name = at.further[at.index]
    if (name === undefined) {
      way.pop()
      depths.delete(at.name)
      done.add(at.name)
      continue
    }
    at.index += 1
    const depth = depths.get(name)
    // Cutting the cycle out costs its length: not for an arrow between names that are reported already.
    if (depth !== undefined && !reported.has(name) && !reported.has(at.name)) {
      meet(way.slice(depth).map((step) => step.name))
    } else if (depth === undefined && known.has(name) && !done.has(name)) {
      enter(name)
    }
  }
}

function fromFirst(cycle: readonly string[]): readonly string[] {
  const first = cycle.reduce((least, name, index) => (name < (cycle[least] ?? '') ? index : least), 0)
  return [...cycle.slice(first), ...cycle.slice(0, first)]
}
