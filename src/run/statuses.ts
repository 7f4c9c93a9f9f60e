import { setImmediate as breathe } from 'node:timers/promises'
import type { ReportedObject } from '../cluster/object.ts'
import { objectStatus, type StatusParts } from '../cluster/status.ts'
import { type Passed, verdictsOf } from '../cluster/verdict.ts'
import { addressOf, writeStatus } from '../cluster/write.ts'
import type { Cluster } from '../kubernetes/cluster.ts'
import { isOlder } from '../kubernetes/version.ts'
import { by } from '../lib/compare.ts'
import { sha256 } from '../lib/digest.ts'
import { keyOf } from '../model/resource.ts'
import { unitName } from '../model/unit.ts'
import { drain } from './drain.ts'
import { createObjectFields } from './objectfields.ts'

/** What became of something that was to be written. */
export type Written = 'written' | 'gone' | 'refused' | 'failed'

/** What is written with; at most `perSecond` are begun in a second. */
export interface Writing {
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly now: () => string
  readonly perSecond: number
  /** Asked before each: whether there is a newer pass. */
  readonly isOver: () => boolean
  readonly counted: (result: Written) => void
}

/** The statuses of the objects of one cluster. */
export interface Statuses {
  /**
   * Writes those that are not as a pass has left things, first of what is not in force; `objects` are what it looked at. Gives
   * the first failure, for whoever tries again.
   */
  write(objects: readonly ReportedObject[], passed: Passed, writing: Writing): Promise<unknown>
}

/** Begins with nothing known but what is listed. */
export function createStatuses(cluster: Cluster): Statuses {
  return new Writer(cluster)
}

/** What an API server has of an object since it was listed; `sent` and `became` are digests of what was sent last and of what it made of it. */
interface Known {
  readonly resourceVersion: string
  readonly status: string | undefined
  readonly sent?: string
  readonly became?: string
}

/** What the status of an object was made of when it was last right: as long as that stays, it is. */
interface Settled {
  readonly object: ReportedObject
  readonly stored: StatusParts['stored']
  readonly told: string
}

interface Lack extends Settled {
  readonly status: string
  readonly rank: string
}

const LANES = 4
const BREATH = 500
const MOST_BUSY = 5

class Writer implements Statuses {
  readonly #cluster: Cluster
  readonly #fields = createObjectFields()
  #known = new Map<string, Known>()
  #settled = new Map<string, Settled>()

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  async write(objects: readonly ReportedObject[], passed: Passed, writing: Writing): Promise<unknown> {
    const { perSecond, isOver, signal } = writing
    const judge = this.#judge(passed, writing.now())
    const lacks: Lack[] = []
    for (const [index, object] of objects.entries()) {
      // A hundred thousand objects take seconds, in which others want to be answered.
      if (index % BREATH === BREATH - 1) await breathe()
      if (signal.aborted) return undefined
      const lack = judge(object)
      if (lack !== undefined) lacks.push(lack)
    }
    this.#forget(new Set(objects.map(({ uid }) => uid)))
    lacks.sort(by(({ rank }) => rank))
    return drain(lacks, (lack) => this.#send(lack, writing), { perSecond, lanes: LANES, isOver, signal })
  }

  /** Gives what an object lacks; nothing where its status is right. */
  #judge(passed: Passed, now: string): (object: ReportedObject) => Lack | undefined {
    const verdict = verdictsOf(passed)
    const fieldsOf = this.#fields(passed, now)
    const units = new Map(passed.status.units.map((unit) => [unit.unit, unit]))
    return (object) => {
      const isOrganization = object.kind === 'Organization'
      // What is being deleted is only told why that waits.
      if (object.isDeleting && !isOrganization) return undefined
      const stored = passed.state.resources.get(keyOf(object))
      const unit = isOrganization ? units.get(unitName({ type: 'organization', organization: object.name })) : undefined
      const judged = verdict(object)
      const fields = stored?.origin.source === passed.source ? fieldsOf(stored, judged) : {}
      const told = JSON.stringify([judged, fields, unit?.conditions])
      const last = this.#settled.get(object.uid)
      if (last?.object === object && last.stored === stored && last.told === told) return undefined
      const before = this.#newest(object)
      const parts = { verdict: judged, source: passed.source, stored, unit, fields, now }
      const status = objectStatus(withStatus(object, before.status), parts)
      if (isRight(status, before)) {
        this.#settled.set(object.uid, { object, stored, told })
        return undefined
      }
      const rank = `${judged.type === 'inForce' ? 1 : 0}${isOrganization ? 0 : 1} ${object.path}`
      return { object, stored, told, status, rank }
    }
  }

  async #send({ status, ...settled }: Lack, writing: Writing): Promise<void> {
    const { object } = settled
    const { uid } = object
    for (let tries = 1; ; tries++) {
      const done = await this.#try(object, status, writing)
      if (done.type === 'busy' && tries < MOST_BUSY && !writing.isOver()) continue
      writing.counted(done.type === 'busy' ? 'failed' : done.type)
      if (done.type === 'busy') return
      const { resourceVersion, status: became } = done.type === 'written' ? done : this.#newest(object)
      this.#known.set(uid, { resourceVersion, status: became, sent: sha256(status), became: sha256(became ?? '') })
      // Also where it was refused: that would not change before the object or what is to be said of it does.
      this.#settled.set(uid, settled)
      return
    }
  }

  async #try(object: ReportedObject, status: string, writing: Writing) {
    try {
      return await writeStatus(this.#cluster, addressOf(object), { uid: object.uid, status }, writing)
    } catch (error) {
      if (!writing.signal.aborted) writing.counted('failed')
      throw error
    }
  }

  /** What was written since counts, until a list shows something newer. */
  #newest({ uid, resourceVersion, status }: ReportedObject): Known {
    const known = this.#known.get(uid)
    if (known !== undefined && isOlder(resourceVersion, known.resourceVersion)) return known
    const now = { ...known, resourceVersion, status }
    // The list holds the text already; the digests are only needed where the server makes something else of what is sent.
    if (known !== undefined && known.sent === known.became) this.#known.delete(uid)
    else if (known !== undefined) this.#known.set(uid, { ...now, status: undefined })
    return now
  }

  #forget(listed: ReadonlySet<string>): void {
    for (const uid of [...this.#known.keys(), ...this.#settled.keys()]) {
      if (listed.has(uid)) continue
      this.#known.delete(uid)
      this.#settled.delete(uid)
    }
  }
}

/** It is there; or it was sent, and the API server has made of it what is there (of older definitions it drops what they do not know). */
function isRight(status: string, { status: there, sent, became }: Known): boolean {
  if (status === there) return true
  return sent !== undefined && sha256(status) === sent && sha256(there ?? '') === became
}

function withStatus({ status: _, ...object }: ReportedObject, status: string | undefined): ReportedObject {
  return status === undefined ? object : { ...object, status }
}
