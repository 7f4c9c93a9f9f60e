import { names } from '../../access/fields.ts'
import { type Kind, keyOf } from '../../model/resource.ts'
import type { InstallationLaw, InstallationView, OrganizationLaw, OrganizationView } from '../view.ts'
import { INSTALLATION_KINDS, ownedBy, ownedByInstallation } from './owned.ts'
import { danglings, type World } from './references.ts'
import { quoted } from './words.ts'

// The bootstrap group has a law of its own, which says more than that a name is missing.
const BOOTSTRAP_GROUP = '/spec/bootstrap/userGroup'

/** Every name in an organization is the name of something (model §3 `DanglingReference`, `NotAMember`). */
export const namesInOrganizationStand: OrganizationLaw = (view) =>
  danglings(
    ownedBy(view),
    worldOf(view),
    (resource, { pointer }) => resource.kind !== 'Organization' || pointer !== BOOTSTRAP_GROUP,
  )

/**
 * Every name in a global resource is the name of something; an organization that it names may still come (model §1
 * "Units": `ReferencePending` is a condition, not a problem).
 */
export const namesInInstallationStand: InstallationLaw = (view) =>
  danglings(ownedByInstallation(view), installationWorldOf(view), (_, { kind }) => kind !== 'Organization')

function isGlobal(kind: Kind): boolean {
  return kind === 'Organization' || INSTALLATION_KINDS.includes(kind)
}

function worldOf(view: OrganizationView): World {
  const { organizations, installation, declaredInstallation, openWorld, stored } = view
  return {
    where: (kind) => (isGlobal(kind) ? '' : ` in organization ${quoted(view.name)}`),
    has: (kind, name) => {
      if (kind === 'Organization') return organizations.has(name)
      if (isGlobal(kind)) return installation.has(keyOf({ kind, namespace: '', name }))
      return view.get(kind, name) !== undefined
    },
    namesOf: (kind) => {
      if (kind === 'Organization') return [...organizations.keys()].filter((name) => name !== view.name)
      if (isGlobal(kind)) return [...installation.values()].flatMap((one) => (one.kind === kind ? [one.name] : []))
      return view.of(kind).map((one) => one.name)
    },
    waits: (kind, name) => declaredInstallation?.has(keyOf({ kind, namespace: '', name })) ?? false,
    had: (kind, name) => !isGlobal(kind) && stored?.get(kind, name) !== undefined,
    renamed: (kind, name) => (isGlobal(kind) ? undefined : renamedIn(view, kind, name)),
    mayExist: (kind) => openWorld && isGlobal(kind),
  }
}

function installationWorldOf(view: InstallationView): World {
  return {
    where: () => '',
    has: (kind, name) => view.get(kind, name) !== undefined,
    namesOf: (kind) => view.of(kind).map((one) => one.name),
    waits: () => false,
    had: (kind, name) => view.stored?.get(kind, name) !== undefined,
    renamed: (kind, name) => renamedIn(view, kind, name),
    mayExist: () => view.openWorld,
  }
}

function renamedIn(view: Pick<OrganizationView, 'of'>, kind: Kind, name: string): string | undefined {
  return view.of(kind).find((resource) => names(resource.spec, 'previousNames').includes(name))?.name
}
