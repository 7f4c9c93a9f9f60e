import { visible } from '../lib/text.ts'
import type { Hold } from '../model/hold.ts'
import type { Json } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import type { HoldStatus } from '../model/status.ts'
import { endOf } from '../plan/approvals.ts'
import { withoutSecrets } from '../plan/render/secret.ts'

/** A hold as a status shows it: since when the ledger knows it, and until when it can be approved. */
export function holdStatus(hold: Hold, { holds }: State, now: string): HoldStatus {
  const { code, message, digest, evidence, next } = hold
  const since = holds.get(digest)?.since ?? now
  const shown = withoutSecrets(evidence) as { readonly [name: string]: Json }
  return { code, message: visible(message), digest, since, until: endOf({ since }), evidence: shown, next }
}
