import { existsSync, statSync } from 'node:fs'
import type { Config, UsageConfig } from '../../config.ts'
import { systemClock } from '../../lib/clock.ts'
import { Secret } from '../../lib/secret.ts'
import { plural, visible } from '../../lib/text.ts'
import { addressOf } from '../../meters/address.ts'
import { SourceError, StoreError } from '../../model/errors.ts'
import type { UsageSourceSpec } from '../../model/kinds.generated.ts'
import { cronFault } from '../../schedule.ts'
import { type OwnSettings, openOwnSecrets, resolveOwnSecret } from '../../secrets/own.ts'
import type { SecretSettings } from '../../secrets/resolve.ts'
import { openFileStore } from '../../store/file.ts'
import { isOf, specOf } from '../../usage/spec.ts'
import { failed, ok, type Result, warning } from './result.ts'

const SUBJECT = 'usage'

/**
 * Whether the usage directory is there, and whether the stored usage sources may be read as the configuration allows; nobody is
 * called. What a source lacks is a warning: only that one is not read.
 */
export async function checkUsage(config: Config, secrets: SecretSettings): Promise<readonly Result[]> {
  return [...directoryResults(config.usage.directory), ...(await sourceResults(config, secrets))]
}

function directoryResults(directory: string | undefined): readonly Result[] {
  if (directory === undefined) return []
  const shown = visible(directory)
  if (existsSync(directory) && statSync(directory).isDirectory()) return [ok(SUBJECT, `files below ${shown}`)]
  return [failed(SUBJECT, `there is no folder ${shown}`, 'correct `usage.directory`, or make that folder')]
}

async function sourceResults({ state: { path }, usage }: Config, secrets: SecretSettings): Promise<readonly Result[]> {
  const sources = await storedSources(path)
  const settings = { ...secrets, own: openOwnSecrets() }
  const found = await Promise.all(sources.map(async ({ name, spec }) => hindrance(name, spec, usage, settings)))
  const results = found.filter((result) => result !== undefined)
  const right = sources.length - results.length
  return right === 0 ? results : [...results, ok(SUBJECT, `${plural(right, 'usage source')} may be read`)]
}

/** What keeps a usage source from being read; `undefined` where nothing is known that does. */
async function hindrance(
  name: string,
  { type, url = '', authSecretRef, schedule }: UsageSourceSpec,
  { allowedHosts, directory }: UsageConfig,
  secrets: OwnSettings,
): Promise<Result | undefined> {
  const told = (message: string, help?: string): Result => warning(`usage source ${name}`, message, help)
  if (type === 'file' && directory === undefined)
    return told('it is a file, and no usage directory is configured', 'set usage.directory')
  try {
    if (type !== 'file') addressOf(url, allowedHosts, authSecretRef !== undefined)
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    return told(error.message, error.help)
  }
  // Where this is not the pod of the program, nobody can say what lies beside that.
  const isElsewhere = authSecretRef?.kubernetes !== undefined && secrets.own === undefined
  const secret = authSecretRef === undefined || isElsewhere ? undefined : await resolveOwnSecret(authSecretRef, secrets)
  if (secret !== undefined && !(secret instanceof Secret))
    return told(`its token cannot be had: ${secret.message}`, secret.help)
  const why = schedule === undefined ? undefined : cronFault(schedule)
  return why === undefined ? undefined : told(`its schedule is no cron expression: ${why}`, 'correct it')
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
