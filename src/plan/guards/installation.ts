import { canonical } from '../../lib/canonical.ts'
import { sha256 } from '../../lib/digest.ts'
import type { Snapshot } from '../../model/document.ts'
import type { Hold } from '../../model/hold.ts'
import { approvalsOf } from './guard.ts'

/**
 * `WrongInstallation`: the `charter.yaml` of a source names another installation than this one (model §4). One that has no
 * name yet takes whatever comes.
 */
export function wrongInstallation(snapshot: Snapshot, name: string | undefined): Hold | undefined {
  const { source, revision, installation } = snapshot
  if (installation === undefined || name === undefined || installation === name) return undefined
  const to = `${installation} ${revision}`
  const digest = sha256(canonical({ source, code: 'WrongInstallation', from: name, to }))
  return {
    code: 'WrongInstallation',
    scope: { type: 'source', source },
    digest,
    message: `source ${source} is meant for the installation ${installation}, and this is ${name}`,
    evidence: { source, revision, installation, here: name },
    next: [`name the repository or folder of ${name}, or correct its charter.yaml`, ...approvalsOf(digest)],
  }
}
