import { openFileStore } from '../../src/store/file.ts'
import { createFolder, type Files } from './folder.ts'
import { applied, clockAt, contextAt, snapshotOf } from './planning.ts'

/** One apply: when, and all that is declared then, by path. */
export interface Step {
  readonly instant: string
  readonly files: Files
}

/** A state folder in which these declarations were applied one after the other, by the source `local`. Throws where a unit was not. */
export async function ledgerOf(steps: readonly Step[]): Promise<string> {
  const path = createFolder()
  for (const { instant, files } of steps) {
    const store = openFileStore({ path, mode: 'create', clock: clockAt(instant) })
    try {
      const snapshot = await snapshotOf(createFolder(files))
      const { outcomes } = await applied(store, await store.open(), [snapshot], contextAt({ instant }))
      const left = outcomes.filter(({ type }) => type !== 'applied' && type !== 'unchanged')
      if (left.length > 0) throw new Error(`not applied: ${JSON.stringify(left)}`)
    } finally {
      await store.close()
    }
  }
  return path
}
