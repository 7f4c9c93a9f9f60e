import type { FastifyRequest } from 'fastify'
import { momentOf } from '../access/windows.ts'
import { visible } from '../lib/text.ts'
import { KINDS, type StoredResource } from '../model/resource.ts'
import { isRefusal } from './authentication/refusal.ts'
import type { Catalog } from './catalog.ts'
import { createCursors } from './cursor.ts'
import type { Asked, Endpoint, ValueEndpoint } from './endpoint.ts'
import { placesFor } from './feed.ts'
import type { Authenticate } from './identity.ts'
import { BASE_PATH, type Publication } from './mount.ts'
import { isFault, readQuery } from './parameter.ts'
import { viewerOf } from './viewer.ts'

/** What is needed to say where something would be changed. */
export interface Ownership {
  readonly endpoints: readonly Endpoint[]
  readonly publication: Publication
  readonly authenticate: Authenticate
  readonly catalogs: (resources: Asked['view']['state']['resources']) => Catalog
}

/**
 * Says to whoever wants to change something over HTTP where that is done: the source, the file and the line in which what an
 * address names is declared, or else the organization in which it would be (api §1). `undefined` where the address names nothing of that
 * sort, or nothing that this reader may see.
 */
export function createOwners(ownership: Ownership): (request: FastifyRequest) => Promise<string | undefined> {
  const { endpoints, publication, authenticate, catalogs } = ownership
  const named = endpoints.filter(({ path }) => path.includes('{'))
  const known = [...named.filter(isOfOne), ...named.filter((one) => !isOfOne(one))]
  const cursors = createCursors()
  return async ({ headers, raw, url }) => {
    const found = matching(known, url)
    if (found === undefined || !publication.isReady()) return undefined
    const identity = await authenticate({ headers, rawHeaders: raw.rawHeaders, url })
    const query = readQuery('', [])
    if (isRefusal(identity) || isFault(query)) return undefined
    const view = publication.now()
    const catalog = catalogs(view.state.resources)
    const viewer = viewerOf(identity, catalog, momentOf(view.instant))
    const { recorded } = publication
    const places = placesFor(cursors, url)
    const path = (name: string): string => found.names.get(name) ?? ''
    const asked = { view, catalog, viewer, query, recorded, places, host: '', path, concerns: () => undefined }
    const one = isOfOne(found.endpoint) ? await found.endpoint.answer(asked) : undefined
    const around = catalog.organization(path('organization'))
    const value: { readonly uid?: unknown; readonly organization?: unknown } = one?.type === 'value' ? one.value : {}
    const organization = around?.name ?? (typeof value.organization === 'string' ? value.organization : undefined)
    const own = typeof value.uid === 'string' ? resourceOf(value.uid, organization, catalog) : undefined
    const resource = own ?? (around !== undefined && viewer.sees(around.name) ? around : undefined)
    return resource === undefined ? undefined : placeText(resource)
  }
}

/** Whether an endpoint tells of one thing, which may be a resource. */
function isOfOne(endpoint: Endpoint): endpoint is ValueEndpoint {
  return endpoint.type === 'value' && endpoint.response.type === 'object'
}

interface Matched {
  readonly endpoint: Endpoint
  readonly names: ReadonlyMap<string, string>
}

function matching(endpoints: readonly Endpoint[], url: string): Matched | undefined {
  const [address = ''] = url.split(/[?#]/)
  if (!address.startsWith(`${BASE_PATH}/`)) return undefined
  const parts = address.slice(BASE_PATH.length).split('/')
  for (const endpoint of endpoints) {
    const wanted = endpoint.path.split('/')
    if (wanted.length !== parts.length) continue
    const pairs = wanted.map((part, at) => [part, parts[at] ?? ''] as const)
    if (!pairs.every(([part, given]) => part.startsWith('{') || part === given)) continue
    const named = pairs.filter(([part]) => part.startsWith('{'))
    return { endpoint, names: new Map(named.map(([part, given]) => [part.slice(1, -1), decoded(given)])) }
  }
  return undefined
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}

function resourceOf(uid: string, organization: string | undefined, catalog: Catalog): StoredResource | undefined {
  const places = organization === undefined ? [''] : ['', organization]
  for (const place of places) {
    for (const kind of KINDS) {
      const found = catalog.of(place, kind).find((one) => one.uid === uid)
      if (found !== undefined) return found
    }
  }
  return undefined
}

function placeText({ kind, name, origin }: StoredResource): string {
  const place = 'path' in origin ? `${origin.path}:${origin.line}` : `the object in the cluster`
  return visible(`nothing is changed here: ${kind} ${name} is declared in source ${origin.source}, at ${place}`)
}
