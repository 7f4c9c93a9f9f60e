import { credentialFindings } from '../../desired/laws/credentials.ts'
import { incompleteProvider } from '../../desired/laws/providers.ts'
import { segmentsOf } from '../../lib/pointer.ts'
import type { Finding, Problem } from '../../model/problem.ts'
import type { JsonObject, Resource } from '../../model/resource.ts'
import { type Mistake, mistakesIn } from '../reading/mistake.ts'
import { problemAt } from '../reading/problem.ts'
import { below, contentOf, type Spot } from '../reading/reading.ts'
import type { Credentials, Secretive } from './credentials.ts'

/** What a declaration was made of: a place in the layout and, of what has secrets, its id. */
export interface MadeOf {
  readonly spot: Spot
  readonly list?: string
  readonly id?: string
  readonly credentials: Credentials
}

/** What is wrong with a declaration, told where it was made of: in the layout, or in the file of credentials. */
export function problemsOf(document: JsonObject, madeOf: MadeOf): readonly Problem[] {
  return mistakesIn(document, lawOf).map((mistake) => {
    const { code, severity, message, notes, pointer } = mistake
    const help = helpFor(mistake, madeOf)
    const wrong = { code, severity, message, ...(help === undefined ? {} : { help }) }
    const problem = problemAt(placeOf(pointer, madeOf), wrong)
    return notes === undefined ? problem : { ...problem, notes }
  })
}

/** Without these a declaration would be refused, and the layout alone never has them (systems §3.2). */
function lawOf(resource: Resource): readonly Finding[] {
  if (resource.kind === 'DataSource') return credentialFindings(resource)
  return resource.kind === 'IdentityProvider' && resource.spec.type === 'oidc' ? incompleteProvider(resource) : []
}

/** What fields of declarations are called in a layout, where it has another name for them. */
const THERE: ReadonlyMap<string, string> = new Map([
  ['displayName', 'name'],
  ['firstName', 'firstname'],
  ['lastName', 'lastname'],
  ['earlyAccess', 'earlyAccessValues'],
  ['alternativeDataSource', 'alternativeDataSourceId'],
  ['issuerLocation', 'oauthIssuerLocation'],
  ['issuerId', 'oauthIssuerId'],
  ['subjectIdClaim', 'oauthSubjectIdClaim'],
  ['customScopes', 'oauthCustomScopes'],
])

function placeOf(pointer: string, { spot, list, id, credentials }: MadeOf): Spot {
  const [top, field, ...inner] = segmentsOf(pointer)
  if (top !== 'spec' || field === undefined) return spot
  if (field === 'bootstrap' && credentials.bootstrap !== undefined) {
    const own = below(credentials.bootstrap, ...inner)
    return contentOf(own) === undefined ? credentials.bootstrap : own
  }
  if (field.endsWith('Ref')) {
    const own = isSecretive(list) && id !== undefined ? credentials.spots[list].get(id) : undefined
    return own === undefined ? spot : below(own, field)
  }
  const there = list === 'identityProviders' && field === 'clientId' ? 'oauthClientId' : (THERE.get(field) ?? field)
  const [index] = inner
  const at = below(spot, there)
  if (contentOf(at) === undefined) return spot
  const item = index === undefined ? at : below(at, index)
  return contentOf(item) === undefined ? at : item
}

function isSecretive(list: string | undefined): list is Secretive {
  return list === 'dataSources' || list === 'identityProviders'
}

/** What is missing stands in no layout, so that only the file of credentials can give it. */
function helpFor({ code, help, pointer }: Mistake, { list, id, spot }: MadeOf): string | undefined {
  if (id === undefined || (code !== 'CredentialsIncomplete' && code !== 'InvalidIdentityProvider')) return help
  const field = code === 'InvalidIdentityProvider' ? 'clientSecretRef' : fieldFor(pointer, spot)
  const references = field === undefined ? 'its references' : `{${field}: {env: NAME}}`
  return `a layout tells no secrets: name where they are in the file of --credentials, as \`${list}: {${JSON.stringify(id)}: ${references}}\``
}

/** The reference that GoodData's sort of authentication needs. */
const NEEDED: ReadonlyMap<unknown, string> = new Map([
  ['USERNAME_PASSWORD', 'passwordRef'],
  ['TOKEN', 'tokenRef'],
  ['KEY_PAIR', 'privateKeyRef'],
  ['CLIENT_SECRET', 'clientSecretRef'],
])

function fieldFor(pointer: string, spot: Spot): string | undefined {
  return pointer.endsWith('/username') ? 'passwordRef' : NEEDED.get(contentOf(below(spot, 'authenticationType')))
}
