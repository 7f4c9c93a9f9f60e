import fc from 'fast-check'

/** Asserts a property on so many random cases; what fails is shrunk and told with its seed, its path and what went wrong. */
export function holds<T>(property: fc.IAsyncProperty<T>, numRuns: number): Promise<void> {
  return fc.assert(property, { numRuns, includeErrorInReport: true })
}
