import { join } from 'node:path'
import { writeFiles } from '../support/folder.ts'
import { PROGRAM, startProgram } from '../support/running.ts'
import { readTrace, traceWords } from './strace.ts'
import type { Put, Sink } from './surfaces.ts'

/**
 * Files that may hold a secret, with their names below the folder of the test: a key on its way to its place, a credential for one
 * call of Git, the token of the operator, and what a repository holds itself: packed, and while it is read.
 */
const SINKS = [
  /^\/(secrets|traced)\/made\/\.(robot|access)\.charter$/,
  /^\/cwd\/state\/mirrors\/people\/auth-[0-9a-f-]{36}\/config$/,
  /^\/cwd\/state\/mirrors\/people\/[0-9a-f]+\.git\/objects\/pack\/tmp_pack_\w+$/,
  /^\/tmp\/charter-[0-9a-f-]{36}$/,
]

interface Author {
  readonly trace: string
  readonly environment: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, string>>
}

/** What an author runs, traced: a folder with good and bad files is applied. */
export async function runTraced(folder: string, { trace, environment, secrets }: Author): Promise<void> {
  const words = ['apply', join(folder, 'orgs'), '--yes', '--state', join(folder, 'third')]
  const own = { CHARTER_SECRETS_DIRECTORY: join(folder, 'traced'), XDG_RUNTIME_DIR: folder }
  for (const [name, text] of Object.entries(secrets)) writeFiles(folder, { [`traced/${name}`]: text })
  const program = [...traceWords(trace), process.execPath, PROGRAM, ...words]
  await startProgram(program, { ...environment, ...own }, folder).ended
}

/** Puts what a trace shows, and gives the sinks; what the recording git writes down is the test's own. */
export async function collectTrace(trace: string, folder: string, put: Put): Promise<readonly Sink[]> {
  const { written, opened, names, started, unseen } = await readTrace(trace)
  const sinks: Sink[] = []
  for (const [path, bytes] of written) {
    const name = path.replace(folder, '')
    if (name.startsWith('/seen/')) continue
    if (SINKS.some((sink) => sink.test(name))) sinks.push({ path: name, bytes, how: opened.get(path) ?? '' })
    else put('bytes written to files', `${name}\n`, bytes, '\n')
  }
  put('names given to files', `${names.join('\n')}\n`)
  for (const one of started) put('programs that are started', one, '\n')
  put('ways to write that show nothing', unseen.map((one) => `${one}\n`).join(''))
  return sinks
}
