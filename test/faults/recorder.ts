import { constants, fstatSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { type Disk, realDisk } from '../../src/store/disk.ts'

/** A step that changes files, as a disk may keep or lose it; files are named by numbers, which stay when names change. */
export type Step =
  | { readonly type: 'create'; readonly path: string; readonly file: number }
  | { readonly type: 'write'; readonly file: number; readonly at: number; readonly bytes: Buffer }
  | { readonly type: 'truncate'; readonly file: number; readonly length: number }
  | { readonly type: 'sync'; readonly file: number }
  | { readonly type: 'rename'; readonly from: string; readonly to: string; readonly file: number }
  | { readonly type: 'remove'; readonly path: string }
  | { readonly type: 'folder'; readonly path: string }
  | { readonly type: 'syncFolder'; readonly path: string }
  | { readonly type: 'told'; readonly told: Told }

/** What the program has told somebody: the ledger holds so many entries; `closed` also that it has a checkpoint of them. */
export interface Told {
  readonly seq: number
  readonly closed: boolean
}

/** What a recorder is to do to the program: kill it at a step (in the middle of a write), or leave out a sync. */
export interface Mischief {
  readonly killAt?: number
  readonly without?: string
}

/** Thrown at the step at which the program is killed, and at all that it tries after. */
export class Killed extends Error {}

/** A disk that records every step. Paths are relative to `root`; the files that are there already are `known`. */
export class Recorder {
  readonly steps: Step[] = []
  /** The syncs that were made, by what they make durable. */
  readonly syncs = new Set<string>()
  readonly #root: string
  readonly #numbers: Map<string, number>
  readonly #files = new Map<FileHandle, { readonly number: number; readonly name: string }>()
  #mischief: Mischief
  #next: number
  #count = 0

  constructor(root: string, mischief: Mischief = {}, known: readonly string[] = []) {
    this.#root = root
    this.#mischief = mischief
    this.#numbers = new Map(known.map((path, number) => [path, number]))
    this.#next = known.length
  }

  /** Goes on after a kill, as another process in the same folder; what the killed one had open is closed by the system. */
  async restart(): Promise<void> {
    for (const file of this.#files.keys()) await realDisk.close(file)
    this.#files.clear()
    this.#mischief = { ...this.#mischief, killAt: Number.POSITIVE_INFINITY }
  }

  /** Whether the program has been killed; it may have taken that for trouble that it can live with. */
  get wasKilled(): boolean {
    return this.#count > (this.#mischief.killAt ?? Number.POSITIVE_INFINITY)
  }

  /** The program tells somebody what it has done. */
  tell(seq: number, closed = false): void {
    if (this.wasKilled) return
    this.steps.push({ type: 'told', told: { seq, closed } })
  }

  get disk(): Disk {
    return {
      open: async (path, flags) => {
        const isNew = (flags & constants.O_CREAT) !== 0
        if (isNew) this.#step()
        const file = await realDisk.open(path, flags)
        const name = this.#name(path)
        if (isNew) {
          this.#numbers.set(name, this.#next)
          this.steps.push({ type: 'create', path: name, file: this.#next++ })
        }
        this.#files.set(file, { number: this.#numbers.get(name) ?? -1, name })
        return file
      },
      write: (file, bytes, from, at) => {
        const { size } = fstatSync(file.fd)
        const part = bytes.subarray(from, this.#isKilled() ? from + Math.ceil((bytes.length - from) / 2) : bytes.length)
        if (!this.wasKilled) {
          this.steps.push({ type: 'write', file: this.#numberOf(file), at: at ?? size, bytes: Buffer.from(part) })
          realDisk.write(file, part, 0, at)
        }
        this.#step()
        return bytes.length - from
      },
      truncate: async (file, length) => {
        this.#step()
        this.steps.push({ type: 'truncate', file: this.#numberOf(file), length })
        await realDisk.truncate(file, length)
      },
      datasync: (file) => this.#sync(file, 'datasync'),
      sync: (file) => this.#sync(file, 'sync'),
      close: async (file) => {
        this.#files.delete(file)
        await realDisk.close(file)
      },
      rename: (from, to) => {
        this.#step()
        const [old, name] = [this.#name(from), this.#name(to)]
        const file = this.#numbers.get(old) ?? -1
        this.steps.push({ type: 'rename', from: old, to: name, file })
        this.#numbers.set(name, file)
        this.#numbers.delete(old)
        realDisk.rename(from, to)
      },
      remove: (path) => {
        this.#step()
        this.steps.push({ type: 'remove', path: this.#name(path) })
        realDisk.remove(path)
      },
      makeFolder: (path) => {
        this.#step()
        this.steps.push({ type: 'folder', path: this.#name(path) })
        realDisk.makeFolder(path)
      },
      syncFolder: (path) => {
        this.#step()
        const name = this.#name(path)
        if (this.#isLeftOut(`syncFolder ${name === '' ? '.' : name}`)) return
        this.steps.push({ type: 'syncFolder', path: name })
        realDisk.syncFolder(path)
      },
    }
  }

  async #sync(file: FileHandle, how: string): Promise<void> {
    this.#step()
    const name = (this.#files.get(file)?.name ?? '').replace(/\.\d+-[0-9a-f]+\.tmp$/, '.tmp')
    if (this.#isLeftOut(`${how} ${name}`)) return
    this.steps.push({ type: 'sync', file: this.#numberOf(file) })
  }

  #isLeftOut(sync: string): boolean {
    this.syncs.add(sync)
    return sync === this.#mischief.without
  }

  #step(): void {
    const isKilled = this.#isKilled()
    this.#count++
    if (isKilled || this.wasKilled) throw new Killed()
  }

  #isKilled(): boolean {
    return this.#count === this.#mischief.killAt
  }

  #name(path: string): string {
    return path.slice(this.#root.length + 1)
  }

  #numberOf(file: FileHandle): number {
    return this.#files.get(file)?.number ?? -1
  }
}
