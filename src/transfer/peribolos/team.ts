import { soundsSecret } from '../../desired/laws/sounding.ts'
import { shown } from '../../lib/shown.ts'
import { nearest } from '../../lib/text.ts'
import { isPlaceholder, secretShapeOf } from '../../lib/tokens.ts'
import { type Entry, propertiesAt, textAt, textsAt } from '../reading/field.ts'
import { groupName, normalized } from '../reading/name.ts'
import { problemAt } from '../reading/problem.ts'
import { below, contentOf, type Reading, type Spot } from '../reading/reading.ts'
import { type Grant, LEVELS, type Level, type Team } from './fact.ts'
import { previousNames } from './previous.ts'

/** The key in a team's `repos` that speaks of every repository without an entry of its own. */
const EVERY_REPOSITORY = '.default'
const FIELDS = ['description', 'privacy', 'members', 'maintainers', 'repos', 'teams', 'previously']

/** The teams at a spot and all teams nested in them, parents first; `folder` is where their file lies. */
export function* teamsAt(spot: Spot, folder: string, parent?: string): Reading<readonly Team[]> {
  const teams: Team[] = []
  for (const entry of yield* propertiesAt(spot, '`teams`')) {
    const name = groupName(entry.text)
    teams.push(yield* teamAt(entry, name, folder, parent))
    teams.push(...(yield* teamsAt(below(entry.spot, 'teams'), folder, name)))
  }
  return teams
}

function* teamAt({ text, spot }: Entry, name: string, folder: string, parent: string | undefined): Reading<Team> {
  yield* unknownFieldsOf(spot, text)
  const { grants, otherwise } = yield* grantsAt(below(spot, 'repos'), text)
  return {
    name,
    original: text,
    spot,
    folder,
    parent,
    description: yield* textAt(below(spot, 'description'), '`description`'),
    privacy: yield* textAt(below(spot, 'privacy'), '`privacy`'),
    previously: previousNames(yield* textsAt(below(spot, 'previously'), '`previously`'), name, groupName),
    members: yield* textsAt(below(spot, 'members'), '`members`'),
    maintainers: yield* textsAt(below(spot, 'maintainers'), '`maintainers`'),
    grants,
    otherwise,
  }
}

/** A group has no settings to keep an unknown field in: saying so is all that can be done. */
function* unknownFieldsOf(spot: Spot, team: string): Reading<void> {
  for (const field of yield* propertiesAt(spot, `team ${shown(team)}`)) {
    if (FIELDS.includes(field.text)) continue
    if (isSecret(field)) {
      const message = `field \`${shown(field.text)}\` of team ${shown(team)} holds a secret, which no declaration does`
      yield problemAt(field.spot, { code: 'SecretInline', message, help: 'take it out, and rotate it' })
      continue
    }
    const guess = nearest(field.text, FIELDS)
    yield problemAt(field.spot, {
      code: 'UnknownField',
      severity: 'warning',
      message: `field \`${shown(field.text)}\` of team ${shown(team)} is unknown and left out`,
      ...(guess === undefined ? {} : { help: `did you mean \`${guess}\`?` }),
    })
  }
}

/** It is left out all the same, but it should not stand in a file. */
function isSecret({ text, spot }: Entry): boolean {
  const value = contentOf(spot)
  if (value === undefined || typeof value !== 'string') return false
  return secretShapeOf(value) !== undefined || (soundsSecret(text) && !isPlaceholder(value))
}

interface Grants {
  readonly grants: readonly Grant[]
  readonly otherwise: Level | undefined
}

function* grantsAt(spot: Spot, team: string): Reading<Grants> {
  const grants: Grant[] = []
  let otherwise: Level | undefined
  for (const entry of yield* propertiesAt(spot, `\`repos\` of team ${shown(team)}`)) {
    const level = yield* levelAt(entry, team)
    if (entry.text === EVERY_REPOSITORY) otherwise = level
    else grants.push({ repository: { name: normalized(entry.text), original: entry.text, spot: entry.spot }, level })
  }
  return { grants, otherwise }
}

function* levelAt(entry: Entry, team: string): Reading<Level | undefined> {
  const text = yield* textAt(entry.spot, `the level on ${shown(entry.text)}`)
  const level = LEVELS.find((name) => name === text)
  if (level !== undefined || text === undefined) return level
  if (text === 'none') {
    yield problemAt(entry.spot, {
      code: 'IgnoredField',
      severity: 'warning',
      message: `team ${shown(team)} has \`none\` on ${shown(entry.text)}, which grants nothing`,
    })
    return undefined
  }
  const guess = nearest(text, LEVELS)
  yield problemAt(entry.spot, {
    code: 'InvalidField',
    message: `level \`${shown(text)}\` is unknown, it must be one of ${LEVELS.join(', ')} or none`,
    ...(guess === undefined ? {} : { help: `did you mean \`${guess}\`?` }),
  })
  return undefined
}
