import type { JsonObject } from '../../model/resource.ts'
import { declaration } from '../reading/declaration.ts'
import type { Repository } from './fact.ts'
import { nameSet, settingList } from './list.ts'

/** What `spec.id` may be (model §1.2). */
const IDENTIFIER = /^[A-Za-z0-9_-][.A-Za-z0-9_-]{0,254}$/

/** The Workspace that a repository becomes; its `id` is the repository's own name where that is another one. */
export function workspaceOf(organization: string, repository: Repository): JsonObject {
  const { name, original } = repository
  return declaration('Workspace', organization, name, {
    type: 'repository',
    id: original !== name && IDENTIFIER.test(original) ? original : undefined,
    displayName: original,
    description: repository.description,
    visibility: repository.visibility,
    archived: repository.archived ? true : undefined,
    settings: settingList(repository.settings),
    previousNames: nameSet(repository.previously),
  })
}
