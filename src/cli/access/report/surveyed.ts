import { dormantIn } from '../../../access/report/dormant.ts'
import { groundUids } from '../../../access/report/holding.ts'
import { organizationsIn, type Survey, surveyOf } from '../../../access/report/survey.ts'
import { momentOf } from '../../../access/windows.ts'
import { nearest, plural, visible } from '../../../lib/text.ts'
import { ConfigError } from '../../../model/errors.ts'
import type { State } from '../../../model/state.ts'
import type { Stored } from '../../stored.ts'
import { DECISIVE } from '../known.ts'
import type { CommitOptions } from './commits.ts'
import { dormantReport, dormantSummary } from './dormant.ts'
import { populationReport, populationSummary } from './population.ts'
import { privilegedReport, privilegedSummary } from './privileged.ts'
import type { Range } from './range.ts'
import type { Report, Telling } from './report.ts'
import { readTrail, type Trail } from './trail.ts'
import { unexplainedReport, unexplainedSummary } from './unexplained.ts'

/** The reports on one moment. */
export type SurveyReport = 'population' | 'privileged' | 'unexplained' | 'dormant'

/** Makes a report on one moment of what is stored, of one organization or of all. Throws as `readTrail` does, and `ConfigError` where there is no such organization. */
export async function surveyed(
  which: SurveyReport,
  stored: Stored,
  options: CommitOptions & { readonly organization?: string },
): Promise<{ readonly report: Report; readonly telling: Telling }> {
  const { state, instant } = stored
  requireOrganization(state, options.organization)
  const survey = surveyOf(state.resources, momentOf(instant), options.organization)
  const trail = await readTrail(stored, uidsFor(which, survey), options)
  const erased = erasedIn(state, options.organization)
  const report = REPORTS[which](survey, trail)
  const about = { report: which, ...organizationOf(options), instant, head: { ...state.head }, erased }
  return {
    report,
    telling: {
      about,
      summary: (counts) => `${instant}: ${SUMMARIES[which](counts)}`,
      notes: [...(which === 'dormant' ? [NO_SIGN_INS] : []), ...erasedNotes(erased), ...trail.notes],
    },
  }
}

/** What no report tells. */
export const NO_SIGN_INS = 'whether somebody signs in, or uses what they may, is not known here'

const REPORTS: Readonly<Record<SurveyReport, (survey: Survey, trail: Trail) => Report>> = {
  population: populationReport,
  privileged: privilegedReport,
  unexplained: unexplainedReport,
  dormant: dormantReport,
}

const SUMMARIES: Readonly<Record<SurveyReport, Telling['summary']>> = {
  population: populationSummary,
  privileged: privilegedSummary,
  unexplained: unexplainedSummary,
  dormant: dormantSummary,
}

function uidsFor(which: SurveyReport, survey: Survey): ReadonlySet<string> {
  return which === 'dormant' ? new Set(dormantIn(survey).map(({ resource }) => resource.uid)) : groundUids(survey)
}

/** Throws `ConfigError` where an organization is named that is not stored. */
export function requireOrganization({ resources }: State, organization: string | undefined): void {
  if (organization === undefined) return
  const names = organizationsIn(resources)
  if (names.includes(organization)) return
  const near = nearest(organization, names)
  throw new ConfigError(
    `there is no organization \`${visible(organization)}\``,
    near === undefined ? 'charter get organizations lists them' : `did you mean \`${visible(near)}\`?`,
  )
}

/** The same for a time: it has to be stored at its end or at its beginning. */
export function requireOrganizationIn(
  { from, stored }: Pick<Range, 'from' | 'stored'>,
  organization: string | undefined,
) {
  if (organization === undefined || organizationsIn(from.resources).includes(organization)) return
  requireOrganization(stored.state, organization)
}

/** Of which organization a report is, for programs. */
export function organizationOf({ organization }: { readonly organization?: string }) {
  return organization === undefined ? {} : { organization }
}

/** How many resources that may have decided about access at the moment of a state were erased since. */
export function erasedIn({ erased }: State, organization: string | undefined): number {
  const kinds: readonly string[] = DECISIVE
  return [...erased.values()].filter(
    (one) => kinds.includes(one.kind) && (organization === undefined || one.organization === organization),
  ).length
}

/** What is said of resources that were erased since. */
export function erasedNotes(erased: number): readonly string[] {
  if (erased === 0) return []
  return [
    `${plural(erased, 'resource')} of that moment erased since: the report knows nothing of ${erased === 1 ? 'it' : 'them'}`,
  ]
}
