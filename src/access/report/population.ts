import { keyOf, type StoredResource } from '../../model/resource.ts'
import { createGifts } from '../gifts.ts'
import { organizationIndex } from '../indexed.ts'
import { type Absence, absenceOf } from '../presence.ts'
import { whatCan } from '../whatcan.ts'
import { type Holding, holdingOf } from './holding.ts'
import type { Survey } from './survey.ts'

/** A user of an organization at a moment: why there is no access at all, or everything that is held, each by one shortest path. */
export interface Standing {
  readonly organization: string
  readonly user: StoredResource
  readonly absence: Absence | undefined
  readonly holdings: readonly Holding[]
}

/**
 * Every user of the organizations, those without any access among them, one after the other: by organization, then name; what
 * a user holds by scope (the organization first), then permission.
 */
export function* populationOf(survey: Survey): Generator<Standing, undefined> {
  const { resources, index, organizations, moment } = survey
  for (const organization of organizations) {
    const own = organizationIndex(index, organization)
    const gifts = createGifts(own)
    for (const name of [...own.users.keys()].sort()) {
      const user = resources.get(keyOf({ kind: 'User', namespace: organization, name }))
      if (user === undefined) continue
      const held = whatCan(own, name, moment, gifts)
      const holdings = held.map(({ path, ...question }) => holdingOf(survey, organization, question, path))
      yield { organization, user, absence: absenceOf(own, name, moment), holdings }
    }
  }
}
