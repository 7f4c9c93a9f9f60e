/** A map with some entries that differ from another one, which it shares; an entry that is `undefined` there is gone. */
export class Overlay<K, V> implements ReadonlyMap<K, V> {
  readonly #base: ReadonlyMap<K, V>
  readonly #own: ReadonlyMap<K, V | undefined>
  readonly size: number

  private constructor(base: ReadonlyMap<K, V>, own: ReadonlyMap<K, V | undefined>) {
    this.#base = base
    this.#own = own
    let size = base.size
    for (const [key, value] of own) size += Number(value !== undefined) - Number(base.has(key))
    this.size = size
  }

  /** A map with some entries set, or taken away (`undefined`); the given one stays as it is. Costs what is changed. */
  static over<K, V>(map: ReadonlyMap<K, V>, changes: ReadonlyMap<K, V | undefined>): ReadonlyMap<K, V> {
    if (!(map instanceof Overlay)) return new Overlay(map, changes)
    const own = new Map([...(map as Overlay<K, V>).#own, ...changes])
    if (own.size <= MOST) return new Overlay((map as Overlay<K, V>).#base, own)
    return new Overlay(new Map(map), changes)
  }

  get(key: K): V | undefined {
    return this.#own.has(key) ? this.#own.get(key) : this.#base.get(key)
  }

  has(key: K): boolean {
    return this.get(key) !== undefined
  }

  *entries(): Generator<[K, V], undefined> {
    for (const [key, value] of this.#base) if (!this.#own.has(key)) yield [key, value]
    for (const [key, value] of this.#own) if (value !== undefined) yield [key, value]
  }

  *keys(): Generator<K, undefined> {
    for (const [key] of this.entries()) yield key
  }

  *values(): Generator<V, undefined> {
    for (const [, value] of this.entries()) yield value
  }

  [Symbol.iterator](): Generator<[K, V], undefined> {
    return this.entries()
  }

  forEach(callback: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this) callback(value, key, this)
  }
}

/** With more entries of its own than this, an overlay is laid on a map of its own. */
const MOST = 1000
