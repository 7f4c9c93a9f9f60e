import { dirname, join } from 'node:path'
import type { Secret } from '../lib/secret.ts'
import type { SecretRef, Unresolved } from '../model/secret.ts'
import { digestAt, makeFolders, type SinkDisk, stage, stagedPath } from './files.ts'
import { sinkFault } from './look.ts'
import { SECRET_BYTES, type SecretSettings, secretName } from './resolve.ts'

/**
 * Where values of AccessKeys are handed over, in two steps, so that a crash between them shows which of them were done:
 * `stage` lets the value wait beside its place, or looks whether the place will take it; `publish` puts it there. What can
 * be expected is answered, not thrown.
 */
export interface Sink {
  /** `own` is the SHA-256 of the value that was handed over there before: anything else is not overwritten. */
  stage(place: SecretRef, secret: Secret, own: string | undefined): Promise<Unresolved | undefined>
  /** Without a secret after a crash: `done` where it waits no more or waited still, `lost` where it never got there. */
  publish(place: SecretRef, sha256: string, secret?: Secret): Promise<'done' | 'lost' | Unresolved>
  /** Takes away what waits and will not be handed over. */
  discard(place: SecretRef): void
}

/** Opens the places that settings name. */
export function createSink(settings: SecretSettings, disk: SinkDisk): Sink {
  return {
    async stage(place, secret, own) {
      const fault = await sinkFault(place, settings)
      if (fault !== undefined || place.type !== 'file') return fault
      return await answered(place, async () => {
        const { directory = '' } = settings
        if (!(await makeFolders(place.path, directory, disk))) return outside(place)
        const path = join(directory, place.path)
        const there = await digestAt(path, SECRET_BYTES)
        if (there !== 'nothing' && there !== own) return foreignFile(place)
        await stage(path, secret, disk)
        return undefined
      })
    },
    async publish(place, sha256, secret) {
      if (place.type === 'kubernetes') return publishInCluster(place, { sha256, secret }, settings)
      const fault = await sinkFault(place, settings)
      if (fault !== undefined || place.type !== 'file') return fault ?? 'lost'
      const path = join(settings.directory ?? '', place.path)
      const done = await answered(place, async () => {
        // What waits no more has got there: it was durable before anybody wrote down that it waits.
        if ((await digestAt(stagedPath(path), SECRET_BYTES)) === sha256) disk.rename(stagedPath(path), path)
        disk.syncFolder(dirname(path))
        return undefined
      })
      return done ?? 'done'
    },
    discard(place) {
      if (place.type !== 'file' || settings.directory === undefined) return
      try {
        disk.remove(stagedPath(join(settings.directory, place.path)))
      } catch {
        // The next value that waits there takes its place.
      }
    },
  }
}

/** A cluster takes a value and the mark of it in one step, by which a start after a crash knows whether it got there. */
async function publishInCluster(
  place: Extract<SecretRef, { readonly type: 'kubernetes' }>,
  { sha256, secret }: { readonly sha256: string; readonly secret: Secret | undefined },
  { cluster }: SecretSettings,
): Promise<'done' | 'lost' | Unresolved> {
  if (cluster === undefined) return (await sinkFault(place, { environment: {} })) ?? 'lost'
  if (secret === undefined) return cluster.isHandedOver(place, sha256)
  return (await cluster.handOver(place, secret, sha256)) ?? 'done'
}

/** Why a place is not overwritten that holds something else than the value that was handed over there. */
export function foreignFile(place: SecretRef): Unresolved {
  return {
    message: `${secretName(place)} is there already, and holds what charter has not written`,
    help: 'move it away, or name another place: nothing is overwritten',
  }
}

function outside(place: SecretRef): Unresolved {
  return {
    message: `${secretName(place)} would lie outside of the secrets directory`,
    help: 'name a path without links that lead out',
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'it is not permitted',
}

/** What the system refuses is answered in our own words; anything else is a bug, and thrown. */
async function answered(
  place: SecretRef,
  step: () => Promise<Unresolved | undefined>,
): Promise<Unresolved | undefined> {
  try {
    return await step()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
    if (code === undefined) throw error
    const reason = REASONS[code] ?? `error ${code}`
    return { message: `${secretName(place)} cannot be written: ${reason}`, help: 'put that right; it is tried again' }
  }
}
