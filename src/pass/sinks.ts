import { join } from 'node:path'
import { groupBy } from '../lib/compare.ts'
import { visible } from '../lib/text.ts'
import { keyOf } from '../model/resource.ts'
import { secretId, type Unresolved, type UnresolvedSecrets } from '../model/secret.ts'
import type { State } from '../model/state.ts'
import { digestAt } from '../secrets/files.ts'
import { SECRET_BYTES, type SecretSettings } from '../secrets/resolve.ts'
import { foreignFile } from '../secrets/sink.ts'
import type { SecretMemory } from '../store/fingerprints.ts'
import type { HeldUse } from './secrets.ts'

/**
 * Places that a key may not be handed over to although they can be written, by `secretId` with the key of its resource: where
 * another key is handed over already, and, where a state folder remembers what was, a file that holds something else (faults T40).
 */
export async function takenSinks(
  uses: readonly HeldUse[],
  { rotations }: Pick<State, 'rotations'>,
  memory: SecretMemory | undefined,
  settings: SecretSettings,
): Promise<UnresolvedSecrets> {
  const taken = new Map<string, Unresolved>()
  const isOurs = ({ uid = '' }: HeldUse): boolean => rotations.has(uid) || memory?.now().keys.has(uid) === true
  const sinks = groupBy(
    uses.filter(({ purpose }) => purpose === 'write'),
    (use) => secretId(use),
  )
  for (const same of sinks.values()) {
    const holder = same.find(isOurs) ?? same[0]
    for (const use of same) {
      const isKnown = memory === undefined || isOurs(use)
      const why = use === holder ? await whyForeign(use, isKnown, settings) : sharedWith(holder)
      if (why !== undefined) taken.set(secretId(use, keyOf(use.resource)), why)
    }
  }
  return taken
}

async function whyForeign(
  { ref }: HeldUse,
  isKnown: boolean,
  { directory }: SecretSettings,
): Promise<Unresolved | undefined> {
  if (isKnown || ref.type !== 'file' || directory === undefined) return undefined
  const there = await digestAt(join(directory, ref.path), SECRET_BYTES).catch(() => 'nothing')
  return there === 'nothing' ? undefined : foreignFile(ref)
}

function sharedWith(holder: HeldUse | undefined): Unresolved {
  const { namespace = '', name = '' } = holder?.resource ?? {}
  return {
    message: `the AccessKey ${visible(`${namespace}/${name}`)} is handed over there`,
    help: 'name another place: each key has its own',
  }
}
