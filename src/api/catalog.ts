import { text } from '../access/fields.ts'
import { type AccessIndex, accessIndexAfter, accessIndexOf } from '../access/indexed.ts'
import { by, groupBy } from '../lib/compare.ts'
import { once } from '../lib/once.ts'
import { folded } from '../lib/text.ts'
import { littleChanged, type Namespaces, namespacesOf } from '../model/namespaces.ts'
import { identityOf, type Key, type Kind, type StoredResource } from '../model/resource.ts'
import type { StoredResources } from '../model/state.ts'
import { installationIn, type StoredHolding } from '../usage/stored.ts'

/** A stored state as it is looked up: everything by organization and kind, sorted by name, and who may do what. */
export interface Catalog {
  /** The resources of an organization, of one kind; global ones stand under the empty name. */
  of(organization: string, kind: Kind): readonly StoredResource[]
  /** An organization by what a reader calls it: its uid, else its name, else its `id` (api §1). */
  organization(word: string): StoredResource | undefined
  /** The users, of whatever organization, with an e-mail address, by organization and name. */
  usersWith(email: string): readonly StoredResource[]
  readonly access: AccessIndex
  /** The global resources but the organizations, by key. */
  installation(): ReadonlyMap<Key, StoredResource>
  /** What usage and entitlements of an organization are worked out from, at an instant (RFC 3339). */
  holding(organization: StoredResource, instant: string): StoredHolding
}

interface Content {
  readonly resources: StoredResources
  readonly namespaces: Namespaces
  readonly access: AccessIndex
  readonly emails: ReadonlyMap<string, readonly StoredResource[]>
}

/** Gives the catalog of a state; `present` is the state that is in force now, absent: the same. */
export type Catalogs = (resources: StoredResources, present?: StoredResources) => Catalog

interface Kept {
  readonly content: Content
  readonly catalog: Catalog
}

/** So many states of the past are kept besides the present: who reads one asks for more of it, page by page. */
const MOST_PAST = 3

/**
 * Makes catalogs. That of the present is always kept, and the next one is made of it, at the cost of what has changed; of the
 * past those that were asked for last are, because each is made anew: nothing of it is shared.
 */
export function createCatalogs(): Catalogs {
  let newest: Kept | undefined
  let past: readonly Kept[] = []
  return (resources, present = resources) => {
    if (newest?.content.resources === resources) return newest.catalog
    if (resources === present) {
      newest = kept(nextContent(newest?.content, resources))
      return newest.catalog
    }
    const known = past.find(({ content }) => content.resources === resources) ?? kept(contentOf(resources))
    past = [known, ...past.filter((one) => one !== known)].slice(0, MOST_PAST)
    return known.catalog
  }
}

function kept(content: Content): Kept {
  return { content, catalog: catalogOf(content) }
}

function nextContent(before: Content | undefined, resources: StoredResources): Content {
  const changed = before === undefined ? undefined : littleChanged(resources, before.resources)
  return before === undefined || changed === undefined ? contentOf(resources) : contentAfter(before, resources, changed)
}

function contentOf(resources: StoredResources): Content {
  const namespaces = namespacesOf(resources)
  const users = [...namespaces.values()].flatMap((kinds) => kinds.get('User') ?? [])
  return {
    resources,
    namespaces,
    access: accessIndexOf(resources.values()),
    emails: groupBy(users.filter(hasEmail).sort(byPlace), emailOf),
  }
}

function contentAfter(before: Content, resources: StoredResources, changed: readonly Key[]): Content {
  const emails = new Map(before.emails)
  for (const key of changed) {
    if (identityOf(key).kind === 'User') readdress(emails, before.resources.get(key), resources.get(key))
  }
  const access = accessIndexAfter(before.access, before.resources, resources)
  return { resources, namespaces: namespacesOf(resources), access, emails }
}

function readdress(
  emails: Map<string, readonly StoredResource[]>,
  before: StoredResource | undefined,
  after: StoredResource | undefined,
): void {
  if (before !== undefined && hasEmail(before)) {
    const others = (emails.get(emailOf(before)) ?? []).filter((one) => one !== before)
    if (others.length === 0) emails.delete(emailOf(before))
    else emails.set(emailOf(before), others)
  }
  if (after !== undefined && hasEmail(after)) {
    emails.set(emailOf(after), [...(emails.get(emailOf(after)) ?? []), after].sort(byPlace))
  }
}

function catalogOf({ namespaces, access, emails }: Content): Catalog {
  const of = (organization: string, kind: Kind): readonly StoredResource[] =>
    namespaces.get(organization)?.get(kind) ?? []
  const installation = once(() => installationIn(namespaces.get('') ?? new Map()))
  const words = once(() => wordsFor(of('', 'Organization')))
  return {
    of,
    access,
    installation,
    organization: (word) => words().get(word),
    holding: (organization, instant) => ({
      name: organization.name,
      organization,
      instant,
      installation: installation(),
      of: (kind) => of(organization.name, kind),
    }),
    usersWith: (email) => emails.get(folded(email)) ?? [],
  }
}

/** What organizations are called; of two that claim one word, that whose uid it is, then whose name, then whose id. */
function wordsFor(organizations: readonly StoredResource[]): ReadonlyMap<string, StoredResource> {
  const words = new Map<string, StoredResource>()
  for (const one of organizations) words.set(text(one.spec, 'id') ?? one.name, one)
  for (const one of organizations) words.set(one.name, one)
  for (const one of organizations) words.set(one.uid, one)
  return words
}

const byPlace = by(({ namespace, name }: StoredResource) => `${namespace} ${name}`)

function hasEmail({ spec }: StoredResource): boolean {
  return text(spec, 'email') !== undefined
}

function emailOf({ spec }: StoredResource): string {
  return folded(text(spec, 'email') ?? '')
}
