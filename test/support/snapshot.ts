import type { Snapshot } from '../../src/model/document.ts'
import type { Problem } from '../../src/model/problem.ts'

/** A User of an organization, as a file declares it. */
export function userFile(organization: string, name: string): string {
  return `apiVersion: charter.sh/v1alpha1\nkind: User\nmetadata:\n  namespace: ${organization}\n  name: ${name}\n`
}

/** The documents of a snapshot in one line each: path and name. */
export function declared(snapshot: Snapshot): readonly string[] {
  return snapshot.documents.map(({ file, value }) => {
    const { metadata } = value
    const name = typeof metadata === 'object' && metadata !== null && 'name' in metadata ? metadata.name : undefined
    return `${file.path} ${String(name)}`
  })
}

/** The problems of a snapshot in one line each: place and code. */
export function problemsOf(snapshot: Snapshot): readonly string[] {
  return snapshot.problems.map(placed)
}

function placed({ origin, code }: Problem): string {
  return 'path' in origin ? `${origin.path}:${origin.line}:${origin.column} ${code}` : `${origin.uid} ${code}`
}
