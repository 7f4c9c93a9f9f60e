import { basename } from 'node:path'
import { isObject } from '../../access/fields.ts'
import { soundsSecret } from '../../desired/laws/sounding.ts'
import { quoted } from '../../desired/laws/words.ts'
import { DEFAULT_LIMITS } from '../../documents/limits.ts'
import { readDocuments } from '../../documents/read.ts'
import type { Decoded } from '../../documents/text.ts'
import { listed } from '../../lib/text.ts'
import type { SourceText } from '../../model/document.ts'
import { propertiesAt } from '../reading/field.ts'
import { problemAt } from '../reading/problem.ts'
import { below, contentOf, type Reading, type Spot } from '../reading/reading.ts'
import { isSoundBootstrap } from './bootstrap.ts'

/** Of what secrets are named: the lists of a layout that have some, and the fields that name them in Charter. */
const FIELDS = {
  dataSources: ['passwordRef', 'tokenRef', 'clientSecretRef', 'privateKeyRef', 'privateKeyPassphraseRef'],
  identityProviders: ['clientSecretRef', 'samlMetadataRef'],
} as const
export type Secretive = keyof typeof FIELDS

/** Where the references to the secrets of each thing stand, by its id. */
export interface Credentials {
  readonly file: SourceText | undefined
  readonly spots: Readonly<Record<Secretive, ReadonlyMap<string, Spot>>>
  /** Where the file says with whom and by which token the organization was made. */
  readonly bootstrap?: Spot
}

/** No credentials at all. */
export const NO_CREDENTIALS: Credentials = {
  file: undefined,
  spots: { dataSources: new Map(), identityProviders: new Map() },
}

/** Reads the file that maps ids to references; a secret in it is refused, and so is what it names without a place for it. */
export function* credentialsIn(decoded: Decoded): Reading<Credentials> {
  if ('problem' in decoded) {
    yield decoded.problem
    return NO_CREDENTIALS
  }
  const { file } = decoded
  const { documents, problems } = readDocuments(file, DEFAULT_LIMITS)
  yield* problems
  const spots = { dataSources: new Map<string, Spot>(), identityProviders: new Map<string, Spot>() }
  let bootstrap: Spot | undefined
  for (const document of documents) {
    for (const { text, spot } of yield* propertiesAt({ document, pointer: '' }, basename(file.path))) {
      if (text === 'bootstrap') {
        if (yield* isSoundBootstrap(spot)) bootstrap = spot
        continue
      }
      const list = LISTS.get(text)
      if (list === undefined) {
        yield problemAt(spot, { code: 'UnknownField', message: `there is no ${quoted(text)} here`, help: HELP })
        continue
      }
      for (const entry of yield* propertiesAt(spot, `\`${list}\``)) {
        if (yield* isSoundEntry(entry.spot, list)) spots[list].set(entry.text, entry.spot)
      }
    }
  }
  return { file, spots, ...(bootstrap === undefined ? {} : { bootstrap }) }
}

const LISTS: ReadonlyMap<string, Secretive> = new Map([
  ['dataSources', 'dataSources'],
  ['data_sources', 'dataSources'],
  ['identityProviders', 'identityProviders'],
  ['identity_providers', 'identityProviders'],
])

const HELP = 'name things by their id, as in `dataSources: {warehouse: {passwordRef: {env: WAREHOUSE_PASSWORD}}}`'
const INLINE = {
  code: 'SecretInline',
  message: 'a secret stands here, where a reference to it belongs',
  help: HELP,
} as const

function* isSoundEntry(spot: Spot, list: Secretive): Reading<boolean> {
  const content = contentOf(spot)
  if (content === undefined || !isObject(content)) {
    yield problemAt(spot, INLINE)
    return false
  }
  let isSound = true
  for (const [name, value] of Object.entries(content)) {
    const at = below(spot, name)
    if (FIELDS[list].some((field) => field === name)) {
      if (isObject(value)) continue
      yield problemAt(at, INLINE)
    } else if (soundsSecret(name)) yield problemAt(at, INLINE)
    else {
      const help = `it is one of ${listed(FIELDS[list])}`
      yield problemAt(at, { code: 'UnknownField', message: `there is no ${quoted(name)} here`, help })
    }
    isSound = false
  }
  return isSound
}

/** The references that a thing has, as its declaration has them. */
export function referencesOf(credentials: Credentials, list: Secretive, id: string) {
  const spot = credentials.spots[list].get(id)
  const content = spot === undefined ? undefined : contentOf(spot)
  return content !== undefined && isObject(content) ? content : {}
}

/** Yields a problem for each id that the layout does not have. */
export function* strayCredentials(
  { spots }: Credentials,
  known: Readonly<Record<Secretive, ReadonlyMap<string, string>>>,
): Reading<void> {
  for (const list of ['dataSources', 'identityProviders'] as const) {
    for (const [id, spot] of spots[list]) {
      if (known[list].has(id)) continue
      const what = list === 'dataSources' ? 'data source' : 'identity provider'
      yield problemAt(spot, {
        code: 'DanglingReference',
        message: `the layout has no ${what} ${quoted(id)}`,
        help: known[list].size === 0 ? 'take it out' : `it has ${listed([...known[list].keys()].sort().map(quoted))}`,
      })
    }
  }
}
