import { load } from 'js-yaml'
import type { Document } from '../../src/model/document.ts'
import { API_VERSION, type JsonObject, type Kind } from '../../src/model/resource.ts'
import { decode } from '../../src/schemas/decode.ts'
import type { Decoded } from '../../src/schemas/decoded.ts'
import { loadKind } from '../../src/schemas/load.ts'

/** A document of a file `a.yaml` that starts at 3:1. */
export function documentOf(value: JsonObject): Document {
  return { file: { source: 'git', path: 'a.yaml', text: '' }, index: 0, line: 3, column: 1, value }
}

/** Decodes a value; inline children are placed at line 10 + their position, column 5. */
export function decoded(value: JsonObject): Decoded {
  return decode(documentOf(value), (pointer) => ({
    line: 10 + Number(pointer.slice(pointer.lastIndexOf('/') + 1)),
    column: 5,
    length: 1,
  }))
}

/** Decodes one document of YAML. */
export function decodedYaml(text: string): Decoded {
  return decoded(load(text) as JsonObject)
}

/** The document of a resource of a kind named `name`, in `acme` where it has an organization. */
export function declared(kind: Kind, spec: JsonObject, name = 'thing'): JsonObject {
  const namespace = loadKind(kind)['x-scope'] === 'organization' ? { namespace: 'acme' } : {}
  return { apiVersion: API_VERSION, kind, metadata: { name, ...namespace }, spec }
}

/** Problems as one line each: `error InvalidField /spec/email: message`, then `help: …`. */
export function lines({ problems }: Decoded): string[] {
  return problems.flatMap(({ severity, code, pointer, message, help }) => [
    `${severity} ${code} ${pointer}: ${message}`,
    ...(help === undefined ? [] : [`  help: ${help}`]),
  ])
}
