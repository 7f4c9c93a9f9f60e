import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { systemClock } from '../../src/lib/clock.ts'
import type { Entry } from '../../src/model/ledger.ts'
import type { Status } from '../../src/model/status.ts'
import { openFileStore } from '../../src/store/file.ts'
import type { RunningProcess } from '../support/running.ts'
import { ran } from '../support/terminal.ts'

/** Somebody who writes down what a program tells about its ledger, and looks whether it is so after the program was killed. */
export interface Witness {
  /** How much was told: heads of the ledger, and units that were said to be applied. */
  readonly told: { heads: number; applied: number }
  /** Asks a running program for its status, and writes down the head that it tells. */
  ask(program: RunningProcess): Promise<Status | undefined>
  /** Asks whoever reads the state folder beside the program. */
  read(): Promise<void>
  /** Whether all that was told, also in the program's log, stands in the ledger, and the whole ledger is right. */
  check(program: RunningProcess): Promise<void>
}

/** Begins with a state folder of which nothing was told yet. */
export function createWitness(state: string): Witness {
  const heads = new Map<number, string>()
  const told = { heads: 0, applied: 0 }
  const tell = (seq: number, hash: string): void => {
    told.heads++
    if (heads.has(seq)) assert.is(heads.get(seq), hash, `the ledger had another entry ${seq}`)
    heads.set(seq, hash)
  }
  return {
    told,
    async ask(program) {
      const http = program.log().find(({ msg }) => msg === 'started')?.http
      if (typeof http !== 'string') return undefined
      const token = readFileSync(join(state, 'operator-token'), 'utf8').trim()
      const headers = { authorization: `Bearer ${token}` }
      try {
        const answer = await fetch(`${http}/api/v1/status`, { headers, signal: AbortSignal.timeout(5000) })
        const status = (await answer.json()) as Status & { readonly head: Pick<Status, 'seq' | 'hash'> }
        tell(status.head.seq, status.head.hash)
        return status
      } catch {
        // It was killed meanwhile: nothing was told.
        return undefined
      }
    },
    async read() {
      const { code, out } = await ran(['ledger', 'head', '--state', state])
      const [, seq, hash] = /^(\d+):([0-9a-f]{64})\n$/.exec(out) ?? []
      if (code === 0 && seq !== undefined && hash !== undefined) tell(Number(seq), hash)
    },
    async check(program) {
      const entries = await entriesOf(state)
      for (const [seq, hash] of heads) if (seq > 0) assert.is(entries.get(seq)?.hash, hash, `entry ${seq} was told`)
      for (const { msg, unit, seq } of program.log()) {
        if (msg !== 'applied') continue
        told.applied++
        const entry = entries.get(Number(seq))
        assert.equal([entry?.type, entry?.organization], ['applied', String(unit).split('/')[1]], `entry ${seq}`)
      }
      const verified = await ran(['ledger', 'verify', '--replay', '--state', state])
      assert.is(verified.code, 0, verified.err)
    },
  }
}

async function entriesOf(state: string): Promise<ReadonlyMap<number, Entry>> {
  const store = openFileStore({ path: state, mode: 'readonly', clock: systemClock })
  const entries = new Map<number, Entry>()
  await store.open()
  for await (const entry of store.entries()) entries.set(entry.seq, entry)
  await store.close()
  return entries
}
