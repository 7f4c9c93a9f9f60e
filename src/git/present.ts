import { failure } from './failure.ts'
import { gitVersion, isGitNewEnough, OLDEST_GIT } from './program.ts'

/**
 * Throws `SourceError` (`GitTooOld`) where git is from before `OLDEST_GIT`. One that is missing, or does not answer, is told by
 * the call that needs it.
 */
export async function requireNewGit(): Promise<void> {
  const version = await gitVersion()
  if (version === undefined || isGitNewEnough(version)) return
  throw failure('GitTooOld', `git ${version} is too old`, `install git ${OLDEST_GIT} or newer`)
}
