import { shortened, visible } from '../lib/text.ts'
import type { Refused } from '../model/status.ts'
import type { Sample } from '../model/usage.ts'

/**
 * What reading a usage source once gave. `unknown` are organizations that it names and nobody stores, `faults` what it says that
 * cannot be taken, each with its place; what is right beside them counts.
 */
export interface Reading {
  readonly samples: readonly Sample[]
  readonly unknown: Refused
  readonly faults: Refused
}

/** How many of a kind are named. */
const FIRST = 5
const MOST_LENGTH = 80

/** Gathers a reading, one record after another. */
export class Gathering {
  readonly #samples: Sample[] = []
  readonly #unknown = new Set<string>()
  readonly #faults: string[] = []
  #faultCount = 0

  take(sample: Sample): void {
    this.#samples.push(sample)
  }

  /** An organization that is not stored; names are counted once. */
  miss(organization: string): void {
    this.#unknown.add(organization)
  }

  fault(place: string, message: string): void {
    this.#faultCount++
    if (this.#faults.length < FIRST) this.#faults.push(`${place}: ${message}`)
  }

  get size(): number {
    return this.#samples.length + this.#faultCount + this.#unknown.size
  }

  reading(): Reading {
    const names = [...this.#unknown].sort().slice(0, FIRST)
    return {
      samples: this.#samples,
      unknown: { count: this.#unknown.size, first: names.map(shownText) },
      faults: { count: this.#faultCount, first: this.#faults },
    }
  }
}

/** A text of the source as a message shows it. */
export function shownText(text: string): string {
  return visible(shortened(text, MOST_LENGTH))
}
