import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, type Stats } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { account } from '../lib/account.ts'
import { visible } from '../lib/text.ts'
import { StoreError } from '../model/errors.ts'

/**
 * Where the program that holds a state folder listens to its operator: in the runtime directory of its user, under a hash
 * of the state's path, since the path of a socket holds only 107 bytes. The folder is made for this user alone; throws
 * `StoreError` where somebody else has made it.
 */
export function controlSocketPath(state: string, environment: Readonly<Record<string, string | undefined>>): string {
  const hash = createHash('sha256').update(resolve(state)).digest('hex').slice(0, 24)
  const runtime = environment.XDG_RUNTIME_DIR
  const folder = join(runtime === undefined || runtime === '' ? tmpdir() : runtime, `charter-${account().uid}`)
  const own = process.geteuid?.()
  const found = foundAt(folder)
  if (found === undefined || !found.isDirectory() || (own !== undefined && found.uid !== own)) {
    throw new StoreError(
      'StateNotOwned',
      `${visible(folder)}, where the operator's socket would be, cannot be made, or belongs to somebody else`,
      'set XDG_RUNTIME_DIR to a folder of this user',
    )
  }
  chmodSync(folder, 0o700)
  return join(folder, `${hash}.sock`)
}

function foundAt(folder: string): Stats | undefined {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return lstatSync(folder)
  } catch {
    return undefined
  }
}
