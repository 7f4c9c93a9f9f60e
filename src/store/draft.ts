/**
 * A map being written. It is copied when something in it changes for the first time, so what an entry does not touch costs
 * nothing, however much it is; the map it began with stays as it is.
 */
export class MapDraft<K, V> implements Iterable<[K, V]> {
  #map: ReadonlyMap<K, V>
  #own: Map<K, V> | undefined

  constructor(map: ReadonlyMap<K, V>) {
    this.#map = map
  }

  get(key: K): V | undefined {
    return this.#map.get(key)
  }

  has(key: K): boolean {
    return this.#map.has(key)
  }

  values(): MapIterator<V> {
    return this.#map.values()
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.#map.entries()
  }

  set(key: K, value: V): void {
    this.#copy().set(key, value)
  }

  delete(key: K): void {
    if (this.#map.has(key)) this.#copy().delete(key)
  }

  /** What has been written so far; further writes do not reach it. */
  finish(): ReadonlyMap<K, V> {
    this.#own = undefined
    return this.#map
  }

  #copy(): Map<K, V> {
    this.#own ??= new Map(this.#map)
    this.#map = this.#own
    return this.#own
  }
}
