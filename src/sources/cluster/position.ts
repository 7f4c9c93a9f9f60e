/** The resource version at which watches begin: that of the last list, unless it is in doubt. */
export interface Position {
  /** The version, as soon as there is one. Rejects when `signal` fires. */
  wait(signal: AbortSignal): Promise<string>
  set(resourceVersion: string): void
  /** What was listed before counts no more: the next list is waited for. */
  lose(): void
}

/** Begins without a version. */
export function createPosition(): Position {
  let current: string | undefined
  let next = Promise.withResolvers<string>()
  return {
    async wait(signal) {
      if (current !== undefined) return current
      const stopped = Promise.withResolvers<never>()
      const stop = (): void => stopped.reject(signal.reason)
      signal.addEventListener('abort', stop)
      try {
        signal.throwIfAborted()
        return await Promise.race([next.promise, stopped.promise])
      } finally {
        signal.removeEventListener('abort', stop)
      }
    },
    set(resourceVersion) {
      current = resourceVersion
      next.resolve(resourceVersion)
      next = Promise.withResolvers()
    },
    lose() {
      current = undefined
    },
  }
}
