import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../src/lib/clock.ts'
import { openFileStore } from '../src/store/file.ts'

/** `node --expose-gc bench/retained.ts STATE` prints how many bytes of heap an open state keeps, every resource looked at once. */
const [path = ''] = process.argv.slice(2)
await collected()
const before = process.memoryUsage()
const store = openFileStore({ path, mode: 'readonly', clock: systemClock })
const state = await store.open()
let seen = 0
for (const { spec } of state.resources.values()) seen += Object.keys(spec).length
await collected()
const after = process.memoryUsage()
process.stdout.write(String(after.heapUsed + after.external - before.heapUsed - before.external))
// Kept until here, so that it is measured.
if (seen === 0 || state.resources.size === 0) process.exitCode = 1
await store.close()

/** Buffers are given back a while after nobody holds them any more. */
async function collected(): Promise<void> {
  for (let round = 0; round < 2; round++) {
    globalThis.gc?.()
    await pause(200)
  }
}
