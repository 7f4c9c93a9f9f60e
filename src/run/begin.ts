import type { Config, SourceConfig } from '../config.ts'
import type { Log } from '../lib/log.ts'
import type { Clock, Store } from '../model/ports.ts'
import type { State } from '../model/state.ts'
import type { Status } from '../model/status.ts'
import { beginStatus } from '../status/status.ts'
import { openFileStore } from '../store/file.ts'

/** What a program begins with; `version` is that of the program. */
export interface Beginner {
  readonly version: string
  readonly clock: Clock
  readonly log: Log
}

/** The store of a configuration; what it can help itself with is told in the log. `init`: whether it may be made. */
export function storeOf({ state }: Config, { clock, log }: Beginner, socket: string, init = state.init): Store {
  const onNotice = (detail: string): void => log.warn('state', { detail })
  return openFileStore({ path: state.path, mode: init ? 'create' : 'existing', clock, socket, onNotice })
}

/** Where a source is, in words. */
function placeOf(from: SourceConfig['from']): string {
  switch (from.type) {
    case 'git':
      return from.url
    case 'directory':
      return from.path
    case 'kubernetes': {
      const { kubeconfig = 'the default kubeconfig', context } = from
      return context === undefined ? `cluster of ${kubeconfig}` : `cluster ${context} of ${kubeconfig}`
    }
  }
}

/** The status before anything was read. */
export function firstStatus(
  { installation, sources: configured }: Config,
  { version, clock }: Beginner,
  state: State,
): Status {
  const named = installation === undefined ? {} : { installation }
  const sources = configured.map(({ name, from }) => ({ name, place: placeOf(from) }))
  return beginStatus({ version, ...named, startedAt: clock.now(), sources }, state)
}
