/** Wraps a pure function of one immutable object so that it is computed once for each object, as long as that lives. */
export function remembered<K extends object, V>(make: (from: K) => V): (from: K) => V {
  const known = new WeakMap<K, { readonly value: V }>()
  return (from) => {
    const before = known.get(from)
    if (before !== undefined) return before.value
    const value = make(from)
    known.set(from, { value })
    return value
  }
}
