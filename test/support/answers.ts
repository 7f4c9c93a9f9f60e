import type { Question } from '../../src/access/question.ts'
import type { Json, JsonObject, Resource } from '../../src/model/resource.ts'

/**
 * Effective access as model §1 and §2 say it, found in the slowest and most obvious way: every question looks at every
 * resource again. It shares nothing with `src/access`.
 */
export function referenceOf(resources: readonly Resource[], organization: string, instant: string) {
  const own = (kind: string): readonly Resource[] =>
    resources.filter((one) => one.namespace === organization && one.kind === kind)
  const named = (kind: string, name: string): Resource | undefined => own(kind).find((one) => one.name === name)
  const now = Date.parse(instant)

  const isInWindow = ({ spec: { from, until } }: Resource): boolean =>
    (typeof from !== 'string' || Date.parse(from) <= now) && (typeof until !== 'string' || now < Date.parse(until))

  const isPresent = (name: string): boolean => {
    const user = named('User', name)
    if (user === undefined || user.spec.active === false || !isInWindow(user)) return false
    return !own('Revocation').some(
      ({ spec }) => spec.user === name && (typeof spec.until !== 'string' || now < Date.parse(spec.until)),
    )
  }

  const isGroup = (name: string): boolean => {
    const group = named('UserGroup', name)
    if (group === undefined) return name === 'admin' || name === 'users'
    return group.spec.level !== 'readonly' && group.spec.level !== 'none'
  }

  const groupsOf = (user: string): readonly string[] => {
    const declared = own('UserGroup').filter(
      ({ name, spec }) => name !== 'users' && [...list(spec.members), ...list(spec.maintainers)].includes(user),
    )
    const all = [...declared.map(({ name }) => name), ...list(named('User', user)?.spec.userGroups), 'users']
    return [...new Set(all)].filter(isGroup)
  }

  const rightsOf = ({ spec }: Resource, workspace: string): readonly Json[] => {
    if (typeof spec.permission === 'string') return [spec.permission]
    const role = named('AccessRole', String(spec.role))
    if (role !== undefined) {
      const only = role.spec.workspace
      return workspace !== '' && (only === undefined || only === workspace) ? list(role.spec.permissions) : []
    }
    const [prefix = '', level = ''] = String(spec.role).split('-')
    const verbs = ['viewer', 'editor', 'admin'].indexOf(level)
    if (workspace === '' || verbs < 0 || !['project', 'deployment', 'pipeline', 'bucket'].includes(prefix)) return []
    const known = [['list', 'get'], ['create', 'update'], ['delete']].slice(0, verbs + 1).flat()
    return known.map((verb) => `${prefix}s.${verb}`)
  }

  /** The workspace, its parent, the parent of that … */
  const upFrom = (workspace: string): readonly string[] => {
    const names: string[] = []
    let name: Json | undefined = workspace
    while (typeof name === 'string' && name !== '' && !names.includes(name)) {
      names.push(name)
      name = named('Workspace', name)?.spec.parent
    }
    return names
  }

  const isAbout = ({ spec }: Resource, { scope }: Question): boolean => {
    const [entry] = Object.entries((spec.scope ?? {}) as JsonObject)
    if (entry === undefined) return scope.type === 'organization'
    const [type, name] = entry
    if (type !== scope.type) return false
    if (name === scope.name) return true
    return type === 'workspace' && spec.includeDescendants === true && upFrom(scope.name).includes(String(name))
  }

  const endsAt = (assignee: 'user' | 'userGroup', name: string, question: Question): readonly string[] =>
    own('Permission').flatMap((permission) => {
      const { spec } = permission
      const workspace = question.scope.type === 'workspace' ? question.scope.name : ''
      if ((spec.assignee as JsonObject)[assignee] !== name || !isInWindow(permission)) return []
      if (!isAbout(permission, question) || !rightsOf(permission, workspace).includes(question.permission)) return []
      return [`Permission ${permission.name}`]
    })

  const isMakingAdmins = ({ permission, scope }: Question): boolean =>
    permission === 'MANAGE' && scope.type === 'organization'

  /** Every path by which a user holds a permission, as `group ops, group platform, Permission manage`; sorted. */
  const paths = (user: string, question: Question): readonly string[] => {
    if (!isPresent(user)) return []
    const found = [...endsAt('user', user, question)]
    const spec = named('User', user)?.spec
    if (isMakingAdmins(question)) {
      if (spec?.admin === true) found.push('flag')
      else if (spec?.role === 'org_admin') found.push('role')
    }
    const climb = (group: string, before: readonly string[]): void => {
      if (before.includes(group) || !isGroup(group)) return
      const groups = [...before, group]
      const ends = [...endsAt('userGroup', group, question)]
      if (isMakingAdmins(question) && group === 'admin') ends.push('group')
      for (const end of ends) found.push([...groups.map((name) => `group ${name}`), end].join(', '))
      for (const parent of list(named('UserGroup', group)?.spec.parents)) climb(parent, groups)
    }
    for (const group of groupsOf(user)) climb(group, [])
    return found.sort()
  }

  return { paths, users: own('User').map(({ name }) => name) }
}

function list(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}
