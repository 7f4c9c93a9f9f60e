import { execFile } from 'node:child_process'
import { gitEnvironment } from './environment.ts'

/** The oldest git that has what is used of it: it verifies signatures by ssh keys, and reads its settings from one file that is named. */
export const OLDEST_GIT = '2.34'

/** The version of git on the PATH (`2.43.0`); `undefined` where there is none that answers within ten seconds. */
export function gitVersion(): Promise<string | undefined> {
  const options = { env: gitEnvironment('none'), timeout: 10_000, maxBuffer: 4096 }
  return new Promise((resolve) => {
    execFile('git', ['--version'], options, (error, output) => {
      resolve(error === null ? /(\d+(?:\.\d+)+)/.exec(output)?.[1] : undefined)
    })
  })
}

/** Whether a version of git is new enough. */
export function isGitNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = OLDEST_GIT.split('.').map(Number)
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
}
