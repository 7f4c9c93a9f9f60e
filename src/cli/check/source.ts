import { durationText } from '../../config/units.ts'
import type { Config, SourceConfig } from '../../config.ts'
import { systemClock } from '../../lib/clock.ts'
import { plural, visible } from '../../lib/text.ts'
import type { Snapshot } from '../../model/document.ts'
import { ConfigError, SourceError } from '../../model/errors.ts'
import { NO_APPROVERS } from '../../run/sources.ts'
import { nextRun } from '../../schedule.ts'
import type { SecretSettings } from '../../secrets/resolve.ts'
import { openSource } from './open.ts'
import { failed, ok, type Result, warning } from './result.ts'

/**
 * Whether a source can be read whole, as the program will read it (its server answers and takes the credential, the
 * revision and the folder are there), is meant for this installation, and is due again.
 */
export async function checkSource(
  source: SourceConfig,
  config: Config,
  secrets: SecretSettings,
): Promise<readonly Result[]> {
  const subject = `source ${source.name}`
  const { suspend } = source
  if (suspend !== undefined && suspend.until > systemClock.now()) {
    const message = `suspended until ${suspend.until} by ${visible(suspend.owner)}: ${visible(suspend.reason)}`
    return [warning(subject, message, 'what it declared stays in force; take `suspend` away to read it again')]
  }
  try {
    const opened = await openSource(source, config, secrets)
    if ('message' in opened) return [failed(subject, `cannot be read: ${opened.message}`, opened.help)]
    const snapshot = await opened.fetch()
    const read = readResult(subject, source, snapshot)
    // A cluster has no marker: it is meant for whoever is bound to it.
    return source.from.type === 'kubernetes'
      ? [read, ...approverResults(subject, source)]
      : [read, ...markerResults(subject, snapshot, config)]
  } catch (error) {
    if (!(error instanceof SourceError) && !(error instanceof ConfigError)) throw error
    return [failed(subject, error.message, error.help)]
  }
}

function approverResults(subject: string, { approvers }: SourceConfig): readonly Result[] {
  return approvers === undefined ? [] : [warning(subject, NO_APPROVERS.message, NO_APPROVERS.help)]
}

function readResult(subject: string, source: SourceConfig, snapshot: Snapshot): Result {
  const { files, unreadable, revision, complete } = snapshot
  const where = source.from.type === 'git' ? ` at ${revision.slice(0, 12)}` : ''
  const what = source.from.type === 'kubernetes' ? 'object' : 'file'
  const message = `${plural(files.size, what)}${where}, ${scheduleText(source)}`
  const help = 'charter validate tells what is wrong with them'
  if (!complete) return warning(subject, `${message}; not everything could be listed`, help)
  if (unreadable.length === 0) return ok(subject, message)
  return warning(subject, `${message}; ${plural(unreadable.length, what)} cannot be read`, help)
}

function scheduleText({ schedule }: SourceConfig): string {
  if (schedule.type === 'interval') return `every ${durationText(schedule.ms)}`
  const next = nextRun(schedule.expression)
  return next === undefined ? `at ${schedule.expression}` : `next at ${next.toISOString()}`
}

/** Whether the marker of a source names this installation (model §4, `WrongInstallation`). */
function markerResults(
  subject: string,
  { installation: named }: Snapshot,
  { installation }: Config,
): readonly Result[] {
  if (named === installation || (named !== undefined && installation === undefined)) return []
  if (named === undefined) {
    const help = `add a charter.yaml with \`installation: ${installation}\``
    return [warning(subject, 'it holds no charter.yaml, so any installation would take it for its own', help)]
  }
  const message = `its charter.yaml names the installation ${visible(named)}, not ${installation}`
  return [failed(subject, message, 'correct the address, or the installation on one of the two sides')]
}
