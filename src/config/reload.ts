import type { Config, Listen } from '../config.ts'

/**
 * Whether two configurations listen at the same addresses and keep the same state, so that a running program can go over
 * from one to the other without giving up a port or a lock.
 */
export function sameListening(left: Config, right: Config): boolean {
  return isSame(left.http, right.http) && isSame(left.hooks, right.hooks) && left.state.path === right.state.path
}

function isSame(left: Listen | undefined, right: Listen | undefined): boolean {
  return left?.host === right?.host && left?.port === right?.port
}
