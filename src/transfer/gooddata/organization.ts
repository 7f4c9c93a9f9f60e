import type { Json, JsonObject } from '../../model/resource.ts'
import { declaration } from '../reading/declaration.ts'
import { below, contentOf, type Reading, type Spot } from '../reading/reading.ts'
import { bootstrapOf } from './bootstrap.ts'
import { type ImportGround, nameAt } from './ground.ts'
import { OLD_PROVIDER } from './provider.ts'
import { settingsAt } from './setting.ts'

/** The Organization that a layout becomes; GoodData's older form has its identity provider in its own fields. */
export function* organizationAt(spot: Spot, ground: ImportGround, isOldForm: boolean): Reading<JsonObject> {
  const field = (name: string): Json | undefined => contentOf(below(spot, name))
  const link = { ground, kind: 'IdentityProvider', isLeftOut: true } as const
  const provider = yield* nameAt(below(spot, 'identityProvider'), link)
  const [id, hostname] = [field('id'), field('hostname')]
  return declaration('Organization', '', ground.organization, {
    displayName: field('name'),
    id: id === ground.organization ? undefined : id,
    hostname: typeof hostname === 'string' ? hostname.toLowerCase() : hostname,
    allowedOrigins: field('allowedOrigins'),
    cspDirectives: field('cspDirectives'),
    colorPalettes: field('colorPalettes'),
    themes: field('themes'),
    settings: settingsAt(below(spot, 'settings')),
    earlyAccess: field('earlyAccessValues'),
    bootstrap: yield* bootstrapOf(ground),
    identityProvider: provider ?? (isOldForm ? OLD_PROVIDER : undefined),
  })
}
