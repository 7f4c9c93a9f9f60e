import { createHash, randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { sha256 } from '../lib/digest.ts'
import { visible } from '../lib/text.ts'
import { trieOf, trieSetOf } from '../lib/trie.ts'
import { StoreError } from '../model/errors.ts'
import { type Kind, keyOf, type StoredResource } from '../model/resource.ts'
import type { ErasedResource, Head, State } from '../model/state.ts'
import { erasedResource } from './apply.ts'
import { batched, linesIn } from './bytes.ts'
import { DAMAGED } from './damage.ts'
import type { Disk } from './disk.ts'
import type { Random } from './entry.ts'
import { jsonOf } from './json.ts'
import { restIn, restText } from './rest.ts'
import { createSharing } from './share.ts'
import { sharedResource } from './thaw.ts'
import { attemptAsync } from './trouble.ts'
import { placeWhole, writeAll } from './whole.ts'

/** The first line of a sealed state: of which entry it is, and how many lines of each sort follow the one with the rest. */
interface Header extends Head {
  readonly format: 1
  readonly seal: 'charter'
  readonly resources: number
  readonly gone: number
}

/** A resource as it was: what the digest of the state covers, and beside it a body with its salt, which may be erased. */
interface ResourceLine {
  readonly covered: ErasedResource & { readonly digest: string }
  readonly salt?: string
  readonly body?: StoredResource
}

/** A sealed state that has been read, and the digest that the entry of its seal has to name. */
export interface SealedState {
  readonly state: State
  readonly digest: string
}

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants
const SALT_BYTES = 16

/** Writes a state to a file, whole and durable, and gives its digest, which stays when a body in it is erased. Throws `StoreError`. */
export async function writeSealed(
  disk: Disk,
  path: string,
  state: State,
  random: Random = randomBytes,
): Promise<string> {
  const lines = linesOf(state, random)
  await replace(disk, path, lines)
  return digestOf(lines)
}

/** Reads a sealed state. Throws `StoreError` where a body does not match its digest, or it is no such file. */
export async function readSealed(path: string): Promise<SealedState> {
  const lines = await textLines(path)
  try {
    const header = JSON.parse(lines[0] ?? '') as Header
    if (header.seal !== 'charter' || header.format > 1) throw new SyntaxError()
    const { state } = stateIn(header, lines)
    return { state, digest: digestOf(lines) }
  } catch (error) {
    if (error instanceof StoreError || !(error instanceof SyntaxError || error instanceof TypeError)) throw error
    throw broken(path)
  }
}

/** The resources of a sealed state that still have a body, by uid. Throws `StoreError`. */
export async function bodiesIn(path: string): Promise<readonly StoredResource[]> {
  return [...(await readSealed(path)).state.resources.values()]
}

/** Takes the bodies of these resources out of a sealed state; does nothing where it holds none of them. Throws `StoreError`. */
export async function eraseSealed(disk: Disk, path: string, uids: ReadonlySet<string>): Promise<void> {
  const lines = await textLines(path)
  const erased = lines.map((line) => {
    const resource = resourceLine(line)
    return resource?.body !== undefined && uids.has(resource.covered.uid) ? jsonOf({ covered: resource.covered }) : line
  })
  if (erased.some((line, index) => line !== lines[index])) await replace(disk, path, erased)
}

function linesOf({ head, resources, everUsed, ...rest }: State, random: Random): string[] {
  const stored = new Set([...resources.values()].map(({ uid }) => uid))
  const gone = [...everUsed].filter((uid) => !stored.has(uid))
  const header: Header = { format: 1, seal: 'charter', ...head, resources: resources.size, gone: gone.length }
  const lines = [...resources.values()].map((resource) => {
    const salt = Buffer.from(random(SALT_BYTES)).toString('hex')
    const covered = { ...erasedResource(resource), digest: sha256(salt + jsonOf(resource)) }
    return jsonOf({ body: resource, covered, salt })
  })
  return [jsonOf(header), restText(rest), ...lines, ...gone.map((uid) => JSON.stringify(uid))]
}

/** SHA-256 over the lines, but for bodies and salts. */
function digestOf(lines: readonly string[]): string {
  const hash = createHash('sha256')
  for (const line of lines) {
    const resource = resourceLine(line)
    hash.update(`${resource === undefined ? line : jsonOf(resource.covered)}\n`)
  }
  return hash.digest('hex')
}

function resourceLine(line: string): ResourceLine | undefined {
  if (!line.startsWith('{"body":{') && !line.startsWith('{"covered":{')) return undefined
  return JSON.parse(line) as ResourceLine
}

function stateIn({ seq, hash, resources: count, gone }: Header, lines: readonly string[]): { readonly state: State } {
  if (lines.length !== 2 + count + gone) throw new SyntaxError()
  const rest = restIn(lines[1] ?? '')
  const resources = new Map<ReturnType<typeof keyOf>, StoredResource>()
  const uids = new Set<string>(lines.slice(2 + count).map((line) => JSON.parse(line) as string))
  const erased = new Map(rest.erased)
  const share = createSharing()
  for (const line of lines.slice(2, 2 + count)) {
    const { covered, body, salt } = resourceLine(line) ?? missing()
    const { digest, ...left } = covered
    uids.add(left.uid)
    if (body === undefined) erased.set(left.uid, left)
    else if (sha256(salt + jsonOf(body)) !== digest || body.uid !== left.uid) throw new SyntaxError()
    else resources.set(keyOf({ ...body, kind: body.kind as Kind }), sharedResource(body, share))
  }
  const state = { ...rest, erased, head: { seq, hash }, resources: trieOf(resources), everUsed: trieSetOf(uids) }
  return { state }
}

function missing(): never {
  throw new SyntaxError()
}

function broken(path: string): StoreError {
  return new StoreError('StateCorrupt', `${visible(path)} is not the state that was sealed`, DAMAGED)
}

async function textLines(path: string): Promise<string[]> {
  return attemptAsync('read', path, async () => {
    const handle: FileHandle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    try {
      const found: string[] = []
      for await (const lines of linesIn(handle, 0, (await handle.stat()).size)) {
        for (const { bytes, ended } of lines) {
          if (!ended) throw broken(path)
          found.push(bytes.toString('utf8'))
        }
      }
      return found
    } finally {
      await handle.close()
    }
  })
}

async function replace(disk: Disk, path: string, lines: readonly string[]): Promise<void> {
  await attemptAsync('write', path, async () => {
    await placeWhole(disk, path, (file) => writeAll(disk, file, batched(lines)))
    disk.syncFolder(dirname(path))
  })
}
