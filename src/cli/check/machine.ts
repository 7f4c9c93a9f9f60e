import { gitVersion, isGitNewEnough, OLDEST_GIT } from '../../git/program.ts'
import { systemClock } from '../../lib/clock.ts'
import { failed, ok, type Result } from './result.ts'

/** A clock that stands before this day was never set: the program is younger. */
const EARLIEST = '2026-01-01T00:00:00.000Z'
/** Times in the ledger have four digits for the year. */
const LATEST = '2100-01-01T00:00:00.000Z'

/** Whether the clock can be right: windows, suspensions and the ledger's times depend on it. */
export function checkClock(now: string = systemClock.now()): Result {
  if (now >= EARLIEST && now < LATEST) return ok('clock', now)
  return failed('clock', `the clock of this machine says ${now}`, 'set it, and keep it right with NTP')
}

/** Whether git is there and new enough. */
export async function checkGit(): Promise<Result> {
  const version = await gitVersion()
  const help = `install git ${OLDEST_GIT} or newer and see that it is on the PATH`
  if (version === undefined) return failed('git', 'git was not found', help)
  return isGitNewEnough(version) ? ok('git', version) : failed('git', `git ${version} is too old`, help)
}
