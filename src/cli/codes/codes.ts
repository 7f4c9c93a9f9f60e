import { FAILURE_CODES } from '../../git/failure.ts'
import { CLUSTER_CODES } from '../../kubernetes/failure.ts'
import { METER_CODES } from '../../meters/failure.ts'
import { CONFLICT_CODES, NOTICE_CODES, STORE_CODES } from '../../model/errors.ts'
import { HOLD_CODES } from '../../model/hold.ts'
import { PROBLEM_CODES } from '../../model/problem.ts'
import { ACCESS_CODES } from './access.ts'
import type { Code, CodeBody } from './body.ts'
import { ENTITLEMENT_CODES } from './entitlements.ts'
import { FILE_CODES } from './files.ts'
import { GIT_CODES } from './git.ts'
import { IDENTITY_CODES } from './identity.ts'
import { KUBERNETES_CODES } from './kubernetes.ts'
import { LIMIT_CODES } from './limits.ts'
import { METER_CODES_TEXTS } from './meters.ts'
import { PEOPLE_CODES } from './people.ts'
import { REMOVAL_CODES } from './removals.ts'
import { SECRET_CODES } from './secrets.ts'
import { SHAPE_CODES } from './shape.ts'
import { SOURCE_CODES } from './sources.ts'
import { STORAGE_CODES } from './storage.ts'
import { SUBSCRIPTION_CODES } from './subscriptions.ts'

/** The long text of one code. */
export interface CodeText extends CodeBody {
  readonly code: Code
}

const BODIES: Readonly<Record<Code, CodeBody>> = {
  ...FILE_CODES,
  ...SHAPE_CODES,
  ...IDENTITY_CODES,
  ...ACCESS_CODES,
  ...SECRET_CODES,
  ...SUBSCRIPTION_CODES,
  ...ENTITLEMENT_CODES,
  ...LIMIT_CODES,
  ...REMOVAL_CODES,
  ...PEOPLE_CODES,
  ...STORAGE_CODES,
  ...SOURCE_CODES,
  ...GIT_CODES,
  ...KUBERNETES_CODES,
  ...METER_CODES_TEXTS,
}

/** Codes of a state folder that cannot be read or written. */
const STORED: readonly Code[] = [...STORE_CODES, ...CONFLICT_CODES, ...NOTICE_CODES]

/**
 * Every code once: problems first, then holds, storage, why a source cannot be read, and why a usage source, each in the order of the model; one
 * that is several stands where it comes first.
 */
export const CODES: readonly Code[] = [
  ...new Set<Code>([...PROBLEM_CODES, ...HOLD_CODES, ...STORED, ...FAILURE_CODES, ...CLUSTER_CODES, ...METER_CODES]),
]

/** What a code is about; one that is both a problem and a hold is a problem. */
export function groupOf(code: Code): 'problem' | 'hold' | 'storage' | 'source' | 'meter' {
  if (STORED.includes(code)) return 'storage'
  if (PROBLEM_CODES.some((problem) => problem === code)) return 'problem'
  if (METER_CODES.some((meter) => meter === code)) return 'meter'
  return HOLD_CODES.some((hold) => hold === code) ? 'hold' : 'source'
}

/** The long text of a code. */
export function codeText(code: Code): CodeText {
  return { code, ...BODIES[code] }
}

/** The code that somebody typed, in whatever letter case; `undefined` where there is none. */
export function codeOf(text: string): Code | undefined {
  return CODES.find((code) => code.toLowerCase() === text.toLowerCase())
}
