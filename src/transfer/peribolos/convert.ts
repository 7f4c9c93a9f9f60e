import { shown } from '../../lib/shown.ts'
import type { Document } from '../../model/document.ts'
import { ConfigError } from '../../model/errors.ts'
import type { Problem } from '../../model/problem.ts'
import { isOrganizationName } from '../reading/name.ts'
import { problemAt } from '../reading/problem.ts'
import { finished, type Reading } from '../reading/reading.ts'
import { clashesOf } from './clash.ts'
import { type Counts, countsOf, total } from './count.ts'
import type { Organization } from './fact.ts'
import { organizationsIn, type Parts } from './layout.ts'
import { membershipsOf, peopleOf } from './membership.ts'
import { organizationOf } from './organization.ts'
import { secretsOf } from './secret.ts'
import { type Sheet, type Staffed, sheetsOf } from './sheet.ts'

/** What Peribolos files become: files to write, what was counted, and every problem in the order of the files. */
export interface Conversion {
  readonly sheets: readonly Sheet[]
  readonly counts: Counts
  readonly problems: readonly Problem[]
}

/** `root` are the segments of the path that the documents' paths start from; `organization` names the only one there. */
export interface ConvertOptions {
  readonly root: readonly string[]
  readonly organization?: string | undefined
}

/** Converts the documents of Peribolos files. Throws `ConfigError` where they hold no organization, or several and a name for one. */
export function convertPeribolos(documents: readonly Document[], options: ConvertOptions): Conversion {
  const { value, problems } = finished(conversionOf(documents, options))
  return { sheets: value.flatMap(({ sheets }) => sheets), counts: total(value.map(({ counts }) => counts)), problems }
}

type Converted = Pick<Conversion, 'sheets' | 'counts'>

function* conversionOf(documents: readonly Document[], options: ConvertOptions): Reading<readonly Converted[]> {
  const parts = named(yield* organizationsIn(documents, options.root), options.organization)
  const organizations: Organization[] = []
  const converted: Converted[] = []
  for (const part of parts) {
    const organization = yield* organizationOf(part)
    organizations.push(organization)
    yield* nameProblemOf(organization)
    yield* secretsOf(
      organization,
      part.fragments.map(({ spot }) => spot),
    )
    converted.push(yield* convertedOf(organization))
  }
  yield* clashesOf('organization', organizations)
  return converted
}

function named(parts: readonly Parts[], organization: string | undefined): readonly Parts[] {
  const [only, ...others] = parts
  if (only === undefined) {
    throw new ConfigError(
      'no organization is declared there',
      'name a folder with an `org.yaml` in it, or with files that hold `members`, `admins`, `teams` or `repos`',
    )
  }
  if (organization === undefined) return parts
  if (others.length > 0) {
    throw new ConfigError(
      `--organization names one organization, but ${parts.length} are declared there`,
      'leave it out, or name the folder of one organization',
    )
  }
  return [{ ...only, original: organization }]
}

function* nameProblemOf({ name, original, spot }: Organization): Reading<void> {
  if (isOrganizationName(name)) return
  yield problemAt(spot, {
    code: 'InvalidName',
    message: `${shown(original)} cannot be an organization's name: it must start with a letter, have at most 63 letters, digits and \`-\`, and not be \`default\` or \`kube-…\``,
    help: 'import its folder alone, with `--organization NAME`',
  })
}

function* convertedOf(organization: Organization): Reading<Converted> {
  const people = peopleOf(organization)
  const staffed: Staffed[] = []
  for (const team of organization.teams) staffed.push({ team, memberships: yield* membershipsOf(team, people) })
  return { sheets: sheetsOf(organization, staffed), counts: countsOf(organization, staffed) }
}
