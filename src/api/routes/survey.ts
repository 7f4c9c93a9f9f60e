import { names } from '../../access/fields.ts'
import { runsOf } from '../../usage/policies/runs.ts'
import type { Survey, Telling } from '../../usage/waldur.ts'
import type { Asked } from '../endpoint.ts'
import { placesOf } from './grouping.ts'
import { isOpenTo, seesAll, sightOf } from './readers.ts'

/** What a reader may know of all organizations together: these, and of which what they use of an offering is told. */
export interface Surveyed {
  readonly survey: Survey
  readonly isTold: Telling
  /** The organizations that were subscribed to anything that is told. */
  readonly customers: Survey['holdings']
}

/**
 * What a reader may know of all organizations together. Operators and auditors know all; who manages a provider knows of its
 * offerings, for organizations in their groups (api §2); others know nothing.
 */
export function surveyedBy(asked: Asked): Surveyed {
  const { catalog, view, viewer } = asked
  const holdings = catalog.of('', 'Organization').map((one) => catalog.holding(one, view.instant))
  const survey = { groups: [...placesOf(catalog).values()], holdings, installation: catalog.installation() }
  const { provides } = sightOf(asked)
  const isAll = seesAll(viewer)
  const isTold: Telling = ({ organization }, offering) =>
    isAll || (provides(offering.name) && isOpenTo(offering, new Set(names(organization.spec, 'organizationGroups'))))
  const customers = holdings.filter((holding) =>
    runsOf(holding).some(({ offering }) => offering !== undefined && isTold(holding, offering)),
  )
  return { survey, isTold, customers }
}
