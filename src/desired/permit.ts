import { listed } from '../lib/text.ts'
import type { SourcePolicy } from '../model/document.ts'
import type { Problem, ProblemCode } from '../model/problem.ts'
import { KINDS, type Resource } from '../model/resource.ts'
import type { Fault } from './declare.ts'
import { placeOf } from './finding.ts'
import type { Declared } from './view.ts'

/** What a document declares, parted by what its source may declare; one fault for each kind that it may not. */
export interface Permitted {
  readonly allowed: readonly Declared[]
  readonly refused: readonly Declared[]
  readonly faults: readonly Fault[]
}

/**
 * Parts what one document declares by the policy of its source (`KindNotAllowed`, `OrganizationNotAllowed`). What is refused
 * concerns no unit: the rest of the document and of the organization goes on.
 */
export function permitted(declared: readonly Declared[], policy: SourcePolicy): Permitted {
  const { allowedKinds, allowedOrganizations } = policy
  if (allowedKinds === undefined && allowedOrganizations === undefined) {
    return { allowed: declared, refused: [], faults: [] }
  }
  const refused = new Map<string, Declared[]>()
  const allowed = declared.filter((one) => {
    const code = breachOf(one.resource, policy)
    if (code === undefined) return true
    const name = code === 'KindNotAllowed' ? one.resource.kind : code
    refused.set(name, [...(refused.get(name) ?? []), one])
    return false
  })
  const faults = [...refused.values()].flatMap((all): Fault[] => {
    const [first] = all
    return first === undefined ? [] : [{ problem: problemOf(first, all.length, policy), units: [] }]
  })
  return { allowed, refused: [...refused.values()].flat(), faults }
}

/** Whether a source may declare anything of an organization. */
export function mayDeclare(organization: string, { allowedOrganizations }: SourcePolicy): boolean {
  return allowedOrganizations === undefined || allowedOrganizations.some((pattern) => matches(organization, pattern))
}

function breachOf(resource: Resource, policy: SourcePolicy): ProblemCode | undefined {
  const organization = resource.kind === 'Organization' ? resource.name : resource.namespace
  if (organization !== '' && !mayDeclare(organization, policy)) return 'OrganizationNotAllowed'
  return policy.allowedKinds?.has(resource.kind) === false ? 'KindNotAllowed' : undefined
}

/** Whether a name is what a pattern says, in which `*` stands for any characters, also none. */
function matches(name: string, pattern: string): boolean {
  const [first = '', ...others] = pattern.split('*')
  const last = others.pop()
  if (last === undefined) return name === first
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false
  const end = name.length - last.length
  let from = first.length
  for (const part of others) {
    const found = name.indexOf(part, from)
    if (found < 0 || found + part.length > end) return false
    from = found + part.length
  }
  return true
}

function problemOf(first: Declared, count: number, policy: SourcePolicy): Problem {
  const { kind, namespace, name } = first.resource
  const source = first.owner
  const organization = kind === 'Organization' ? name : namespace
  const more = count === 1 ? '' : ` (and ${count - 1} more in this document)`
  const kept = 'what is stored of it stays as it is'
  if (breachOf(first.resource, policy) === 'OrganizationNotAllowed') {
    return {
      code: 'OrganizationNotAllowed',
      severity: 'error',
      message: `${kind} \`${name}\`${more} is of the organization \`${organization}\`; the source \`${source}\` may declare ${quoted(policy.allowedOrganizations ?? [])}`,
      help: `declare it in a source that may, or add \`${organization}\` to \`allowedOrganizations\` of \`${source}\` in the configuration; ${kept}`,
      ...placeOf(first, kind === 'Organization' || first.base !== '' ? '/metadata/name' : '/metadata/namespace'),
    }
  }
  const kinds = KINDS.filter((one) => policy.allowedKinds?.has(one) === true)
  return {
    code: 'KindNotAllowed',
    severity: 'error',
    message: `${kind} \`${name}\`${more} is of a kind that the source \`${source}\` may not declare; it may declare ${quoted(kinds)}`,
    help: `declare it in a source that may, or add ${kind} to \`allowedKinds\` of \`${source}\` in the configuration; ${kept}`,
    ...placeOf(first, '/metadata/name'),
  }
}

function quoted(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : listed(names.map((name) => `\`${name}\``))
}
