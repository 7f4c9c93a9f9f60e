import { changeFinalizer, type FinalizerChange, finalizerChanges } from '../cluster/finalizer.ts'
import type { Log } from '../lib/log.ts'
import { SourceError } from '../model/errors.ts'
import type { Source } from '../model/ports.ts'
import { keyOf } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import { retryMs } from '../schedule.ts'
import type { KubernetesSource } from '../sources/kubernetes.ts'

/** The finalizers of the Organizations in clusters, kept as the stored state wants them. */
export interface Finalizers {
  /** Looks at them, beside everything else; what fails is tried again by itself. */
  look(): void
  stop(): Promise<void>
}

/** What finalizers are kept by; `state` is the newest, after a pass. */
export interface FinalizersAround {
  readonly sources: readonly Source[]
  readonly state: () => State
  readonly log: Log
  readonly random: () => number
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 30_000

/** Makes what keeps finalizers; nothing is done before the first `look`, which comes after a pass. */
export function createFinalizers(around: FinalizersAround): Finalizers {
  const clusters = around.sources.filter(isCluster)
  const stopping = new AbortController()
  /** What was done, by uid and version: until it is listed again, nobody need ask. */
  const done = new Set<string>()
  let failures = 0
  let timer: NodeJS.Timeout | undefined
  let work: Promise<void> | undefined
  let isAsked = false
  const change = async (source: KubernetesSource, one: FinalizerChange): Promise<void> => {
    const { uid, resourceVersion, name } = one.organization
    const key = `${one.action} ${uid} ${resourceVersion}`
    if (done.has(key)) return
    const reading = { signal: stopping.signal, timeoutMs: around.timeoutMs ?? TIMEOUT_MS }
    const isChanged = await changeFinalizer(source.cluster, one, reading)
    done.add(key)
    if (isChanged && one.action === 'remove')
      around.log.info('organization may be deleted', { source: source.name, organization: name })
  }
  const lookOnce = async (): Promise<void> => {
    for (const source of clusters) {
      const isOwn = (name: string): boolean => isStored(name, source.name, around.state())
      for (const one of finalizerChanges(source.organizations(), isOwn)) await change(source, one)
    }
  }
  const run = async (): Promise<void> => {
    try {
      while (isAsked && !stopping.signal.aborted) {
        isAsked = false
        await lookOnce()
      }
      failures = 0
    } catch (error) {
      if (stopping.signal.aborted) return
      if (++failures === 1) around.log.warn('finalizers cannot be kept', reasonOf(error))
      timer = setTimeout(look, retryMs(failures, around.random))
    } finally {
      work = undefined
    }
  }
  const look = (): void => {
    if (clusters.length === 0 || stopping.signal.aborted) return
    clearTimeout(timer)
    isAsked = true
    work ??= run()
  }
  return {
    look,
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await work
    },
  }
}

function isCluster(source: Source): source is KubernetesSource {
  return 'organizations' in source
}

function isStored(name: string, source: string, { resources }: State): boolean {
  return resources.get(keyOf({ kind: 'Organization', namespace: '', name }))?.origin.source === source
}

/** Only the program's own errors speak; another one might quote what was sent. */
function reasonOf(error: unknown): { readonly code: string; readonly error?: string } {
  return error instanceof SourceError ? { code: error.code, error: error.message } : { code: 'InternalError' }
}
