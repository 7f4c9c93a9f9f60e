import type { Publication } from '../../src/api/mount.ts'

/** A publication of nothing, for tests of what stands beside it. */
export const NOTHING_PUBLISHED: Publication = {
  now() {
    throw new Error('nothing is published')
  },
  past: async () => ({ missing: 'unknown' }),
  isReady: () => false,
  recorded: {
    async *entries() {
      yield* []
    },
    past: async () => ({ missing: 'unknown' }),
    async *steps() {
      yield* []
    },
    inTurn: (walk) => walk(),
    sealed: async () => 0,
    samples: async () => [],
  },
}
