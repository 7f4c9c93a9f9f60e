import { systemClock } from '../lib/clock.ts'
import { visible } from '../lib/text.ts'
import { StoreError } from '../model/errors.ts'
import type { Store } from '../model/ports.ts'
import type { State } from '../model/state.ts'
import type { SampleStore } from '../model/usage.ts'
import { policyEntries, policyTransitions } from '../pass/policing.ts'
import { openSamples } from '../store/samples.ts'
import type { Transition } from '../usage/policies/transition.ts'
import { transitionText } from '../usage/policies/words.ts'
import { warn } from './comparison.ts'
import { operator } from './inputs.ts'
import type { Terminal } from './terminal.ts'

/**
 * Makes what evaluates the usage policies of a state as it is now, records which fire and are reset, and says so; it gives
 * the state after that. Where samples cannot be read it warns, and everything stays as it was recorded.
 */
export function createPolicing(store: Store, folder: string, terminal: Terminal): (state: State) => Promise<State> {
  const samples = openSamples({ folder, onNotice: (message) => warn([message], terminal) })
  return async (state) => {
    const time = systemClock.now()
    const transitions = await transitionsNow(state, time, { samples, terminal })
    for (const transition of transitions) terminal.err(`${transitionText(transition)}\n`)
    if (transitions.length === 0) return state
    return store.append(policyEntries(transitions, { time, actor: operator() }), state.head)
  }
}

/** What cannot be evaluated must not stop what is declared. */
async function transitionsNow(
  state: State,
  instant: string,
  { samples, terminal }: { readonly samples: SampleStore; readonly terminal: Terminal },
): Promise<readonly Transition[]> {
  try {
    return await policyTransitions(state, samples, instant)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    warn([`usage policies are not evaluated: ${visible(error.message)}; ${error.help}`], terminal)
    return []
  }
}
