const WIDTH = 64

/** Hash, key, value; hash, key, value …: sorted by hash, then key, so that equal content has one form. */
type Leaf<K, V> = readonly (number | K | V)[]
type Branch<K, V> = readonly Leaf<K, V>[]

const NO_ENTRIES: Leaf<never, never> = []
const NO_LEAVES: Branch<never, never> = Array.from({ length: WIDTH }, () => NO_ENTRIES)

/** FNV-1a over UTF-16 units, folded so that the twelve lowest bits, by which two levels are chosen, depend on all. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193)
  return hash ^ (hash >>> 12) ^ (hash >>> 24)
}

function slotOf(hash: number): number {
  return hash & (WIDTH * WIDTH - 1)
}

/** Where a key stands in a leaf, or where it would: then the complement of that place. */
function placeOf<K extends string, V>(leaf: Leaf<K, V>, hash: number, key: K): number {
  let low = 0
  let high = leaf.length / 3
  while (low < high) {
    const middle = (low + high) >>> 1
    const other = leaf[3 * middle] as number
    if (other === hash && leaf[3 * middle + 1] === key) return 3 * middle
    if (other < hash || (other === hash && (leaf[3 * middle + 1] as K) < key)) low = middle + 1
    else high = middle
  }
  return ~(3 * low)
}

function valueIn<K extends string, V>(branches: readonly Branch<K, V>[], key: K): V | undefined {
  const hash = hashOf(key)
  const slot = slotOf(hash)
  const leaf = branches[slot >>> 6]?.[slot & 63] ?? NO_ENTRIES
  const place = placeOf(leaf, hash, key)
  return place < 0 ? undefined : (leaf[place + 2] as V)
}

/** Adds the keys under which one of two leaves has what the other has not. */
function addChanged<K, V>(before: Leaf<K, V>, after: Leaf<K, V>, changed: Set<K>): void {
  if (before === after) return
  const old = new Map<K, V>()
  for (let place = 0; place < before.length; place += 3) old.set(before[place + 1] as K, before[place + 2] as V)
  for (let place = 0; place < after.length; place += 3) {
    const key = after[place + 1] as K
    if (old.get(key) !== after[place + 2]) changed.add(key)
    old.delete(key)
  }
  for (const key of old.keys()) changed.add(key)
}

function* entriesIn<K, V>(branches: readonly Branch<K, V>[]): Generator<[K, V], undefined> {
  for (const branch of branches) {
    for (const leaf of branch) {
      for (let place = 0; place < leaf.length; place += 3) yield [leaf[place + 1] as K, leaf[place + 2] as V]
    }
  }
}

/**
 * A map that is never edited: 4,096 small leaves below 64 branches. `edit` gives a copy to write to, which shares every
 * leaf that stays as it was, so a change of one key costs about a 4,096th of the map, and whoever holds the old map goes
 * on seeing the old content. Values are never `undefined`. The order of iteration says nothing. Tries of equal content
 * are equal, field by field.
 */
export class Trie<K extends string, V> implements ReadonlyMap<K, V> {
  readonly size: number
  readonly branches: readonly Branch<K, V>[]

  constructor(size: number, branches: readonly Branch<K, V>[]) {
    this.size = size
    this.branches = branches
  }

  get(key: K): V | undefined {
    return valueIn(this.branches, key)
  }

  has(key: K): boolean {
    return valueIn(this.branches, key) !== undefined
  }

  /** A copy to write to; this map stays as it is. */
  edit(): TrieDraft<K, V> {
    return new TrieDraft(this)
  }

  /** The keys whose value is not the same in another map, where that is a trie too; costs what the two do not share. */
  changedSince(before: ReadonlyMap<K, V>): readonly K[] | undefined {
    if (!(before instanceof Trie)) return undefined
    const changed = new Set<K>()
    for (const [index, branch] of this.branches.entries()) {
      const old = (before as Trie<K, V>).branches[index] ?? NO_LEAVES
      if (old === branch) continue
      for (const [slot, leaf] of branch.entries()) addChanged(old[slot] ?? NO_ENTRIES, leaf, changed)
    }
    return [...changed].sort()
  }

  forEach(callback: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this) callback(value, key, this)
  }

  entries(): Generator<[K, V], undefined> {
    return entriesIn(this.branches)
  }

  *keys(): Generator<K, undefined> {
    for (const [key] of this) yield key
  }

  *values(): Generator<V, undefined> {
    for (const [, value] of this) yield value
  }

  [Symbol.iterator](): Generator<[K, V], undefined> {
    return this.entries()
  }
}

/** A trie being written: each branch and leaf is copied when it is first touched, once for all the writes that follow. */
export class TrieDraft<K extends string, V> {
  #size: number
  #branches: Branch<K, V>[]
  /** For each branch that was copied, which of its leaves were: small, because most drafts write one key. */
  #owned: (Uint8Array | undefined)[] = []

  constructor({ size, branches }: Trie<K, V>) {
    this.#size = size
    this.#branches = [...branches]
  }

  get(key: K): V | undefined {
    return valueIn(this.#branches, key)
  }

  /** What has been written so far; nothing may be written meanwhile. */
  entries(): Generator<[K, V], undefined> {
    return entriesIn(this.#branches)
  }

  /** Gives whether the key is new. */
  set(key: K, value: V): boolean {
    const hash = hashOf(key)
    const leaf = this.#leafAt(slotOf(hash))
    const place = placeOf(leaf, hash, key)
    if (place >= 0) {
      leaf[place + 2] = value
      return false
    }
    if (~place === leaf.length) leaf.push(hash, key, value)
    else leaf.splice(~place, 0, hash, key, value)
    this.#size++
    return true
  }

  delete(key: K): void {
    const hash = hashOf(key)
    const leaf = this.#leafAt(slotOf(hash))
    const place = placeOf(leaf, hash, key)
    if (place < 0) return
    leaf.splice(place, 3)
    this.#size--
  }

  /** What has been written so far; further writes do not reach it. */
  finish(): Trie<K, V> {
    this.#owned = []
    return new Trie(this.#size, [...this.#branches])
  }

  #leafAt(slot: number): (number | K | V)[] {
    let branch = this.#branches[slot >>> 6] ?? NO_LEAVES
    let owned = this.#owned[slot >>> 6]
    if (owned === undefined) {
      this.#branches[slot >>> 6] = branch = [...branch]
      this.#owned[slot >>> 6] = owned = new Uint8Array(WIDTH)
    }
    const leaf = branch[slot & 63] ?? NO_ENTRIES
    if (owned[slot & 63] === 1) return leaf as (number | K | V)[]
    const copy = [...leaf]
    ;(branch as Leaf<K, V>[])[slot & 63] = copy
    owned[slot & 63] = 1
    return copy
  }
}

/** A trie of nothing. */
export function emptyTrie<K extends string, V>(): Trie<K, V> {
  return new Trie<K, V>(
    0,
    Array.from({ length: WIDTH }, () => NO_LEAVES),
  )
}

/** A trie with the content of any map; the map itself where it is one. */
export function trieOf<K extends string, V>(map: ReadonlyMap<K, V>): Trie<K, V> {
  if (map instanceof Trie) return map
  const draft = emptyTrie<K, V>().edit()
  for (const [key, value] of map) draft.set(key, value)
  return draft.finish()
}

/** A set of texts that is never edited: the keys of a trie. */
export class TrieSet implements ReadonlySet<string> {
  readonly members: Trie<string, true>

  constructor(members: Trie<string, true>) {
    this.members = members
  }

  get size(): number {
    return this.members.size
  }

  has(text: string): boolean {
    return this.members.has(text)
  }

  forEach(callback: (text: string, same: string, set: ReadonlySet<string>) => void): void {
    for (const text of this) callback(text, text, this)
  }

  *entries(): Generator<[string, string], undefined> {
    for (const text of this) yield [text, text]
  }

  keys(): Generator<string, undefined> {
    return this.members.keys()
  }

  values(): Generator<string, undefined> {
    return this.members.keys()
  }

  [Symbol.iterator](): Generator<string, undefined> {
    return this.members.keys()
  }
}

/** A trie set with the members of any set; the set itself where it is one. */
export function trieSetOf(set: ReadonlySet<string>): TrieSet {
  if (set instanceof TrieSet) return set
  return new TrieSet(trieOf(new Map([...set].map((text) => [text, true as const]))))
}
