import { userInfo } from 'node:os'

/**
 * The account of the operating system that this program runs as. Where the machine knows no name for its number, as in
 * many containers, the name is `uid <number>`.
 */
export function account(): { readonly uid: number; readonly name: string } {
  const number = process.geteuid?.()
  try {
    const { uid, username } = userInfo()
    return { uid: number ?? uid, name: username }
  } catch {
    const uid = number ?? 0
    return { uid, name: `uid ${uid}` }
  }
}
