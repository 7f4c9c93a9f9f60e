import { by } from '../lib/compare.ts'
import type { StoredResource } from '../model/resource.ts'
import type { StoredResources } from '../model/state.ts'
import type { Sample } from '../model/usage.ts'
import { isOf, specOf } from './spec.ts'
import type { Stored } from './stored.ts'

/** How the organizations of a state are called, here and by those who measure them. */
export interface Naming {
  /** The stored organization that a text names: by its name, its `id`, its uid, or a former name that nobody else has now. */
  organizationOf(text: string): string | undefined
  /** The names under which samples of a stored organization may stand: its own, and former ones that nobody else has now. */
  namesOf(organization: string): readonly string[]
  /** Samples under the names that their organizations have now, without those of organizations that are not stored. */
  renamed(samples: readonly Sample[]): readonly Sample[]
}

// A state never changes, so what is found in it is kept with it.
const known = new WeakMap<StoredResources, Naming>()

/** How the organizations of a state are called. */
export function namingOf({ resources }: Stored): Naming {
  const before = known.get(resources)
  if (before !== undefined) return before
  const naming = created([...resources.values()])
  known.set(resources, naming)
  return naming
}

const knownAmong = new WeakMap<readonly StoredResource[], Naming>()

/** The same where the organizations of a state are at hand; of one list it is worked out once. */
export function namingAmong(organizations: readonly StoredResource[]): Naming {
  const naming = knownAmong.get(organizations) ?? created(organizations)
  knownAmong.set(organizations, naming)
  return naming
}

function created(resources: readonly StoredResource[]): Naming {
  const organizations = resources.filter(isOf('Organization')).sort(by(({ name }) => name))
  const names = new Map(organizations.map(({ name }) => [name, name]))
  const former = new Map<string, string>()
  const others = new Map<string, string>()
  for (const organization of organizations) {
    const { id, previousNames = [] } = specOf(organization)
    for (const name of previousNames) if (!names.has(name)) former.set(name, organization.name)
    for (const text of [id, organization.uid]) if (text !== undefined) others.set(text, organization.name)
  }
  const nowOf = (name: string): string | undefined => names.get(name) ?? former.get(name)
  return {
    renamed: (samples) =>
      samples.flatMap((sample) => {
        const organization = nowOf(sample.organization)
        if (organization === sample.organization) return [sample]
        return organization === undefined ? [] : [{ ...sample, organization }]
      }),
    organizationOf: (text) => names.get(text) ?? others.get(text) ?? former.get(text),
    namesOf: (organization) => [
      organization,
      ...[...former].flatMap(([name, now]) => (now === organization ? [name] : [])).sort(),
    ],
  }
}
