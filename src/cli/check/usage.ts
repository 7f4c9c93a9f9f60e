import { existsSync, statSync } from 'node:fs'
import type { Config } from '../../config.ts'
import { systemClock } from '../../lib/clock.ts'
import { plural, visible } from '../../lib/text.ts'
import { addressOf } from '../../meters/address.ts'
import { SourceError, StoreError } from '../../model/errors.ts'
import { cronFault } from '../../schedule.ts'
import { openFileStore } from '../../store/file.ts'
import { isOf, specOf } from '../../usage/spec.ts'
import { failed, ok, type Result, warning } from './result.ts'

const SUBJECT = 'usage'

/**
 * Whether the usage directory is there, and whether the stored usage sources may be read as the configuration allows; nobody is
 * called. What a source lacks is a warning: only that one is not read.
 */
export async function checkUsage(config: Config): Promise<readonly Result[]> {
  return [...directoryResults(config.usage.directory), ...(await sourceResults(config))]
}

function directoryResults(directory: string | undefined): readonly Result[] {
  if (directory === undefined) return []
  const shown = visible(directory)
  if (existsSync(directory) && statSync(directory).isDirectory()) return [ok(SUBJECT, `files below ${shown}`)]
  return [failed(SUBJECT, `there is no folder ${shown}`, 'correct `usage.directory`, or make that folder')]
}

async function sourceResults({ state: { path }, usage }: Config): Promise<readonly Result[]> {
  const sources = await storedSources(path)
  const results = sources.flatMap(({ name, spec }): readonly Result[] => {
    const subject = `usage source ${name}`
    const { type, url = '', authSecretRef, schedule } = spec
    try {
      if (type !== 'file') addressOf(url, usage.allowedHosts, authSecretRef !== undefined)
      else if (usage.directory === undefined)
        return [warning(subject, 'it is a file, and no usage directory is configured', 'set usage.directory')]
    } catch (error) {
      if (!(error instanceof SourceError)) throw error
      return [warning(subject, error.message, error.help)]
    }
    const why = schedule === undefined ? undefined : cronFault(schedule)
    return why === undefined ? [] : [warning(subject, `its schedule is no cron expression: ${why}`, 'correct it')]
  })
  const right = sources.length - results.length
  return right === 0 ? results : [...results, ok(SUBJECT, `${plural(right, 'usage source')} may be read`)]
}

/** The usage sources of a state folder; none where it cannot be read, which is told with the folder. */
async function storedSources(path: string) {
  if (!existsSync(path)) return []
  const store = openFileStore({ path, mode: 'readonly', clock: systemClock, onNotice: () => undefined })
  try {
    const { resources } = await store.open()
    return [...resources.values()].filter(isOf('UsageSource')).map((one) => ({ name: one.name, spec: specOf(one) }))
  } catch (error) {
    if (error instanceof StoreError) return []
    throw error
  } finally {
    await store.close()
  }
}
