import { setTimeout as pause } from 'node:timers/promises'

/** Waits until something is so; throws where it does not become so in time. */
export async function untilTrue(is: () => boolean, timeoutMs = 30_000): Promise<void> {
  const until = performance.now() + timeoutMs
  while (!is()) {
    if (performance.now() > until) throw new Error(`waited ${timeoutMs} ms in vain`)
    await pause(10)
  }
}
