import { setTimeout as wait } from 'node:timers/promises'
import type { Log } from '../lib/log.ts'
import type { Secret } from '../lib/secret.ts'
import type { Clock } from '../model/ports.ts'
import type { SecretRef } from '../model/secret.ts'
import { isCallable } from './address.ts'
import { gistOf, type Letter, type Receiver, topicOf } from './letter.ts'
import type { Memory } from './memory.ts'
import { probeOf, type Reached, requestOf } from './request.ts'
import { type Answer, type Fetch, send } from './send.ts'
import { createWorker, type Worker } from './worker.ts'

/** Tells receivers; what one of them was told it is not told again. */
export interface Notifier {
  tell(receiver: string, letters: readonly Letter[]): void
  /** Tries what is left once more, for at most so long; what was told is remembered. */
  stop(withinMs: number): Promise<void>
}

/** Gives a secret, or says why it cannot be had. */
export type Resolve = (ref: SecretRef) => Promise<Secret | { readonly message: string }>

/** What calls are made with. `sleep` is how waiting is done. */
export interface Calling {
  readonly resolve: Resolve
  readonly fetch: Fetch
  readonly clock: Clock
}

/** What a notifier works with besides. */
export interface Notifying extends Calling {
  readonly memory: Memory
  readonly random: () => number
  readonly log: Log
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>
}

const SAVE_MS = 1_000

/** Makes a notifier with one worker for each receiver, so that none waits for another. */
export function createNotifier(receivers: readonly Receiver[], notifying: Notifying): Notifier {
  const { memory } = notifying
  const saver = createSaver(memory, notifying.log)
  const desks = new Map(receivers.map((receiver) => [receiver.name, createDesk(receiver, notifying, saver.soon)]))
  return {
    tell(receiver, letters) {
      for (const letter of letters) desks.get(receiver)?.take(letter)
      saver.soon()
    },
    async stop(withinMs) {
      await Promise.all([...desks.values()].map(({ worker }) => worker.stop(withinMs)))
      saver.now()
    },
  }
}

/** Tells a receiver one letter, now and once; gives what became of it. By a test, a Git server is only asked for the repository. */
export async function deliver(
  letter: Letter,
  receiver: Receiver,
  calling: Calling & { readonly signal: AbortSignal },
): Promise<Answer> {
  const reached = await reach(receiver, calling.resolve)
  if ('why' in reached) return { type: 'retry', why: reached.why }
  const request =
    letter.type === 'event' && letter.event.type === 'test'
      ? (probeOf(reached) ?? requestOf(letter, reached))
      : requestOf(letter, reached)
  if (request === undefined) return { type: 'refused', why: `${receiver.type} is not told of this` }
  return send(request, { fetch: calling.fetch, signal: calling.signal, now: calling.clock.now() })
}

interface Desk {
  readonly worker: Worker
  take(letter: Letter): void
}

/** What one receiver is told: of events those that it does not know, of a commit what is news. */
function createDesk(receiver: Receiver, notifying: Notifying, onTold: () => void): Desk {
  const { memory, clock, random, log, sleep = pause } = notifying
  const { name } = receiver
  const last = new Map<string, string>()
  const worker = createWorker({
    receiver: name,
    deliver: (letter, signal) => deliver(letter, receiver, { ...notifying, signal }),
    delivered(letter) {
      if (letter.type === 'event') memory.know(name, gistOf(letter))
      else memory.tellResult(name, topicOf(letter), gistOf(letter))
      onTold()
    },
    elapsedMs: () => clock.elapsedMs(),
    random,
    sleep,
    log,
  })
  return {
    worker,
    take(letter) {
      const gist = gistOf(letter)
      if (letter.type === 'event') {
        if (!memory.knows(name, gist)) worker.add(letter)
        return
      }
      const topic = topicOf(letter)
      if (!isNews(gist, last.get(topic) ?? memory.result(name, topic), letter.result.isUnchanged === true)) return
      last.set(topic, gist)
      worker.add(letter)
    },
  }
}

/** That nothing has changed is only news where something else was told before. */
function isNews(gist: string, before: string | undefined, isUnchanged: boolean): boolean {
  if (isUnchanged && (before === undefined || before.startsWith('success'))) return false
  return gist !== before
}

/** Secrets are resolved anew for each call, so that they can be changed beside the running program. */
async function reach({ type, url, token }: Receiver, resolve: Resolve): Promise<Reached | { readonly why: string }> {
  const address = typeof url === 'string' ? url : await resolve(url)
  const proof = token === undefined ? undefined : await resolve(token)
  for (const found of [address, proof]) {
    if (typeof found === 'object' && 'message' in found) return { why: found.message }
  }
  const text = revealed(address)
  if (text === undefined || !isCallable(text)) return { why: 'its secret address is no https URL' }
  const secret = revealed(proof)
  return { type, url: text, ...(secret === undefined ? {} : { token: secret }) }
}

function revealed(found: string | Secret | { readonly message: string } | undefined): string | undefined {
  if (typeof found === 'string') return found
  return found !== undefined && 'reveal' in found ? found.reveal() : undefined
}

/** Writes the memory down a little later, so that many letters are one write. */
function createSaver(memory: Memory, log: Log): { readonly soon: () => void; readonly now: () => void } {
  let timer: NodeJS.Timeout | undefined
  const now = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (!memory.save()) log.debug('what was notified cannot be written down')
  }
  return {
    now,
    soon: () => {
      timer ??= setTimeout(now, SAVE_MS).unref()
    },
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal, ref: false }).catch(() => undefined)
}
