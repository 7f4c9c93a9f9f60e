import { startController } from '../src/controller.ts'
import { systemClock } from '../src/lib/clock.ts'
import { noLog } from '../src/lib/log.ts'
import { configOf } from '../test/support/controller.ts'
import type { Timing } from './measure.ts'

/** What a program says of itself once it is ready: how long that took, and what it holds after a collection. */
export interface Resident extends Timing {
  readonly peakMiB: number
  readonly heapBytes: number
  readonly resources: number
  /** Whether it had to read its source. */
  readonly hasRead: boolean
}

/** `node --expose-gc bench/resident.ts REPOSITORY STATE RUNTIME` starts the controller, waits until it is ready, and prints a `Resident`. */
const [repository = '', state = '', runtime = ''] = process.argv.slice(2)
globalThis.gc?.()
const before = process.memoryUsage().heapUsed
const cpu = process.cpuUsage()
const begin = performance.now()
const controller = await startController(configOf([{ git: repository }], { state: { path: state, init: true } }), {
  version: 'benchmark',
  environment: { XDG_RUNTIME_DIR: runtime },
  clock: systemClock,
  log: { ...noLog, hide: () => undefined },
  random: Math.random,
})
while (!controller.turns.status().isReady) await new Promise((resolve) => setTimeout(resolve, 5))
const ms = performance.now() - begin
const { user, system } = process.cpuUsage(cpu)
const peakMiB = process.resourceUsage().maxRSS / 1024
// What was still on its way is let go first.
await new Promise((resolve) => setTimeout(resolve, 200))
for (let round = 0; round < 3; round++) globalThis.gc?.()
const told: Resident = {
  ms,
  cpuMs: (user + system) / 1000,
  peakMiB,
  heapBytes: process.memoryUsage().heapUsed - before,
  resources: controller.turns.state().resources.size,
  hasRead: controller.turns.status().sources[0]?.documents !== undefined,
}
await controller.stop()
process.stdout.write(JSON.stringify(told))
