import { conclude } from './conclude.ts'
import { judge } from './judge.ts'
import { INSTALLATION_LAWS } from './laws/all.ts'
import { materialOf, type Pass } from './pass.ts'
import type { DesiredUnit } from './state.ts'
import { createInstallationView } from './views.ts'

/** The unit `installation`, judged; its references to organizations may wait (model §1, "Units"). */
export function judgeInstallation(pass: Pass): DesiredUnit {
  const material = materialOf(pass, { type: 'installation' })
  const before =
    material.stored.size === 0 ? undefined : createInstallationView(pass.storedWorld.installation, pass.storedWorld)
  const after = createInstallationView(new Map([...pass.gathered.broken, ...material.wanted]), pass.world, before)
  return conclude(pass, material, judge(after, INSTALLATION_LAWS), { type: 'installation', after, before })
}
