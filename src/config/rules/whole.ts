import { nearest, visible } from '../../lib/text.ts'
import type { JsonObject } from '../../model/resource.ts'
import type { Fault } from '../../schemas/decoded.ts'
import { listenOf, sizeBytes } from '../units.ts'
import { webAddressFaults } from './address.ts'
import { authenticationFaults } from './authentication.ts'
import { below, items, misplaced, type Part, stands, textOf, wrong } from './fault.ts'
import { folderFaults } from './folder.ts'
import { originFaults } from './origin.ts'
import { secretFaults } from './secret.ts'
import { rangeFaults, sourceFaults } from './source.ts'
import { usageFaults } from './usage.ts'

const GIB = 1024 ** 3

/** What is wrong with a configuration beyond its schema; `folder` is what its paths are relative to. */
export function configurationFaults(value: JsonObject, folder: string): readonly Fault[] {
  const whole: Part = { way: [], value }
  const limits = below(whole, 'limits')
  const sources = items(below(whole, 'sources'))
  return [
    ...folderFaults(whole, folder),
    ...secretFaults(value),
    ...sources.flatMap((source) => sourceFaults(source, folder)),
    ...listenFaults(whole),
    ...items(below(below(whole, 'http'), 'allowedOrigins')).flatMap(originFaults),
    ...authenticationFaults(whole),
    ...sources.flatMap((source) => hookFaults(source, whole)),
    ...admissionFaults(whole, sources),
    ...sizeFaults(below(limits, 'fileBytes'), 64 * 1024 ** 2, '64MiB'),
    ...sizeFaults(below(limits, 'revisionBytes'), 16 * GIB, '16GiB'),
    ...rangeFaults(below(whole, 'convergeWithin'), 1000, 90 * 86_400_000),
    ...items(below(whole, 'notifications')).flatMap((one) => notificationFaults(one, sources)),
    ...usageFaults(below(whole, 'usage')),
  ]
}

function listenFaults(whole: Part): Fault[] {
  const [hooks, http, admission] = [partOf(whole, 'hooks'), partOf(whole, 'http'), partOf(whole, 'admission')]
  const faults = [hooks, http, admission].flatMap((part) => {
    const text = textOf(part)
    const isPort = text === undefined || listenOf(text) !== undefined || !/:\d{5}$/.test(text)
    return isPort ? [] : [wrong(part, 'the port must be at most 65535')]
  })
  const address = textOf(hooks)
  const isSame = address !== undefined && address === (textOf(http) ?? '127.0.0.1:8080')
  if (!isSame || address === 'off' || address.endsWith(':0')) return faults
  const help = 'give webhooks a port of their own, so that nothing else can be reached from outside'
  return [...faults, wrong(hooks, 'webhooks and `http` would listen at the same address', help)]
}

function partOf(whole: Part, name: string): Part {
  return below(below(whole, name), 'listen')
}

/** It judges changes in the clusters that are sources, and nothing else; what is switched off waits for one. */
function admissionFaults(whole: Part, sources: readonly Part[]): Fault[] {
  const admission = below(whole, 'admission')
  if (!stands(admission) || textOf(partOf(whole, 'admission')) === 'off') return []
  if (sources.some((source) => stands(below(source, 'kubernetes')))) return []
  const help = 'name the cluster in `sources`, or take `admission` away'
  return [misplaced(admission, '`admission` is set, but no source is a cluster', help)]
}

/** A webhook that nobody listens for is a mistake, unless listening is switched off in so many words. */
function hookFaults(source: Part, whole: Part): Fault[] {
  const webhook = below(below(source, 'git'), 'webhook')
  if (!stands(webhook) || stands(below(whole, 'hooks'))) return []
  return [misplaced(webhook, '`webhook` is set, but webhooks are taken nowhere', 'set `hooks.listen`')]
}

function sizeFaults(part: Part, most: number, shown: string): Fault[] {
  const bytes = sizeBytes(textOf(part) ?? '')
  if (bytes === undefined || (bytes >= 1 && bytes <= most)) return []
  return [wrong(part, `\`${part.way.at(-1)}\` must lie between 1B and ${shown}`)]
}

function notificationFaults(notification: Part, sources: readonly Part[]): Fault[] {
  const type = textOf(below(notification, 'type'))
  const needsToken = (type === 'github' || type === 'gitlab') && !stands(below(notification, 'tokenRef'))
  const token = needsToken
    ? [misplaced(below(notification, 'type'), `a commit status of ${type} needs a token`, 'add `tokenRef`')]
    : []
  const names = sources.flatMap((source) => textOf(below(source, 'name')) ?? [])
  const unknown = items(below(notification, 'sources')).flatMap((part) => {
    const name = textOf(part)
    if (name === undefined || names.includes(name)) return []
    const meant = nearest(name, names)
    const help = meant === undefined ? `sources are ${names.join(', ')}` : `did you mean \`${meant}\`?`
    return [wrong(part, `there is no source \`${visible(name.slice(0, 63))}\``, visible(help))]
  })
  return [...webAddressFaults(below(notification, 'url')), ...token, ...unknown]
}
