import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Config } from '../../config.ts'
import { systemClock } from '../../lib/clock.ts'
import { plural, visible } from '../../lib/text.ts'
import { StoreError } from '../../model/errors.ts'
import { openFileStore } from '../../store/file.ts'
import { folderPaths, newestSegment } from '../../store/folder.ts'
import { lockHolder } from '../../store/lock.ts'
import { failed, ok, type Result, warning } from './result.ts'

const SUBJECT = 'state'
/** Types of file systems that live in memory (statfs(2)): tmpfs, ramfs. */
const IN_MEMORY = [0x01021994, 0x858458f6]
const NETWORK = [0x6969, 0xff534d42, 0xfe534d42]
const LEAST_BYTES = 100 * 1024 * 1024
const SKEW_MS = 60_000

/** Whether the state folder is there or may be made, can be written, is whole, is nobody else's, and lies on a real disk. */
export async function checkState(config: Config): Promise<readonly Result[]> {
  const { path } = config.state
  try {
    if (!existsSync(path)) return [missing(config), ...diskResults(dirname(path))]
    const found = await existing(config)
    return [...found, ...diskResults(path)]
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return [failed(SUBJECT, error.message, error.help)]
  }
}

/** Whether somebody works with the state folder now; `false` where that cannot be told. */
export function isStateInUse({ state: { path } }: Config): boolean {
  try {
    return existsSync(path) && lockHolder(path, newestSegment(folderPaths(path)), systemClock) !== undefined
  } catch (error) {
    if (error instanceof StoreError) return false
    throw error
  }
}

function missing({ state: { path, init } }: Config): Result {
  const shown = visible(path)
  const [parent, shownParent] = [dirname(path), visible(dirname(path))]
  if (!existsSync(parent)) {
    const help = 'correct `state.path`, mount the volume, or make that folder'
    return failed(SUBJECT, `there is no folder ${shownParent} to make the state folder in`, help)
  }
  if (!init) {
    const help =
      'the first start takes `--init` (or `state.init: true`); if there was one, restore it or mount its volume'
    return failed(SUBJECT, `there is no state folder ${shown}`, help)
  }
  if (!isWritable(parent)) return failed(SUBJECT, `the folder ${shownParent} may not be written`, OWNER)
  return ok(SUBJECT, `${shown} will be made`)
}

const OWNER = 'run as the user that owns it, or give that user the right to write'

async function existing({ installation, state: { path, init } }: Config): Promise<readonly Result[]> {
  const shown = visible(path)
  if (!isWritable(path)) return [failed(SUBJECT, `the state folder ${shown} may not be written`, OWNER)]
  const paths = folderPaths(path)
  if (init && !existsSync(paths.ledgers) && !existsSync(paths.checkpoint)) {
    return [ok(SUBJECT, `${shown} holds no ledger yet, one will be made`)]
  }
  const notices: string[] = []
  const store = openFileStore({ path, mode: 'readonly', clock: systemClock, onNotice: (text) => notices.push(text) })
  const { head, installationName } = await store.open()
  await store.close()
  const newest = newestSegment(paths)
  const holder = lockHolder(path, newest, systemClock)
  return [
    installationName === undefined || installation === undefined || installation === installationName
      ? ok(SUBJECT, `${shown}, ${plural(head.seq, 'entry', 'entries')}`)
      : failed(SUBJECT, `${shown} belongs to the installation ${installationName}, not to ${installation}`, WRONG),
    ...notices.map((text) => warning(SUBJECT, text)),
    ...(holder === undefined ? [] : [warning(SUBJECT, `${shown} ${holder}`, 'nobody else can write to it meanwhile')]),
    ...clockResults(newest),
  ]
}

const WRONG = 'correct `installation`, or name the state folder that belongs to it'

function clockResults(ledger: string): readonly Result[] {
  const written = statSync(ledger, { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (written <= Date.parse(systemClock.now()) + SKEW_MS) return []
  const message = `the ledger was written at ${new Date(written).toISOString()}, which is still to come`
  return [failed('clock', message, 'set the clock of this machine; the ledger goes forward only')]
}

function diskResults(path: string): readonly Result[] {
  if (!existsSync(path)) return []
  const { type, bavail, bsize } = statfsSync(path)
  const shown = visible(path)
  const free = bavail * bsize
  return [
    ...(IN_MEMORY.includes(type)
      ? [failed(SUBJECT, `${shown} lies in memory (tmpfs) and is gone after a restart`, 'put it on a disk or a volume')]
      : []),
    ...(NETWORK.includes(type)
      ? [warning(SUBJECT, `${shown} lies on a network file system`, 'only one machine may write to it; prefer a disk')]
      : []),
    ...(free < LEAST_BYTES
      ? [
          warning(
            SUBJECT,
            `only ${Math.floor(free / 2 ** 20)} MiB are free at ${shown}`,
            'make room: the ledger only grows',
          ),
        ]
      : []),
  ]
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK)
    return true
  } catch {
    return false
  }
}
