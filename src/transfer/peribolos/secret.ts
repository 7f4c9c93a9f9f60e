import { segmentsOf } from '../../lib/pointer.ts'
import type { JsonObject } from '../../model/resource.ts'
import { mistakesIn } from '../reading/mistake.ts'
import { problemAt } from '../reading/problem.ts'
import { below, contentOf, type Reading, type Spot } from '../reading/reading.ts'
import { organizationDocument } from './document.ts'
import type { Organization } from './fact.ts'
import { groupOf } from './group.ts'
import { distinct } from './person.ts'
import { settingKey } from './setting.ts'
import { usersOf } from './user.ts'
import { workspaceOf } from './workspace.ts'

const NOBODY = { members: [], maintainers: [], otherCase: 0, leftOut: 0 }

/** Yields a problem for every secret that would be taken over from an organization, where it stands; `spots` are its fragments. */
export function* secretsOf(organization: Organization, spots: readonly Spot[]): Reading<void> {
  const { name, repositories, teams } = organization
  yield* secretsIn(organizationDocument(organization), spots)
  const people = distinct([...organization.admins, ...organization.members])
  for (const [index, document] of usersOf(organization).entries()) {
    const person = people[index]
    if (person !== undefined) yield* secretsIn(document, [person.spot])
  }
  for (const repository of repositories) yield* secretsIn(workspaceOf(name, repository), [repository.spot])
  for (const team of teams) yield* secretsIn(groupOf(name, team, NOBODY), [team.spot])
}

function* secretsIn(document: JsonObject, spots: readonly Spot[]): Reading<void> {
  for (const { code, severity, message, pointer } of mistakesIn(document)) {
    if (code !== 'SecretInline') continue
    const [first] = spots
    const spot = spots.map((one) => fieldOf(document, pointer, one)).find((one) => one !== undefined) ?? first
    // What is made of a name holds most of it, so that the message of a declaration that is called so would tell it.
    const told = CALLED_SO.has(pointer) ? 'a name here looks like a secret' : message
    if (spot !== undefined) yield problemAt(spot, { code, severity, message: told, help: HELP })
  }
}

const HELP = 'take it out, rotate it, and declare a reference to where it is kept once the rest is imported'

/** The field of Peribolos that a part of a declaration was made of; `undefined` where the thing has none that is called so. */
function fieldOf(document: JsonObject, pointer: string, spot: Spot): Spot | undefined {
  const [, field = '', index] = segmentsOf(pointer)
  const content = contentOf(spot)
  if (typeof content !== 'object' || Array.isArray(content)) return undefined
  const called = field === 'settings' ? keyAt(document, Number(index)) : (THERE.get(field) ?? field)
  const name = Object.keys(content).find((one) => (field === 'settings' ? settingKey(one) : one) === called)
  return name === undefined ? undefined : below(spot, name)
}

const CALLED_SO: ReadonlySet<string> = new Set(['/spec/username', '/spec/displayName', '/spec/id'])

/** What fields of declarations are called by Peribolos, where it has another name for them. */
const THERE: ReadonlyMap<string, string> = new Map([
  ['displayName', 'name'],
  ['contact', 'billing_email'],
  ['previousNames', 'previously'],
])

function keyAt({ spec }: JsonObject, index: number): string {
  const settings = (spec as JsonObject).settings as readonly JsonObject[] | undefined
  return String(settings?.[index]?.key)
}
