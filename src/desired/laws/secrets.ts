import { isList, isObject, text } from '../../access/fields.ts'
import { remembered } from '../../access/remember.ts'
import { pointerOf } from '../../lib/pointer.ts'
import { looksRandom } from '../../lib/random.ts'
import { visible } from '../../lib/text.ts'
import { hasUserInfo, isPlaceholder, secretShapeOf } from '../../lib/tokens.ts'
import type { Finding } from '../../model/problem.ts'
import { type Json, type JsonObject, keyOf, type Resource } from '../../model/resource.ts'
import { childOf, type Field, isOpen, propertyOf } from '../../schemas/field.ts'
import { shapeOf } from '../../schemas/shape.ts'
import type { InstallationLaw, OrganizationLaw } from '../view.ts'
import { ownedBy, ownedByInstallation } from './owned.ts'
import { soundsPublic, soundsSecret } from './sounding.ts'
import { called } from './words.ts'

/** No declaration of an organization holds a secret (model §1.7, §3 `SecretInline`). */
export const noSecretInOrganization: OrganizationLaw = (view) => ownedBy(view).flatMap(secretsIn)

/** No declaration of the installation holds a secret (model §1.7, §3 `SecretInline`). */
export const noSecretInInstallation: InstallationLaw = (view) => ownedByInstallation(view).flatMap(secretsIn)

/** The way to a value: property names and list indexes, nearest first, so that a step costs one small object. */
interface Way {
  readonly step: string | number
  readonly above: Way | undefined
}

/**
 * A value on the walk. `field` is what the schema says of it, `undefined` where people write what they like: only there
 * a name alone makes a secret, for no field of a schema takes one. `named` says that it does, `open` that a name on the
 * way says what is random there, and public: an identifier, a digest, a certificate.
 */
interface Visit {
  readonly value: Json
  readonly way: Way
  readonly field: Field | undefined
  readonly named: boolean
  readonly open: boolean
}

// Under these names stand values that belong to a secret-sounding name beside or above them.
const VALUES = ['value', 'default', 'plain', 'text', 'data']

const HELP =
  'declare a reference to where it is kept (secretRef: {env: NAME}) and rotate it: whoever reads the history of the source has it'

/**
 * A finding for each place of a resource that is, holds, or is named like a secret: in the spec, the labels and the
 * annotations. Neither the value nor anything measured from it is told.
 */
export const secretsIn: (resource: Resource) => readonly Finding[] = remembered((resource) => {
  const found: Finding[] = []
  const visits: Visit[] = [
    { value: resource.spec, way: start('spec'), field: shapeOf(resource.kind).spec, named: false, open: false },
    { value: resource.annotations, way: start('annotations'), field: undefined, named: false, open: false },
    { value: resource.labels, way: start('labels'), field: undefined, named: false, open: false },
  ]
  for (let visit = visits.pop(); visit !== undefined; visit = visits.pop()) {
    if (typeof visit.value === 'string') {
      const what = whatIs(visit.value, visit)
      if (what !== undefined) found.push(finding(resource, visit.way, what))
      else if (mayBeRandom(visit) && looksRandom(visit.value)) found.push(suspicion(resource, visit.way))
    } else {
      for (const next of below(resource, visit, found).reverse()) visits.push(next)
    }
  }
  return found
})

function start(step: string): Way {
  return { step, above: undefined }
}

function below(resource: Resource, visit: Visit, found: Finding[]): Visit[] {
  const { value, way, named, open } = visit
  if (isObject(value)) return within(resource, visit, value, found)
  const field = visit.field?.items
  // A list of names holds nothing but names, and may be very long.
  if (!isList(value) || field?.['x-ref'] !== undefined) return []
  return value.map((item, index) => ({ value: item, way: { step: index, above: way }, field, named, open }))
}

function within(resource: Resource, { way, field, named, open }: Visit, object: JsonObject, found: Finding[]): Visit[] {
  if (object.secret === true && object.key !== undefined && object.secretRef === undefined) {
    const step = ['value', 'link', 'property'].find((name) => object[name] !== undefined) ?? 'secret'
    found.push(finding(resource, { step, above: way }, 'belongs to a secret setting, which takes only secretRef'))
    return []
  }
  // `{name: password, value: …}` and `{key: smtp.password, value: …}` name their value beside it.
  const label = text(object, 'key') ?? text(object, 'name') ?? text(object, 'id') ?? ''
  const meant = named || (label !== '' && soundsSecret(label))
  const isOpenLabel = label !== '' && soundsPublic(label)
  const visits: Visit[] = []
  for (const [name, value] of Object.entries(object)) {
    const child = field === undefined ? undefined : childOf(field, name)
    const own = field !== undefined && propertyOf(field, name) !== undefined
    const shape = own ? undefined : secretShapeOf(name)
    if (shape === undefined) {
      const sounds = (meant && VALUES.includes(name)) || ((child === undefined || isOpen(child)) && soundsSecret(name))
      const isPublic = open || soundsPublic(name) || (isOpenLabel && VALUES.includes(name))
      visits.push({ value, way: { step: name, above: way }, field: child, named: sounds, open: isPublic })
    } else found.push(finding(resource, way, `has a property that is called like ${shape}`))
  }
  return visits
}

function whatIs(value: string, { way, named }: Visit): string | undefined {
  const shape = secretShapeOf(value)
  if (shape !== undefined) return `holds what looks like ${shape}`
  if (named && !isPlaceholder(value)) return 'is named like a secret and holds a value'
  if (way.step === 'url' && way.above?.above === undefined && hasUserInfo(value)) return 'names a user before its host'
  return undefined
}

/** Whether a text stands where something random is neither a name nor written in a form of its own. */
function mayBeRandom({ field, open }: Visit): boolean {
  if (open) return false
  if (field === undefined || isOpen(field)) return true
  return FORMED.every((keyword) => field[keyword] === undefined)
}

const FORMED = ['pattern', 'enum', 'x-ref', 'x-time'] as const

function suspicion(resource: Resource, way: Way): Finding {
  const found = finding(resource, way, 'holds letters and digits that seem to be made by chance, as secrets are')
  return { ...found, severity: 'warning', help: `if it is a secret, ${HELP}` }
}

function finding(resource: Resource, way: Way, what: string): Finding {
  const steps: (string | number)[] = []
  for (let at: Way | undefined = way; at !== undefined; at = at.above) steps.push(at.step)
  const pointer = pointerOf(steps.reverse())
  const path = steps[0] === 'spec' ? steps.slice(1) : steps
  return {
    code: 'SecretInline',
    key: keyOf(resource),
    pointer,
    // With the digest, another secret in the same place is a new breach.
    subject: `secret/${keyOf(resource)}${pointer}/${resource.digest}`,
    message: `${visible(path.join('.'))} of ${called(resource)} ${what}`,
    help: HELP,
  }
}
