import { COMODIT } from './comodit.ts'
import { GOODDATA } from './gooddata.ts'
import { LOCKTERA } from './locktera.ts'
import type { System } from './system.ts'
import { UBIOPS } from './ubiops.ts'
import { WALDUR } from './waldur.ts'

/** The systems whose addresses are served (api §6). */
export const SYSTEMS: readonly System[] = [WALDUR, LOCKTERA, UBIOPS, COMODIT, GOODDATA]
