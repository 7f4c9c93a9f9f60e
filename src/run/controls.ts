import { instantOf } from '../lib/instant.ts'
import { visible } from '../lib/text.ts'
import type { Loop } from '../loop.ts'
import type { Controls, Done } from '../model/control.ts'
import { ConflictError, StoreError } from '../model/errors.ts'
import type { Actor, NewEntry } from '../model/ledger.ts'
import type { Clock } from '../model/ports.ts'
import { keyOf } from '../model/resource.ts'
import { approvalEntry, holdLabel, isApproved, standingHold } from '../pass/approve.ts'
import type { Turns } from './turn.ts'

/** What the operator's requests work with. */
export interface Controlled {
  readonly turns: Turns
  readonly loop: Loop
  readonly clock: Clock
  readonly sources: readonly string[]
}

/** Answers the operator's requests: what is to be recorded is written between two passes, and a pass follows. */
export function createControls({ turns, loop, clock, sources }: Controlled): Controls {
  const record = (entryOf: () => NewEntry | { readonly refusal: string } | undefined): Promise<Done | undefined> =>
    loop
      .alone(async () => {
        const entry = entryOf()
        if (entry === undefined) return undefined
        if ('refusal' in entry) return entry
        await turns.append([entry])
        return undefined
      })
      .catch((error: unknown) => {
        if (!(error instanceof StoreError) && !(error instanceof ConflictError)) throw error
        // The pass that follows finds the same trouble, and tries again or ends the program.
        void loop.request([], 'request')
        return { refusal: `nothing was recorded: ${visible(error.message)}\n  ${error.help}` }
      })
  const andPass = async (refused: Done | undefined, done: string): Promise<Done> => {
    if (refused !== undefined) return refused
    await loop.request(sources, 'request')
    return { done }
  }
  return {
    status: () => turns.status(),
    async reconcile(asked = sources) {
      const unknown = asked.find((name) => !sources.includes(name))
      if (unknown !== undefined) return { refusal: noSource(unknown, sources) }
      await loop.request(asked, 'request')
      const { passes, trouble } = turns.status()
      if (trouble !== undefined) return { refusal: `the pass failed: ${trouble.message}\n  it is tried again` }
      const [last] = passes
      return { done: last === undefined ? 'no pass has been made yet' : `pass ${last.id} is over` }
    },
    async approve(digest, by) {
      let label = ''
      const refused = await record(() => {
        const found = standingHold(digest, turns.state(), clock.now())
        if ('refusal' in found) return found
        label = holdLabel(found.hold.scope)
        return isApproved(found.hold, turns.state())
          ? undefined
          : approvalEntry(found.hold, clock.now(), operatorOf(by))
      })
      return andPass(refused, `approved: ${label}`)
    },
    async suspend({ target, reason, until, by }) {
      const refused = await record(() => {
        const end = instantOf(until)
        if (end === undefined || end <= Date.parse(clock.now()))
          return { refusal: `\`${visible(until)}\` is no time that is still to come` }
        const why = whyNot(target, turns, sources)
        if (why !== undefined) return { refusal: why }
        const evidence = { reason, until: new Date(end).toISOString() }
        return entryOf(target, { type: 'suspended', time: clock.now(), actor: operatorOf(by), evidence })
      })
      return andPass(refused, `suspended: ${target} until ${until}`)
    },
    async resume({ target, by }) {
      const refused = await record(() => {
        if (!turns.state().suspensions.has(target))
          return { refusal: `${visible(target)} is not suspended by an operator` }
        return entryOf(target, { type: 'resumed', time: clock.now(), actor: operatorOf(by), evidence: {} })
      })
      return andPass(refused, `resumed: ${target}`)
    },
  }
}

function operatorOf(by: string): Actor {
  return { type: 'operator', name: by }
}

function whyNot(target: string, turns: Turns, sources: readonly string[]): string | undefined {
  const [type, name = ''] = target.split('/')
  if (type === 'source') return sources.includes(name) ? undefined : noSource(name, sources)
  const key = keyOf({ kind: 'Organization', namespace: '', name })
  return turns.state().resources.has(key) ? undefined : `there is no organization ${visible(name)}`
}

function noSource(name: string, sources: readonly string[]): string {
  return `there is no source ${visible(name)}; there are ${sources.join(', ')}`
}

type Told = Pick<NewEntry, 'type' | 'time' | 'actor'> & { readonly evidence: NonNullable<NewEntry['evidence']> }

function entryOf(target: string, { evidence, ...told }: Told): NewEntry {
  const [type, name = ''] = target.split('/')
  if (type === 'source') return { ...told, changes: [], evidence: { ...evidence, source: name } }
  return { ...told, organization: name, changes: [], evidence }
}
