import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'uvu'

/** The folder of real declarations (`CHARTER_TEST_DATA`, else beside the project), or undefined where there is none. */
export function dataFolder(): string | undefined {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const folder = process.env.CHARTER_TEST_DATA ?? resolve(root, '../shared/data')
  return existsSync(folder) ? folder : undefined
}

/** Registers a test that needs the real declarations; where they are absent it says so and counts as skipped. */
export function testOnData(test: Test, name: string, run: (folder: string) => void | Promise<void>): void {
  const folder = dataFolder()
  if (folder !== undefined) test(name, () => run(folder))
  else {
    console.warn(`SKIPPED: "${name}" needs the real declarations; name their folder in CHARTER_TEST_DATA`)
    test.skip(name)
  }
}
