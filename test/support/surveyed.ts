import { type Survey, surveyOf } from '../../src/access/report/survey.ts'
import { momentOf } from '../../src/access/windows.ts'
import { identityOf, type JsonObject, type Key, keyOf, type StoredResource } from '../../src/model/resource.ts'
import { NOW, resource } from './organization.ts'

/** Specs by key (`User/acme/ada`) as stored resources; the uid of each is its key. */
export function storedOf(specs: Readonly<Record<string, JsonObject>>): ReadonlyMap<Key, StoredResource> {
  const times = { createdAt: NOW, updatedAt: NOW }
  const all = Object.entries(specs).map(([key, spec]): StoredResource => {
    const { kind, namespace, name } = identityOf(key as Key)
    return { ...resource(kind, namespace, name, spec), ...times, uid: key, version: 1 }
  })
  return new Map(all.map((one) => [keyOf(one), one]))
}

/** A survey of the organization acme, in which these are stored, at an instant (RFC 3339). */
export function surveyed(specs: Readonly<Record<string, JsonObject>>, instant = NOW): Survey {
  return surveyOf(storedOf({ 'Organization//acme': {}, ...specs }), momentOf(instant))
}
