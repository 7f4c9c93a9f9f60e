import type { Step, Told } from './recorder.ts'

/** What a disk holds: the content of files by path, `undefined` for a folder. */
export type Tree = ReadonlyMap<string, Buffer | undefined>

/** What may be found after a power cut, and what the program had told by then. */
export interface Crash {
  readonly tree: Tree
  readonly told: Told | undefined
  /** How many entries the program had begun to write, at most. */
  readonly step: number
}

type DataStep = Extract<Step, { readonly type: 'write' | 'truncate' }>
type NameStep = Extract<Step, { readonly type: 'create' | 'rename' | 'remove' | 'folder' }>

/** A file or folder by number; folders have numbers of their own. */
interface Entry {
  readonly type: 'file' | 'folder'
  readonly id: number | string
}

interface Disk {
  /** What is durable of each file, and what has been done to it since. */
  readonly files: Map<number, { durable: Buffer; pending: DataStep[] }>
  /** Which names are durable in each folder, and what has been done to them since. */
  readonly folders: Map<string, { durable: Map<string, Entry>; pending: NameStep[] }>
}

/** A sector, which a disk writes whole or not at all. */
const BLOCK = 512

/**
 * All states in which a power cut during these steps may leave a disk that held `before`, all of it durable: what was
 * written to a file since its last sync is there, or not, or in part, or as zeros; names made, changed and removed since
 * the last sync of their folder are as after some of these steps. Files and folders are independent of one another.
 */
export function* crashes(before: Tree, known: readonly string[], steps: readonly Step[]): Generator<Crash, undefined> {
  const disk = diskOf(before, known)
  let told: Told | undefined
  for (let step = 0; step <= steps.length; step++) {
    for (const tree of treesOf(disk)) yield { tree, told, step }
    const next = steps[step]
    if (next?.type === 'told') told = next.told
    else if (next !== undefined) take(disk, next)
  }
}

function diskOf(before: Tree, known: readonly string[]): Disk {
  const disk: Disk = { files: new Map(), folders: new Map([['', { durable: new Map(), pending: [] }]]) }
  for (const [path, content] of [...before].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const id = content === undefined ? path : known.indexOf(path)
    disk.folders.get(folderOf(path))?.durable.set(path, { type: content === undefined ? 'folder' : 'file', id })
    if (content === undefined) disk.folders.set(path, { durable: new Map(), pending: [] })
    else disk.files.set(known.indexOf(path), { durable: content, pending: [] })
  }
  return disk
}

function take({ files, folders }: Disk, step: Step): void {
  switch (step.type) {
    case 'create':
      files.set(step.file, { durable: Buffer.alloc(0), pending: [] })
      folders.get(folderOf(step.path))?.pending.push(step)
      return
    case 'folder':
      folders.set(step.path, { durable: new Map(), pending: [] })
      folders.get(folderOf(step.path))?.pending.push(step)
      return
    case 'rename':
      folders.get(folderOf(step.to))?.pending.push(step)
      return
    case 'remove':
      folders.get(folderOf(step.path))?.pending.push(step)
      return
    case 'write':
    case 'truncate':
      files.get(step.file)?.pending.push(step)
      return
    case 'sync': {
      const file = files.get(step.file)
      if (file !== undefined) files.set(step.file, { durable: after(file.durable, file.pending), pending: [] })
      return
    }
    case 'syncFolder': {
      const folder = folders.get(step.path)
      if (folder !== undefined) folders.set(step.path, { durable: named(folder.durable, folder.pending), pending: [] })
      return
    }
    case 'told':
      return
  }
}

/** Every combination of what each file and each folder may have become. */
function* treesOf({ files, folders }: Disk): Generator<Tree, undefined> {
  const contents = [...files].map(([id, { durable, pending }]) => [id, contentsOf(durable, pending)] as const)
  const names = [...folders].map(
    ([path, { durable, pending }]) => [path, subsets(pending).map((some) => named(durable, some))] as const,
  )
  for (const content of choices(contents)) {
    for (const name of choices(names)) yield treeFrom('', name, content)
  }
}

function treeFrom(folder: string, names: Map<string, Map<string, Entry>>, contents: Map<number, Buffer>): Tree {
  const tree = new Map<string, Buffer | undefined>()
  for (const [path, { type, id }] of names.get(folder) ?? []) {
    tree.set(path, type === 'file' ? (contents.get(id as number) ?? Buffer.alloc(0)) : undefined)
    if (type === 'folder') for (const [inner, content] of treeFrom(path, names, contents)) tree.set(inner, content)
  }
  return tree
}

/** Picks one of each list, in every combination. */
function* choices<K, V>(lists: readonly (readonly [K, readonly V[]])[]): Generator<Map<K, V>, undefined> {
  const [first, ...rest] = lists
  if (first === undefined) {
    yield new Map()
    return
  }
  for (const others of choices(rest)) for (const value of first[1]) yield new Map([...others, [first[0], value]])
}

/** What a file may hold: after some of the steps, the next one torn or all zeros, or one of them left out. */
function contentsOf(durable: Buffer, pending: readonly DataStep[]): readonly Buffer[] {
  const found = new Map<string, Buffer>()
  const add = (steps: readonly DataStep[]): void => {
    const content = after(durable, steps)
    found.set(content.toString('latin1'), content)
  }
  for (let count = 0; count <= pending.length; count++) {
    const done = pending.slice(0, count)
    add(done)
    for (const part of partsOf(pending[count])) add([...done, part])
    add(pending.filter((_, index) => index !== count))
  }
  return [...found.values()]
}

function partsOf(step: DataStep | undefined): readonly DataStep[] {
  if (step?.type !== 'write') return []
  const { length } = step.bytes
  const torn = [1, Math.floor(length / 2), length - 1].map((size) => ({ ...step, bytes: step.bytes.subarray(0, size) }))
  const zeros = { ...step, bytes: Buffer.alloc(length) }
  const holed = Buffer.from(step.bytes)
  const start = Math.min(length, BLOCK - (step.at % BLOCK))
  holed.fill(0, 0, start)
  const late = Buffer.from(step.bytes).fill(0, start)
  const grown = torn.map(({ bytes }) => ({
    ...step,
    bytes: Buffer.concat([bytes, Buffer.alloc(length - bytes.length)]),
  }))
  return [...torn, zeros, ...grown, { ...step, bytes: holed }, { ...step, bytes: late }]
}

function after(content: Buffer, steps: readonly DataStep[]): Buffer {
  let bytes = content
  for (const step of steps) {
    const length = step.type === 'truncate' ? step.length : Math.max(bytes.length, step.at + step.bytes.length)
    const next = Buffer.alloc(length)
    bytes.copy(next)
    if (step.type === 'write') step.bytes.copy(next, step.at)
    bytes = next
  }
  return bytes
}

/** All subsets of a few steps; of many, those up to each step, and those that lack one. */
function subsets(steps: readonly NameStep[]): readonly (readonly NameStep[])[] {
  if (steps.length <= 4) {
    return Array.from({ length: 2 ** steps.length }, (_, mask) =>
      steps.filter((_, index) => (mask & (1 << index)) !== 0),
    )
  }
  const places = [...steps.keys(), steps.length]
  return places.flatMap((place) => [steps.slice(0, place), steps.filter((_, index) => index !== place)])
}

function named(names: ReadonlyMap<string, Entry>, steps: readonly NameStep[]): Map<string, Entry> {
  const found = new Map(names)
  for (const step of steps) {
    if (step.type === 'create') found.set(step.path, { type: 'file', id: step.file })
    else if (step.type === 'folder') found.set(step.path, { type: 'folder', id: step.path })
    else if (step.type === 'remove') found.delete(step.path)
    else {
      found.delete(step.from)
      found.set(step.to, { type: 'file', id: step.file })
    }
  }
  return found
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
}
