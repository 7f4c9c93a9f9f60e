import type { Finding } from '../../model/problem.ts'
import { keyOf, type Resource } from '../../model/resource.ts'
import type { InstallationLaw, OrganizationLaw, OrganizationView } from '../view.ts'
import { ownedByInstallation } from './owned.ts'
import { called, quoted } from './words.ts'

/** An Organization, its subscriptions and entitlements come only from a privileged source (model §3 `NotPrivileged`). */
export const organizationIsPrivileged: OrganizationLaw = (view) =>
  unprivileged(view, [...view.of('Organization'), ...view.of('Subscription'), ...view.of('Entitlement')])

/** Global kinds come only from a privileged source (model §3 `NotPrivileged`). */
export const globalIsPrivileged: InstallationLaw = (view) => unprivileged(view, ownedByInstallation(view))

type Privileges = Pick<OrganizationView, 'privileged' | 'privilegedSources'>

function unprivileged(view: Privileges, resources: readonly Resource[]): readonly Finding[] {
  return resources
    .filter((resource) => !isPrivileged(view, resource))
    .map((resource) => {
      const { source } = resource.origin
      return {
        code: 'NotPrivileged',
        key: keyOf(resource),
        pointer: '/metadata/name',
        // With the digest, an edit of something that was stored under other privileges is a new breach.
        subject: `privilege/${keyOf(resource)}/${resource.digest}`,
        message: `${called(resource)} may come only from a privileged source, ${quoted(source)} is none`,
        help: `declare it in a privileged source, or mark ${quoted(source)} as privileged in the configuration`,
      }
    })
}

function isPrivileged({ privileged, privilegedSources }: Privileges, { origin }: Resource): boolean {
  return privilegedSources === undefined ? privileged : privilegedSources.has(origin.source)
}
