import { buildDesired } from '../src/desired/build.ts'
import type { DesiredState } from '../src/desired/state.ts'
import type { Change } from '../src/model/change.ts'
import type { Key, Resource } from '../src/model/resource.ts'
import type { State } from '../src/model/state.ts'
import { holdsOf } from '../src/plan/guards/all.ts'
import { makePlans } from '../src/plan/plan.ts'
import { contextAt } from '../test/support/planning.ts'
import { snapshotOfFiles, stateOfFiles, type TreeFile } from '../test/support/trees.ts'
import { installation } from './corpus.ts'
import { against, medians, type Row } from './measure.ts'

const COUNT = 100_000

/** Plan and guard of 100,000 resources in memory: nothing, one and everything changed. */
export async function planning(): Promise<readonly Row[]> {
  const files = filesOf(1)
  const stored = await stateOfFiles(files)
  const context = contextAt()
  const [nothing, one, everything] = [files, oneChanged(files), filesOf(2)].map((side) =>
    buildDesired([snapshotOfFiles(side)], stored, context),
  )
  if (nothing === undefined || one === undefined || everything === undefined) return []
  const wanted = resourcesOf(nothing)
  const after = resourcesOf(everything)
  const times = await medians({
    compared: () => differing(stored, wanted),
    made: () => changesBuilt(stored, after),
    nothing: () => planned(nothing, stored),
    one: () => planned(one, stored),
    everything: () => planned(everything, stored),
  })
  const compare = { what: 'one pass over both maps comparing digests', ...times.compared }
  const build = { what: 'building as many change objects', ...times.made }
  return [
    against('100,000 resources in memory: plan and guard, nothing changed', times.nothing, compare, 2),
    against('100,000 resources in memory: plan and guard, one changed', times.one, compare, 2),
    against('100,000 resources in memory: plan and guard, everything changed', times.everything, build, 4),
  ]
}

function filesOf(edition: number): readonly TreeFile[] {
  const byOrganization = new Map<string, string[]>()
  for (const { organization, text } of installation(COUNT, edition)) {
    const texts = byOrganization.get(organization)
    if (texts === undefined) byOrganization.set(organization, [text])
    else texts.push(text)
  }
  return [...byOrganization].map(([name, texts]) => ({ path: `${name}.yaml`, text: texts.join('---\n') }))
}

function oneChanged(files: readonly TreeFile[]): readonly TreeFile[] {
  return files.map((file, index) =>
    index === 500 ? { ...file, text: file.text.replace('lastName: Lovelace', 'lastName: Byron') } : file,
  )
}

function resourcesOf(desired: DesiredState): ReadonlyMap<Key, Resource> {
  return new Map([...desired.units.values()].flatMap(({ resources }) => [...resources]))
}

function planned(desired: DesiredState, stored: State): number {
  const context = contextAt()
  let holds = 0
  for (const { unit, plan } of makePlans(desired, stored)) {
    const { view } = unit
    if (view.type === 'organization')
      holds += holdsOf({ plan, before: view.before, after: view.after, stored, context }).length
  }
  return holds
}

function differing(stored: State, wanted: ReadonlyMap<Key, Resource>): number {
  let count = 0
  for (const [key, resource] of wanted) if (stored.resources.get(key)?.digest !== resource.digest) count++
  for (const key of stored.resources.keys()) if (!wanted.has(key)) count++
  return count
}

function changesBuilt(stored: State, wanted: ReadonlyMap<Key, Resource>): readonly Change[] {
  const changes: Change[] = []
  for (const [key, after] of wanted) {
    const before = stored.resources.get(key)
    if (before !== undefined) {
      const fields = [{ type: 'value', pointer: '/labels/edition', before: 'edition-1', after: 'edition-2' } as const]
      changes.push({ action: 'update', key, before, after, fields })
    }
  }
  return changes
}
