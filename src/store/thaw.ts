import { emptyTrie, TrieSet } from '../lib/trie.ts'
import { keyOf, type Origin, type StoredResource } from '../model/resource.ts'
import type { Head, State } from '../model/state.ts'
import { hasAny, NOTHING } from './apply.ts'
import type { FrozenCounts } from './freeze.ts'
import { restIn } from './rest.ts'
import { createSharing, type Share } from './share.ts'

const LINE_END = 0x0a

/**
 * The state at `head` that `freeze` made lines of, out of a file's bytes from `start` on; the bytes have been verified.
 * Resources are parsed when somebody asks for the first of them: a start that needs none costs little more than reading
 * the file.
 */
export function thaw(bytes: Buffer, start: number, head: Head, counts: FrozenCounts): State {
  const lines = linesFrom(bytes, start)
  const rest = restIn(nextOf(lines))
  const content = once(contentFrom(lines, counts))
  return {
    ...rest,
    head,
    get resources() {
      return content().resources
    },
    get everUsed() {
      return content().everUsed
    },
  }
}

/** Apart from `thaw`, whose result would otherwise keep the file's bytes as long as the state lives. */
function contentFrom(lines: Iterator<string>, counts: FrozenCounts): () => ReturnType<typeof contentOf> {
  return () => contentOf(lines, counts)
}

/** Makes a value when it is first asked for, and forgets then what it was made of. */
function once<T>(make: () => T): () => T {
  let pending: (() => T) | undefined = make
  let value: T | undefined
  return () => {
    if (pending !== undefined) value = pending()
    pending = undefined
    return value as T
  }
}

function contentOf(lines: Iterator<string>, counts: FrozenCounts): Pick<State, 'resources' | 'everUsed'> {
  const resources = emptyTrie<ReturnType<typeof keyOf>, StoredResource>().edit()
  const uids = emptyTrie<string, true>().edit()
  const share = createSharing()
  for (let count = 0; count < counts.resources; count++) {
    const resource = sharedResource(JSON.parse(nextOf(lines)) as StoredResource, share)
    resources.set(keyOf(resource), resource)
    uids.set(resource.uid, true)
  }
  for (let count = 0; count < counts.gone; count++) uids.set(JSON.parse(nextOf(lines)) as string, true)
  return { resources: resources.finish(), everUsed: new TrieSet(uids.finish()) }
}

/** A resource that was read, with what many resources say alike in memory once. */
export function sharedResource(read: StoredResource, share: Share): StoredResource {
  return {
    apiVersion: share(read.apiVersion),
    kind: share(read.kind) as StoredResource['kind'],
    namespace: share(read.namespace),
    name: read.name,
    labels: hasAny(read.labels) ? read.labels : NOTHING,
    annotations: hasAny(read.annotations) ? read.annotations : NOTHING,
    spec: read.spec,
    digest: read.digest,
    origin: originIn(read.origin, share),
    uid: read.uid,
    version: read.version,
    createdAt: share(read.createdAt),
    updatedAt: share(read.updatedAt),
  }
}

function originIn(origin: Origin, share: Share): Origin {
  const source = share(origin.source)
  if (!('path' in origin)) return { source, uid: origin.uid, generation: origin.generation }
  return { source, path: share(origin.path), line: origin.line, column: origin.column }
}

function* linesFrom(bytes: Buffer, from: number): Generator<string, undefined> {
  for (let start = from; start < bytes.length; ) {
    const end = bytes.indexOf(LINE_END, start)
    yield bytes.toString('utf8', start, end)
    start = end + 1
  }
}

function nextOf(lines: Iterator<string>): string {
  return lines.next().value
}
