import { names, text } from '../../../access/fields.ts'
import { ORGANIZATION } from '../../../access/scope.ts'
import { identifierOf } from '../../../layouts/gooddata/ground.ts'
import { fullName } from '../../../layouts/gooddata/organization.ts'
import type { SystemAsked, SystemEndpoint } from '../system.ts'
import { toldEntitlements } from './entitlements.ts'
import { permittedOn } from './permitted.ts'
import { type Scene, sceneOf } from './scene.ts'
import { inOwn } from './within.ts'

/** Who asks, of which organization, and what they may do there; GoodData's clients begin with it. */
export const GOODDATA_PROFILE_ENDPOINTS: readonly SystemEndpoint[] = [
  {
    path: '/api/v1/profile',
    answer: (asked) => inOwn(asked, (ground) => ({ type: 'value', value: profileOf(asked, sceneOf(ground, asked)) })),
  },
]

function profileOf(asked: SystemAsked, scene: Scene): object {
  const { holding } = scene.ground
  const { spec, name } = holding.organization
  const own = asked.viewer.userOf(holding.name)
  const user = holding.of('User').find((one) => one.name === own)
  const { identity } = asked.viewer
  const userId = user === undefined ? identity.name : identifierOf(user)
  const organizationId = identifierOf(holding.organization)
  const entitlements = toldEntitlements(asked, holding)
  const tier = entitlements.find((one) => one.name === 'Tier')?.value
  return {
    organizationId,
    organizationName: text(spec, 'displayName') ?? name,
    userId,
    name: (user && fullName(user.spec)) || userId,
    permissions: permittedOn(scene, { ...ORGANIZATION, type: 'organization' }),
    entitlements,
    features: {
      static: {
        items: {},
        context: {
          organizationId,
          earlyAccessValues: names(spec, 'earlyAccess'),
          ...(tier === undefined ? {} : { tier }),
        },
      },
    },
    links: {
      self: asked.address,
      organization: `${asked.base}/api/v1/entities/admin/organizations/${encodeURIComponent(organizationId)}`,
      user: `${asked.base}/api/v1/entities/users/${encodeURIComponent(userId)}`,
    },
  }
}
