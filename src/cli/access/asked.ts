import { BUILTIN_GROUPS, BUILTIN_RIGHTS } from '../../access/builtin.ts'
import { PERMISSION_NAMES, SCOPE_TYPES, SCOPE_WORDS } from '../../access/names.ts'
import type { OrganizationIndex } from '../../access/organization.ts'
import type { Question } from '../../access/question.ts'
import { ORGANIZATION, SCOPE_KINDS, type Scope, type ScopeType } from '../../access/scope.ts'
import { listed, nearest, visible } from '../../lib/text.ts'
import { ConfigError } from '../../model/errors.ts'
import type { Kind } from '../../model/resource.ts'
import { kindDefinition, kindNamed } from '../../schemas/kinds.ts'
import type { Known } from './known.ts'

/** What a permission on something is asked for, from the words of a command line; throws `ConfigError` where one is unknown. */
export function questionOf(known: Known, permission: string, on: string | undefined): Question {
  const scope = on === undefined ? ORGANIZATION : scopeNamed(known, on)
  return { permission: permissionNamed(known, permission, scope.type), scope }
}

/** The name of a user, who has to be there; throws `ConfigError` that says what was probably meant. */
export function userNamed(known: Known, name: string): string {
  return existing(known, 'User', name)
}

function scopeNamed(known: Known, on: string): Scope {
  const slash = on.indexOf('/')
  const kind = slash < 0 ? undefined : kindNamed(on.slice(0, slash))?.kind
  const types = Object.keys(SCOPE_KINDS) as (keyof typeof SCOPE_KINDS)[]
  const type = types.find((one) => SCOPE_KINDS[one] === kind)
  if (type === undefined) {
    throw new ConfigError(
      `--on takes ${listed(types.map((one) => `${one}/NAME`))}, not \`${visible(on)}\``,
      'leave it out to ask about the organization itself',
    )
  }
  const name = on.slice(slash + 1)
  if (type === 'userGroup' && BUILTIN_GROUPS.includes(name)) return { type, name }
  return { type, name: existing(known, SCOPE_KINDS[type], name) }
}

function existing({ namesOf, organization, unknown }: Known, kind: Kind, name: string): string {
  const names = namesOf(kind)
  if (names.includes(name)) return name
  const { singular } = kindDefinition(kind)
  const erased = unknown(kind, name)
  if (erased !== undefined) throw new ConfigError(erased)
  throw new ConfigError(
    `organization \`${visible(organization)}\` has no ${singular} \`${visible(name)}\``,
    meant(name, names) ?? `charter get ${singular.toLowerCase()} --organization ${visible(organization)} lists them`,
  )
}

function permissionNamed({ index }: Known, name: string, type: ScopeType): string {
  const fitting: readonly string[] = [...PERMISSION_NAMES[type], ...(type === 'workspace' ? roleRights(index) : [])]
  if (fitting.includes(name)) return name
  const elsewhere = SCOPE_TYPES.filter((other) => (PERMISSION_NAMES[other] as readonly string[]).includes(name))
  if (roleRights(index).includes(name)) elsewhere.push('workspace')
  const message = `\`${visible(name)}\` is no permission on ${SCOPE_WORDS[type]}`
  if (elsewhere.length > 0) {
    const places = elsewhere.map((other) =>
      other === 'organization' ? 'the organization (without --on)' : `--on ${other}/NAME`,
    )
    throw new ConfigError(message, `it is given on ${listed(places)}`)
  }
  throw new ConfigError(message, meant(name, fitting) ?? `permissions there are ${listed(PERMISSION_NAMES[type], 20)}`)
}

/** What roles allow, the built-in ones and those of the organization. */
function roleRights(index: OrganizationIndex): readonly string[] {
  return [...[...BUILTIN_RIGHTS.values()].flat(), ...index.rolesWith.keys()]
}

function meant(word: string, names: readonly string[]): string | undefined {
  const near = nearest(word, names)
  return near === undefined ? undefined : `did you mean \`${visible(near)}\`?`
}
