import type { Publication } from '../../src/api/mount.ts'
import type { Kept } from '../../src/run/publication.ts'

/** Neither samples nor an access log. */
export const NOTHING_KEPT: Kept = {
  samples: { read: async () => [] },
  accessLog: { read: async () => ({ found: [], next: undefined }) },
}

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
    access: async () => ({ found: [], next: undefined }),
  },
}
