import { entries, flag } from '../../access/fields.ts'
import type { Json, JsonObject } from '../../model/resource.ts'
import type { Asked } from '../endpoint.ts'
import { ANYTHING, FLAG, listOf, objectOf, TEXT } from '../schema.ts'

/** What a reader sees of the settings in an organization: none of them, all but what is secret, or all. */
export type Sight = 'none' | 'plain' | 'all'

const REFERENCE = objectOf({ env: TEXT, file: TEXT, kubernetes: objectOf({ name: TEXT, key: TEXT }) }, [
  'env',
  'file',
  'kubernetes',
])

/** A setting as it is declared. */
export const DECLARED_SETTING: Readonly<Record<string, JsonObject>> = {
  key: TEXT,
  type: TEXT,
  value: ANYTHING,
  link: TEXT,
  default: ANYTHING,
  property: TEXT,
  secretRef: { ...REFERENCE, description: 'where the secret stands' },
  secret: FLAG,
  multiline: FLAG,
  final: FLAG,
}

/** Settings as they are declared, as far as they may be seen. */
export const SETTINGS: JsonObject = listOf(
  objectOf(
    DECLARED_SETTING,
    Object.keys(DECLARED_SETTING).filter((name) => name !== 'key'),
  ),
)

/** What whoever asks sees of settings: auditors none, and who is in a group with `hideSecrets` only the plain ones (api §2). */
export function sightOf({ viewer }: Asked, organization: string): Sight {
  if (!viewer.seesSettings) return 'none'
  return viewer.seesSecrets(organization) ? 'all' : 'plain'
}

/** Whether the value of a setting is a secret by its own declaration. */
export function isSecret(setting: JsonObject): boolean {
  return flag(setting, 'secret') || setting.secretRef !== undefined
}

/** The settings of a resource as they are declared, as far as they may be seen; `undefined` where there are none to see. */
export function settingsSeen(spec: JsonObject, sight: Sight): readonly Json[] | undefined {
  if (sight === 'none' || spec.settings === undefined) return undefined
  return entries(spec, 'settings').map(({ item }) => {
    if (!isSecret(item)) return item
    const { value: _value, default: _default, secretRef, ...rest } = item
    if (sight === 'plain') return { ...rest, secret: true, value: null }
    return { ...rest, ...(secretRef === undefined ? {} : { secretRef }) }
  })
}
