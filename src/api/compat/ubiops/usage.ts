import type { StoredResource } from '../../../model/resource.ts'
import type { Trouble } from '../../endpoint.ts'
import type { SystemAsked, SystemEndpoint, SystemValue } from '../system.ts'
import { inManagedProject, PROJECT, type Project, projectsIn } from './project.ts'
import { creditsIn, measuredIn, seriesIn } from './series.ts'
import { isNewer } from './version.ts'
import { inManaged, ORGANIZATION } from './within.ts'

type Answered = Promise<SystemValue | Trouble>

/** What an organization used, or one of its projects, in the period of its subscription where no dates are given (api §4). */
export const UBIOPS_USAGE_ENDPOINTS: readonly SystemEndpoint[] = [
  {
    path: `${ORGANIZATION}/usage`,
    answer: (asked) => inManaged(asked, (organization) => usageOf(asked, organization)),
  },
  {
    path: `${PROJECT}/usage`,
    answer: (asked) => inManagedProject<Answered | Trouble>(asked, (project) => projectUsageOf(asked, project)),
  },
]

async function usageOf(asked: SystemAsked, organization: StoredResource): Answered {
  const measured = await measuredIn(asked, organization)
  if ('type' in measured) return measured
  if (!isNewer(asked)) return { type: 'value', value: seriesIn(measured) }
  const projects = projectsIn(asked, organization)
  const known = new Set(projects.map(({ name }) => name))
  const value = {
    interval: measured.interval,
    data_organization: creditsIn(measured, () => true),
    data_projects: projects.map(({ uid, name }) => ({
      project_id: uid,
      project_name: name,
      data: creditsIn(measured, ({ project }) => project === name),
    })),
    data_deleted_projects: creditsIn(measured, ({ project }) => project !== undefined && !known.has(project)),
  }
  return { type: 'value', value }
}

/** Of deployments nothing is declared, so that what was used is not told by deployment. */
async function projectUsageOf(asked: SystemAsked, { organization, project }: Project): Answered {
  const measured = await measuredIn(asked, organization)
  if ('type' in measured) return measured
  const samples = measured.samples.filter((sample) => sample.project === project.name)
  if (!isNewer(asked)) return { type: 'value', value: seriesIn({ ...measured, samples }) }
  const value = {
    interval: measured.interval,
    data_project: creditsIn({ ...measured, samples }, () => true),
    data_deployments: [],
    data_deleted_deployments: [],
  }
  return { type: 'value', value }
}
