import { join } from 'node:path'
import { loadAll } from 'js-yaml'
import { planPass } from '../src/plan/pass.ts'
import { createMemoryStore } from '../src/store/memory.ts'
import { dataFolder } from '../test/support/data.ts'
import { contextAt } from '../test/support/planning.ts'
import { importedTree, snapshotOfFiles, stateOfFiles } from '../test/support/trees.ts'
import { against, medians, type Row, within } from './measure.ts'

/** All of kubernetes-org: validate and plan from its texts, and plan again with nothing changed. */
export async function kubernetes(): Promise<readonly Row[]> {
  const data = dataFolder()
  if (data === undefined) return []
  const files = await importedTree(join(data, 'kubernetes-org/config'))
  const empty = await createMemoryStore().open()
  const stored = await stateOfFiles(files)
  const warm = snapshotOfFiles(files)
  const { floor, cold, nothing } = await medians({
    floor: () => files.map(({ text }) => loadAll(text)),
    cold: () => planPass([snapshotOfFiles(files)], empty, contextAt()),
    nothing: () => planPass([warm], stored, contextAt()),
  })
  return [
    against(
      'kubernetes-org, 4,424 resources: read, check, plan',
      cold,
      { what: 'js-yaml of the same texts', ...floor },
      2,
    ),
    within('kubernetes-org: check and plan again, texts read already, nothing changed', nothing, 50),
  ]
}
