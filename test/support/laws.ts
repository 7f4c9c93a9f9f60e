import { INSTALLATION_LAWS, ORGANIZATION_LAWS, REVOCATION_LAWS } from '../../src/desired/laws/all.ts'
import type { InstallationView, OrganizationView } from '../../src/desired/view.ts'
import type { Finding } from '../../src/model/problem.ts'
import type { Resource } from '../../src/model/resource.ts'
import { type OrganizationLiteral, view } from './organization.ts'

/** The organization `acme` with one lasting admin, `root`, besides what the literal says. */
export function acme(literal: OrganizationLiteral = {}): OrganizationView {
  return view({ ...literal, users: { root: { admin: true }, ...literal.users } })
}

/** The same organization as a store has it that created everything on a day. */
export function createdOn(day: string, view: OrganizationView): OrganizationView {
  const dated = (one: Resource): Resource => ({ ...one, createdAt: `${day}T09:30:00.000Z` }) as Resource
  return {
    ...view,
    of: (kind) => view.of(kind).map(dated),
    get: (kind, name) =>
      view
        .of(kind)
        .map(dated)
        .find((one) => one.name === name),
  }
}

/** What all laws of an organization find in it. */
export function findingsIn(organization: OrganizationView): readonly Finding[] {
  return ORGANIZATION_LAWS.flatMap(({ law }) => law(organization))
}

/** What all laws of an organization find in it, a line each: code, place and message. */
export function told(organization: OrganizationView): readonly string[] {
  return findingsIn(organization).map(line)
}

/**
 * What a change is refused for: a breach that the stored organization has as well, and that is no worse now, is a fact
 * and refuses nothing (model §3).
 */
export function refused(organization: OrganizationView): readonly string[] {
  const { stored } = organization
  const facts = new Map(
    (stored === undefined ? [] : findingsIn(stored)).map((fact) => [breach(fact), fact.measure ?? 0]),
  )
  return findingsIn(organization)
    .filter((finding) => finding.severity !== 'warning')
    .filter((finding) => (finding.measure ?? 0) > (facts.get(breach(finding)) ?? -1))
    .map(line)
}

function breach({ code, subject }: Finding): string {
  return `${code} ${subject}`
}

/** What all laws of the installation find in it, a line each. */
export function toldOfInstallation(installation: InstallationView): readonly string[] {
  return INSTALLATION_LAWS.flatMap(({ law }) => law(installation)).map(line)
}

/** What all laws of Revocations find, a line each. */
export function toldOfRevocations(organization: OrganizationView): readonly string[] {
  return REVOCATION_LAWS.flatMap(({ law }) => law(organization)).map(line)
}

/** A finding in one line: `InvalidField Host/acme/web/spec/workspace: …`; a warning says so. */
export function line({ code, severity, key, pointer, message }: Finding): string {
  return `${severity === 'warning' ? 'warning ' : ''}${code} ${key}${pointer}: ${message}`
}
