import { visible } from '../../lib/text.ts'
import type { Fault } from '../../schemas/decoded.ts'
import { below, items, type Part, textOf, wrong } from './fault.ts'
import { cronFaults } from './source.ts'

/** What is wrong with `usage` beyond its schema. */
export function usageFaults(usage: Part): Fault[] {
  return [...items(below(usage, 'allowedHosts')).flatMap(hostFaults), ...cronFaults(below(usage, 'schedule'))]
}

/** A host is written as addresses have it, or it would never be that of one. */
function hostFaults(part: Part): Fault[] {
  const text = textOf(part)
  if (text === undefined) return []
  const hosts = ['https', 'http'].flatMap((scheme) => hostOf(`${scheme}://${text}`) ?? [])
  if (hosts.includes(text) && !text.includes('*')) return []
  const written = text.includes('*') ? undefined : (hosts[0] ?? hostOf(text))
  const help =
    written === undefined || written === '' ? 'for example `prometheus.example:9090`' : `write \`${visible(written)}\``
  return [wrong(part, `\`${visible(text.slice(0, 100))}\` is no host, or no host and port`, help)]
}

function hostOf(text: string): string | undefined {
  return URL.canParse(text) ? new URL(text).host : undefined
}
