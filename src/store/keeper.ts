import { StoreError } from '../model/errors.ts'
import type { State } from '../model/state.ts'
import { type Checkpoint, type CheckpointFile, writeCheckpoint } from './checkpoint.ts'
import type { Ledger } from './ledger.ts'

/** How many bytes the ledger grows by, at least, before a checkpoint is written in the middle of the work (design §5). */
export const CHECKPOINT_BYTES = 8 * 1024 * 1024

/** What a keeper needs: the file, what was read from it, and whom to tell when a checkpoint could not be written. */
export interface Keeping {
  readonly file: CheckpointFile
  readonly checkpoint: Checkpoint | null
  readonly leastBytes: number
  readonly onNotice: (message: string) => void
}

/**
 * Keeps the checkpoint of an open ledger. The ledger alone decides what the state is: a checkpoint that cannot be written
 * is told and harms nothing but the next start, which reads more.
 */
export class Keeper {
  readonly #keeping: Omit<Keeping, 'checkpoint'>
  #seq: number
  #bytes = 0

  constructor({ checkpoint, ...keeping }: Keeping) {
    // Without the checkpoint itself: its state would live as long as the program.
    this.#keeping = keeping
    this.#seq = checkpoint?.state.head.seq ?? 0
  }

  /** Whether the ledger has grown by so much since the checkpoint that another is worth its cost. */
  isDue({ bytes }: Ledger): boolean {
    const { file, leastBytes } = this.#keeping
    return bytes - this.#bytes > Math.max(leastBytes, file.bytes / 4)
  }

  /** Writes a checkpoint, if the ledger holds an entry that the last one lacks. Never throws a `StoreError`. */
  async keep(state: State, ledger: Ledger): Promise<void> {
    try {
      await this.write(state, ledger)
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      this.#keeping.onNotice(`${error.message}; nothing is lost, the next start reads more of the ledger`)
    }
  }

  /** As `keep`, for who cannot go on without; throws `StoreError`. */
  async write(state: State, ledger: Ledger): Promise<void> {
    if (state.head.seq === this.#seq) return
    // Also after a failure: another try is made when as much has been added again, or on closing.
    this.#bytes = ledger.bytes
    await writeCheckpoint(this.#keeping.file, { state, position: ledger.position })
    this.#seq = state.head.seq
  }
}
