import { statfsSync, statSync } from 'node:fs'
import { visible } from '../lib/text.ts'
import { attempt } from './trouble.ts'

/** File systems that lie in memory, by the numbers that `statfs(2)` gives them: tmpfs and ramfs. */
const IN_MEMORY: readonly number[] = [0x01021994, 0x858458f6]
const GROUP_MAY_WRITE = 0o020
const OTHERS_MAY_WRITE = 0o002

/**
 * What is doubtful about the place of a state folder that is opened for writing, each with what to do: everybody may
 * write there, or it belongs to another user; of a new one also that it lies in memory (`NotDurable`). Making the ledger
 * has tried the rest before: new files, renames and syncs. Throws `StoreError` where the system does not answer.
 */
export function doubtsAbout(folder: string, isNew: boolean): readonly string[] {
  const { mode, uid } = attempt('read', folder, () => statSync(folder))
  const { type } = attempt('read', folder, () => statfsSync(folder))
  const shown = visible(folder)
  const own = process.geteuid?.() ?? uid
  const doubts: string[] = []
  if ((mode & OTHERS_MAY_WRITE) !== 0) {
    doubts.push(`every user of this machine may write to the state folder ${shown}: \`chmod o-w ${shown}\``)
  }
  if (uid !== own && (mode & GROUP_MAY_WRITE) === 0) {
    doubts.push(`the state folder ${shown} belongs to user ${uid}, and this is user ${own}: \`chown ${own} ${shown}\``)
  }
  if (isNew && isInMemory(type)) {
    doubts.push(
      `the state folder ${shown} lies in memory and is gone when the machine stops; see: charter explain NotDurable`,
    )
  }
  return doubts
}

/** Whether a file system of this type forgets everything when the machine stops. */
export function isInMemory(type: number): boolean {
  return IN_MEMORY.includes(type)
}
