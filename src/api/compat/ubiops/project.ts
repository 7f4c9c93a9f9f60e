import { text } from '../../../access/fields.ts'
import { visible } from '../../../lib/text.ts'
import type { StoredResource } from '../../../model/resource.ts'
import type { Trouble } from '../../endpoint.ts'
import { FORBIDDEN } from '../../within.ts'
import type { SystemAsked } from '../system.ts'
import { notThere } from './within.ts'

/** Where projects stand. */
export const PROJECTS = '/v2.1/projects'
/** Where one of them stands. */
export const PROJECT = `${PROJECTS}/{project}`

/** A project with the organization it belongs to. */
export interface Project {
  readonly organization: StoredResource
  readonly project: StoredResource
}

/** The projects of an organization, by name. */
export function projectsIn({ catalog }: SystemAsked, { name }: StoredResource): readonly StoredResource[] {
  return catalog.of(name, 'Workspace').filter(({ spec }) => text(spec, 'type') === 'project')
}

/** The projects of the organizations that the reader is a member of, or of one of these (`organization`); by organization and name. */
export function projectsFor(asked: SystemAsked): readonly Project[] {
  const { catalog, viewer, query } = asked
  const only = query.text('organization')
  return catalog
    .of('', 'Organization')
    .filter(({ name }) => viewer.sees(name) && (only === undefined || name === only))
    .flatMap((organization) => projectsIn(asked, organization).map((project) => ({ organization, project })))
}

/**
 * The project that an address names, by its name or uid, for a reader who may see it. Names are unique in UbiOps, and here only in
 * an organization: where several have one of that name, the question has to say which.
 */
export function inProject<T>(asked: SystemAsked, use: (project: Project) => T): T | Trouble {
  const word = asked.path('project')
  const all = projectsFor(asked)
  const found = all.find(({ project }) => project.uid.toLowerCase() === word.toLowerCase())
  const [first, ...others] = found === undefined ? all.filter(({ project }) => project.name === word) : [found]
  if (first === undefined) return notThere(`project ${word}`)
  if (others.length > 0) return several(word)
  asked.concerns(first.organization)
  return use(first)
}

/** The same for what needs MANAGE; whoever sees the project is told so (403). */
export function inManagedProject<T>(asked: SystemAsked, use: (project: Project) => T): T | Trouble {
  return inProject(asked, (found): T | Trouble =>
    asked.viewer.manages(found.organization.name) ? use(found) : FORBIDDEN,
  )
}

function several(name: string): Trouble {
  const detail = `several organizations have a project ${visible(name)}: ask for it by its id, or with ?organization=<name>`
  return { type: 'problem', problem: { status: 400, title: 'Bad Request', detail } }
}
