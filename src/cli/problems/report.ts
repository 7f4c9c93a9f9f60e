import type { Key } from '../../model/resource.ts'
import type { ProblemGroup } from '../../plan/render/report.ts'
import type { Texts } from './lines.ts'

/** How much was looked at. */
export interface Totals {
  readonly files: number
  readonly resources: number
  readonly organizations: number
}

/**
 * Everything that a check has found, for every format: the problems by unit, how much was looked at, the texts for the
 * frames; `folders` are the sources' folders as seen from where the user stands, `names` identities of cluster objects by uid.
 */
export interface ProblemReport {
  readonly groups: readonly ProblemGroup[]
  readonly totals: Totals
  readonly texts: Texts
  readonly folders?: ReadonlyMap<string, string>
  readonly names?: ReadonlyMap<string, Key>
}
