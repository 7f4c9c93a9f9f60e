import type { Config } from '../config.ts'
import { hasCome } from '../lib/instant.ts'
import type { State } from '../model/state.ts'
import type { Pause } from '../model/status.ts'

/** Why a source is not read at an instant: its configuration says so, or an operator; nothing where it is read. */
export function pauseOf({ sources }: Config, name: string, state: State, instant: string): Pause | undefined {
  const configured = sources.find((source) => source.name === name)?.suspend
  return [configured, state.suspensions.get(`source/${name}`)].find(
    (pause) => pause !== undefined && !hasCome(pause.until, instant),
  )
}
