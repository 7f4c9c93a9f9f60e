import { pointerOf } from '../lib/pointer.ts'
import type { Json, JsonObject } from '../model/resource.ts'
import { fault, type Report } from './decoded.ts'
import { type Field, propertyOf } from './field.ts'
import { fits, isReserved } from './names.ts'
import type { Shape } from './shape.ts'
import { named } from './words/place.ts'
import { nameWords } from './words/text.ts'
import { typeWords } from './words/type.ts'
import { unknownWords } from './words/unknown.ts'

/** Checks the name of a resource; answers it where it is text, right or wrong (model §1.2). */
export function nameIn(value: Json | undefined, shape: Shape, report: Report): string | undefined {
  if (value === undefined) {
    const message = `missing field ${named('name')} in ${shape.kind}`
    report(fault('/metadata', 'key', { code: 'MissingField', message, help: 'every resource has a name of its own' }))
    return undefined
  }
  return checkedName(value, 'name', shape, report)
}

/** Checks the namespace, which is the organization (model §1.1); answers '' for a global kind. */
export function namespaceIn(value: Json | undefined, shape: Shape, report: Report): string | undefined {
  if (shape.scope === 'organization') {
    if (value !== undefined) return checkedName(value, 'namespace', shape, report)
    const message = `missing field ${named('namespace')} in ${shape.kind}`
    const help = `add the organization that this ${shape.kind} belongs to: the namespace is the organization`
    report(fault('/metadata', 'key', { code: 'MissingField', message, help }))
    return undefined
  }
  if (value !== undefined) {
    const message = `${shape.kind} is global: it has no namespace`
    const help = 'take metadata.namespace out'
    report(fault('/metadata/namespace', 'key', { code: 'InvalidField', message, help }))
  }
  return ''
}

function checkedName(value: Json, part: 'name' | 'namespace', shape: Shape, report: Report): string | undefined {
  const field: Field = propertyOf(shape.metadata, part) ?? {}
  const pointer = `/metadata/${part}`
  if (typeof value !== 'string') {
    report(fault(pointer, 'value', typeWords({ pointer, field, value, label: named(part) })))
    return undefined
  }
  if (!fits(value, field)) report(fault(pointer, 'value', nameWords({ pointer, field, value, label: named(part) })))
  else if ((part === 'namespace' || shape.kind === 'Organization') && isReserved(value)) {
    const message = `no organization is called ${named(value)}: default and kube-* are namespaces of Kubernetes`
    report(fault(pointer, 'value', { code: 'InvalidName', message }))
  }
  return value
}

/** Finds fields of metadata that are unknown; those that an API server sets are not (they are dropped). */
export function checkMetadataNames(metadata: JsonObject, shape: Shape, report: Report): void {
  for (const name of Object.keys(metadata)) {
    if (propertyOf(shape.metadata, name) !== undefined || name === 'namespace') continue
    const known = Object.entries(shape.metadata.properties ?? {}).filter(([, field]) => field['x-ignored'] !== true)
    const place = propertyOf(shape.spec, name) === undefined ? {} : { [name]: `move ${named(name)} below spec` }
    const holder = { name: named('metadata'), fields: known.map(([each]) => each), elsewhere: place }
    report(fault(`/metadata${pointerOf([name])}`, 'key', unknownWords(name, holder)))
  }
}
