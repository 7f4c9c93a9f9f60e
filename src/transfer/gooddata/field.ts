import { isObject } from '../../access/fields.ts'
import { quoted } from '../../desired/laws/words.ts'
import type { Json } from '../../model/resource.ts'
import { problemAt } from '../reading/problem.ts'
import { below, contentOf, type Spot } from '../reading/reading.ts'
import { type Item, placedProblem } from './item.ts'
import type { List } from './layout.ts'
import { isSecretField } from './secret.ts'
import type { Tally } from './tally.ts'

const OAUTH = ['oauthClientId', 'oauthIssuerLocation', 'oauthIssuerId', 'oauthSubjectIdClaim', 'oauthCustomScopes']

/** The fields that Charter has a place for, of each thing; those that only repeat something are among them. */
const TAKEN: Readonly<Record<List | 'organization', readonly string[]>> = {
  organization: [
    ...['id', 'name', 'hostname', 'permissions', 'allowedOrigins', 'cspDirectives', 'colorPalettes', 'themes'],
    ...['settings', 'earlyAccessValues', 'identityProvider', 'oauthCustomClaimMapping', ...OAUTH],
  ],
  dataSources: [
    ...['id', 'name', 'type', 'schema', 'url', 'username', 'authenticationType', 'clientId', 'parameters'],
    ...['cacheStrategy', 'cacheRetention', 'dateTimeSemantics', 'alternativeDataSourceId', 'permissions'],
  ],
  identityProviders: ['id', 'idpType', 'identifiers', 'customClaimMapping', ...OAUTH],
  users: [
    ...['id', 'authId', 'email', 'firstname', 'lastname', 'systemAccount', 'userGroups', 'permissions', 'settings'],
  ],
  userGroups: ['id', 'name', 'parents', 'permissions'],
  workspaces: [
    ...['id', 'name', 'description', 'prefix', 'parent', 'dataSource', 'permissions', 'hierarchyPermissions'],
    'settings',
  ],
  workspaceDataFilters: ['id', 'title', 'columnName', 'workspace', 'workspaceDataFilterSettings'],
}

/** Notes the fields of a thing that hold something and for which there is no place; secrets are refused, not left out. */
export function noteFields(
  item: Item,
  spot: Spot,
  { list, tally }: { readonly list: List | 'organization'; readonly tally: Tally },
): void {
  const value = contentOf(spot)
  if (value === undefined || !isObject(value)) return
  for (const [name, content] of Object.entries(value)) {
    if (TAKEN[list].includes(name) || isSecretField(name) || isNothing(content)) continue
    const message = `${quoted(name)} of \`${list}\` has no place in Charter and is left out`
    tally.note(`${list}.${name}`, () =>
      placedProblem(item, problemAt(below(spot, name), { code: 'IgnoredField', severity: 'warning', message })),
    )
  }
}

function isNothing(content: Json): boolean {
  if (content === null || content === false || content === '') return true
  return typeof content === 'object' && Object.keys(content).length === 0
}
