import { names } from '../../../access/fields.ts'
import { momentOf } from '../../../access/windows.ts'
import { by } from '../../../lib/compare.ts'
import { monthsAfter } from '../../../usage/calendar.ts'
import { runAt, runsOf } from '../../../usage/policies/runs.ts'
import { latestGauge } from '../../../usage/resources.ts'
import { specOf } from '../../../usage/spec.ts'
import { badParameter } from '../../endpoint.ts'
import { samplesWithin } from '../../routes/samples.ts'
import type { SystemAsked, SystemEndpoint } from '../system.ts'
import { inProject, PROJECT, PROJECTS, type Project, projectsFor } from './project.ts'

/** UbiOps' projects, which are workspaces of that type, how much they have, and how much of it they may have. */
export const UBIOPS_PROJECT_ENDPOINTS: readonly SystemEndpoint[] = [
  {
    path: PROJECTS,
    answer(asked) {
      const pairs = asked.query.text('labels')?.split(',') ?? []
      if (pairs.some((pair) => !/^[^:]+:/.test(pair))) {
        return badParameter('labels', 'is a list of labels with their values: `team:research,stage:test`')
      }
      const isWanted = ({ project: { labels } }: Project): boolean =>
        pairs.every((pair) => {
          const [name = '', value] = pair.split(/:(.*)/s)
          return Object.hasOwn(labels, name) && labels[name] === value
        })
      const wanted = projectsFor(asked).filter(isWanted)
      for (const { organization } of wanted) asked.concerns(organization)
      return { type: 'value', value: wanted.map(headOf) }
    },
  },
  {
    path: PROJECT,
    answer: (asked) =>
      inProject(asked, (found) => ({ type: 'value', value: { ...headOf(found), ...detailOf(asked, found) } })),
  },
  {
    path: `${PROJECT}/quotas`,
    answer: (asked) => inProject(asked, (found) => ({ type: 'value', value: quotasOf(asked, found) })),
  },
  {
    path: `${PROJECT}/resources`,
    answer: (asked) => inProject(asked, async (found) => ({ type: 'value', value: await resourcesOf(asked, found) })),
  },
]

function headOf({ organization, project: { uid, name, createdAt, labels, spec } }: Project) {
  const credits = typeof spec.creditsLimit === 'number' ? spec.creditsLimit : null
  return { id: uid, name, creation_date: createdAt, credits, organization_name: organization.name, labels }
}

/** A project counts as suspended while a usage policy that concerns its organization asks for that. */
function detailOf({ view }: SystemAsked, { organization, project }: Project): object {
  const fired = view.status.policies?.find(
    ({ actions, organizations }) => actions.includes('request_pausing') && organizations.includes(organization.name),
  )
  return {
    suspended: fired !== undefined,
    suspended_reason: fired === undefined ? null : `the usage policy ${fired.name} has fired`,
    cors_origins: names(project.spec, 'corsOrigins'),
  }
}

/** The quotas of the plan to which the organization is subscribed now, by what they are of. */
function quotasOf({ catalog, view }: SystemAsked, { organization }: Project): readonly object[] {
  const run = runAt(runsOf(catalog.holding(organization, view.instant)), momentOf(view.instant))
  const quotas = run === undefined ? {} : (specOf(run.plan).quotas ?? {})
  return Object.entries(quotas)
    .map(([resource, quota]) => ({ resource, quota }))
    .sort(by(({ resource }) => resource))
}

/** A gauge that was told longer ago says nothing of now. */
const MONTHS_BACK = -2
const COUNTED = ['deployments', 'deployment_versions', 'pipelines', 'pipeline_versions', 'buckets', 'environments']

/** How many objects of each sort a project has, by the latest gauge of that name. */
async function resourcesOf(asked: SystemAsked, { organization, project }: Project): Promise<object> {
  const until = momentOf(asked.view.instant) + 1
  const samples = await samplesWithin(asked, [organization], { from: monthsAfter(until, MONTHS_BACK), until })
  const own = samples.filter((sample) => sample.project === project.name)
  return Object.fromEntries(COUNTED.map((name) => [name, latestGauge(own, name)]))
}
