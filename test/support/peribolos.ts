import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DEFAULT_LIMITS } from '../../src/documents/limits.ts'
import { readDocuments } from '../../src/documents/read.ts'
import type { JsonObject } from '../../src/model/resource.ts'
import { type Imported, importPeribolos } from '../../src/transfer/peribolos/import.ts'

/** Imports files, given by path, from a folder that is gone afterwards; `path` is the part of it that is named. */
export async function imported(
  files: Readonly<Record<string, string>>,
  { path = '', organization }: { readonly path?: string; readonly organization?: string } = {},
): Promise<Imported> {
  const folder = mkdtempSync(join(tmpdir(), 'peribolos-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    return await importPeribolos(join(folder, path), { organization })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Everything that an import wrote, read again, by `Kind/name` (`Kind/namespace/name` where `qualified`). */
export function written({ files }: Pick<Imported, 'files'>, qualified = false): ReadonlyMap<string, JsonObject> {
  const documents = files.flatMap(({ path, text }) => {
    const { documents, problems } = readDocuments({ source: 'test', path, text }, DEFAULT_LIMITS)
    if (problems.length > 0) throw new Error(`${path} cannot be read again`)
    return documents
  })
  return new Map(documents.map(({ value }) => [identity(value, qualified), value]))
}

function identity({ kind, metadata }: JsonObject, qualified: boolean): string {
  const { namespace = '', name } = metadata as { readonly namespace?: string; readonly name: string }
  return qualified ? `${kind}/${namespace}/${name}` : `${kind}/${name}`
}

/** Problems as `code path:line message`. */
export function told({ problems }: Pick<Imported, 'problems'>): readonly string[] {
  return problems.map(({ code, severity, message, origin }) => {
    const place = 'path' in origin ? `${origin.path}:${origin.line}` : ''
    return `${severity} ${code} ${place} ${message}`
  })
}
