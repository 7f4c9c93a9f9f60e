import { ask, type Reading } from '../kubernetes/body.ts'
import type { Cluster } from '../kubernetes/cluster.ts'
import { statusError } from '../kubernetes/failure.ts'
import type { JsonObject } from '../model/resource.ts'
import type { Address } from './write.ts'

/** What became of an object that is made: it is `written`, was `known` already, the API server `refused` it, or is `busy`. */
export type Posting = 'written' | 'known' | 'refused' | 'busy'

/** Makes an object in a collection. Throws `SourceError` where the API server cannot be asked, or does not allow it. */
export async function postObject(
  cluster: Cluster,
  { resource, path }: Address,
  object: JsonObject,
  reading: Reading,
): Promise<Posting> {
  const body = { type: 'application/json', text: JSON.stringify(object) }
  const { status, asked } = await ask(cluster, { verb: 'create', resource, path, method: 'POST', body }, reading)
  switch (status) {
    case 200:
    case 201:
    case 202:
      return 'written'
    case 409:
      return 'known'
    case 400:
    case 413:
    case 422:
      return 'refused'
    case 429:
      return 'busy'
  }
  throw statusError(asked, status)
}
