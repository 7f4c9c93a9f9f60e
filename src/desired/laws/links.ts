import { entries, text } from '../../access/fields.ts'
import { nearest } from '../../lib/text.ts'
import type { Finding } from '../../model/problem.ts'
import { type JsonObject, keyOf, type Resource } from '../../model/resource.ts'
import type { OrganizationLaw } from '../view.ts'
import { cyclesOf } from './cycles.ts'
import { ownedBy } from './owned.ts'
import { called, quoted, wayOf } from './words.ts'

interface Setting {
  readonly key: string
  readonly pointer: string
  readonly item: JsonObject
}

/** A setting's link names a setting of the organization, or there is a default to take instead (model §2 Organization). */
export const settingLinksLead: OrganizationLaw = (view) => {
  if (view.organization === undefined) return []
  const known = new Set(settingsOf(view.organization).map(({ key }) => key))
  return ownedBy(view).flatMap((resource) =>
    settingsOf(resource).flatMap(({ key, pointer, item }) => {
      const link = text(item, 'link')
      if (link === undefined || item.default !== undefined || known.has(link)) return []
      const near = nearest(
        link,
        [...known].filter((other) => resource !== view.organization || other !== key),
      )
      return [
        {
          code: 'DanglingReference',
          key: keyOf(resource),
          pointer: `${pointer}/link`,
          subject: `link/${keyOf(resource)}/${key}/${link}`,
          message: `setting ${quoted(key)} of ${called(resource)} links to ${quoted(link)}, which the organization does not set`,
          help:
            near === undefined ? `set ${quoted(link)}, or give the link a default` : `did you mean ${quoted(near)}?`,
        } satisfies Finding,
      ]
    }),
  )
}

/** No setting takes its value from itself by way of links (model §3 `Cycle`). */
export const settingLinksEnd: OrganizationLaw = ({ organization }) => {
  if (organization === undefined) return []
  const settings = new Map(settingsOf(organization).map((setting) => [setting.key, setting]))
  const next = (key: string): readonly string[] => {
    const link = text(settings.get(key)?.item ?? {}, 'link')
    return link === undefined ? [] : [link]
  }
  return cyclesOf([...settings.keys()], next).map((cycle) => {
    const [first = '', ...others] = cycle
    const pointerOfLink = (key: string): string => `${settings.get(key)?.pointer ?? '/spec/settings'}/link`
    return {
      code: 'Cycle',
      key: keyOf(organization),
      pointer: pointerOfLink(first),
      subject: `cycle/setting/${cycle.join('/')}`,
      message: `setting ${quoted(first)} takes its value from itself: ${wayOf([...cycle, first])}`,
      help: 'give one of these settings a value instead of a link',
      related: others.map((key) => ({
        key: keyOf(organization),
        pointer: pointerOfLink(key),
        message: `${quoted(key)} is a link too`,
      })),
    }
  })
}

function settingsOf(resource: Resource): readonly Setting[] {
  return entries(resource.spec, 'settings').flatMap(({ index, item }) => {
    const key = text(item, 'key')
    return key === undefined ? [] : [{ key, pointer: `/spec/settings/${index}`, item }]
  })
}
