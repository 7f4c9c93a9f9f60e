import { isObject } from '../../access/fields.ts'
import { soundsSecret } from '../../desired/laws/sounding.ts'
import { quoted } from '../../desired/laws/words.ts'
import { listed } from '../../lib/text.ts'
import type { Json, JsonObject } from '../../model/resource.ts'
import { textAt } from '../reading/field.ts'
import { problemAt } from '../reading/problem.ts'
import { below, contentOf, type Reading, type Spot } from '../reading/reading.ts'
import { CALLED, type ImportGround } from './ground.ts'

const FIELDS = ['user', 'userGroup', 'tokenSecretRef']
const FORM = 'as in `bootstrap: {user: admin, userGroup: adminGroup, tokenSecretRef: {env: BOOTSTRAP_TOKEN}}`'

/** Whether the file of credentials names the bootstrap token by a reference, and nothing else; a secret in it is refused. */
export function* isSoundBootstrap(spot: Spot): Reading<boolean> {
  const content = contentOf(spot)
  if (content === undefined || !isObject(content) || content.tokenSecretRef === undefined) {
    yield problemAt(spot, { code: 'MissingField', message: '`bootstrap` has no `tokenSecretRef`', help: FORM })
    return false
  }
  let isSound = true
  for (const [name, value] of Object.entries(content)) {
    if (name === 'tokenSecretRef' ? isObject(value) : FIELDS.includes(name)) continue
    const isSecret = name === 'tokenSecretRef' || soundsSecret(name)
    const message = isSecret
      ? 'a secret stands here, where a reference to it belongs'
      : `there is no ${quoted(name)} here`
    const help = isSecret ? FORM : `it is one of ${listed(FIELDS)}`
    yield problemAt(below(spot, name), { code: isSecret ? 'SecretInline' : 'UnknownField', message, help })
    isSound = false
  }
  return isSound
}

/**
 * The bootstrap of the Organization: a layout does not tell the token of an organization (systems §3.2), and neither whom it was
 * made with, so that the file of credentials names all three, people by their ids. `undefined` where it names none.
 */
export function* bootstrapOf({ credentials, names }: ImportGround): Reading<JsonObject | undefined> {
  const { bootstrap: spot } = credentials
  if (spot === undefined) return undefined
  const tokenSecretRef = contentOf(below(spot, 'tokenSecretRef'))
  let isWhole = true
  const found: Record<string, Json> = tokenSecretRef === undefined ? {} : { tokenSecretRef }
  for (const [field, kind] of [
    ['user', 'User'],
    ['userGroup', 'UserGroup'],
  ] as const) {
    const at = below(spot, field)
    const id = yield* textAt(at, `\`${field}\` of \`bootstrap\``)
    if (id === undefined) continue
    const name = names[kind].get(id)
    if (name !== undefined) found[field] = name
    else {
      const message = `the layout has no ${CALLED[kind]} ${quoted(id)}`
      const known = [...names[kind].keys()].sort().map(quoted)
      const help = known.length === 0 ? 'take it out' : `it has ${listed(known)}`
      yield problemAt(at, { code: 'DanglingReference', message, help })
      isWhole = false
    }
  }
  return isWhole ? found : undefined
}
