import { by, groupBy } from '../lib/compare.ts'
import { listed, plural, visible } from '../lib/text.ts'
import type { Finding } from '../model/problem.ts'
import { keyOf, type StoredResource } from '../model/resource.ts'

/** The conditions of a unit in which sources with `prune: false` keep what they no longer declare, one for each source. */
export function unprunedConditions(kept: readonly StoredResource[]): readonly Finding[] {
  const bySource = groupBy([...kept].sort(by(keyOf)), ({ origin }) => origin.source)
  return [...bySource].sort(by(([source]) => source)).flatMap(([source, resources]): Finding[] => {
    const [first] = resources
    if (first === undefined) return []
    const names = listed(resources.map(({ kind, name }) => `${kind} \`${visible(name)}\``))
    return [
      {
        code: 'Unpruned',
        severity: 'warning',
        key: keyOf(first),
        pointer: '/metadata/name',
        subject: `unpruned ${source}`,
        message: `the source \`${visible(source)}\` no longer declares ${plural(resources.length, 'resource')}, which it keeps (\`prune: false\`): ${names}`,
        help: 'set `prune: true` at the source in the configuration to remove what it does not declare, or declare it again',
      },
    ]
  })
}
