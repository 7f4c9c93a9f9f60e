import { groupBy } from '../../lib/compare.ts'
import { shown } from '../../lib/shown.ts'
import { type Entry, flagAt, propertiesAt, textAt, textsAt } from '../reading/field.ts'
import { normalized } from '../reading/name.ts'
import { below, type Reading, type Spot } from '../reading/reading.ts'
import type { Repository, Team } from './fact.ts'
import { previousNames } from './previous.ts'
import { settingsOf } from './setting.ts'

const FIELDS = ['description', 'archived', 'private', 'visibility', 'previously']

/** The repositories that a `repos` object declares, in its order. */
export function* repositoriesAt(spot: Spot): Reading<readonly Repository[]> {
  const repositories: Repository[] = []
  for (const entry of yield* propertiesAt(spot, '`repos`')) repositories.push(yield* repositoryAt(entry))
  return repositories
}

function* repositoryAt({ text, spot }: Entry): Reading<Repository> {
  const name = normalized(text)
  const hidden = yield* flagAt(below(spot, 'private'), '`private`')
  const others = (yield* propertiesAt(spot, `repository ${shown(text)}`)).filter(
    (field) => !FIELDS.includes(field.text),
  )
  return {
    name,
    original: text,
    spot,
    previously: previousNames(yield* textsAt(below(spot, 'previously'), '`previously`'), name, normalized),
    description: yield* textAt(below(spot, 'description'), '`description`'),
    archived: (yield* flagAt(below(spot, 'archived'), '`archived`')) ?? false,
    visibility:
      (yield* textAt(below(spot, 'visibility'), '`visibility`')) ??
      (hidden === undefined ? undefined : hidden ? 'private' : 'public'),
    settings: settingsOf(others),
  }
}

/** The declared repositories, and behind them those that only grants name: letter case does not count at GitHub. */
export function allRepositories(declared: readonly Repository[], teams: readonly Team[]): readonly Repository[] {
  const known = new Set(declared.map((repository) => repository.original.toLowerCase()))
  const granted = groupBy(
    teams.flatMap((team) => team.grants.map((grant) => grant.repository)),
    (repository) => repository.original.toLowerCase(),
  )
  const others = [...granted].flatMap(([original, [first]]) =>
    known.has(original) || first === undefined ? [] : [first],
  )
  return [...declared, ...others.map((repository) => ({ ...NOTHING_KNOWN, ...repository }))]
}

const NOTHING_KNOWN = {
  previously: [],
  description: undefined,
  archived: false,
  visibility: undefined,
  settings: [],
}
