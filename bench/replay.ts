import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { dataFolder } from '../test/support/data.ts'
import { type Row, within } from './measure.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The real history of two member lists, 1,939 changes, planned once and judged by five budgets. */
export async function replay(): Promise<readonly Row[]> {
  if (dataFolder() === undefined) return []
  const script = `import { replayHistory } from './test/support/replay.ts'; replayHistory()`
  const start = performance.now()
  execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root, stdio: 'ignore' })
  return [within('1,939 real changes: plan each, judge each by five budgets', performance.now() - start, 10_000)]
}
