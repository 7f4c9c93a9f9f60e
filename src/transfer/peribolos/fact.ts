import type { Json } from '../../model/resource.ts'
import type { Entry } from '../reading/field.ts'
import type { Spot } from '../reading/reading.ts'

/** Something with a name: as Peribolos writes it, as Charter will, and where it stands. */
export interface Named {
  readonly name: string
  readonly original: string
  readonly spot: Spot
}

/** The levels of access to a repository, lowest first. */
export const LEVELS = ['read', 'triage', 'write', 'maintain', 'admin'] as const
export type Level = (typeof LEVELS)[number]

/** A team's level on one repository; undefined is `none`, which keeps the level of `.default` away from it. */
export interface Grant {
  readonly repository: Named
  readonly level: Level | undefined
}

/** A team as its file says it; `folder` is that file's folder inside the organization, '' for the organization's own. */
export interface Team extends Named {
  readonly folder: string
  readonly parent: string | undefined
  readonly description: string | undefined
  readonly privacy: string | undefined
  readonly previously: readonly Named[]
  readonly members: readonly Entry[]
  readonly maintainers: readonly Entry[]
  readonly grants: readonly Grant[]
  /** The level on every repository without a grant of its own (`.default`). */
  readonly otherwise: Level | undefined
}

/** A repository: its own settings, or only a name where nothing but grants speaks of it. */
export interface Repository extends Named {
  readonly previously: readonly Named[]
  readonly description: string | undefined
  readonly archived: boolean
  readonly visibility: string | undefined
  readonly settings: readonly Setting[]
}

/** A field that has no place of its own in Charter. */
export interface Setting {
  readonly key: string
  readonly value: Json
}

/** One organization, merged from all of its files. */
export interface Organization extends Named {
  readonly displayName: string
  readonly description: string | undefined
  readonly billingEmail: string | undefined
  readonly settings: readonly Setting[]
  readonly admins: readonly Named[]
  readonly members: readonly Named[]
  readonly teams: readonly Team[]
  readonly repositories: readonly Repository[]
}
