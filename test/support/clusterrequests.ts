/** How many requests an API server has answered, by its own count: `PATCH users/status`, `LIST users`. */
export type Requests = ReadonlyMap<string, number>

const LINE = /^apiserver_request_total\{(.*)\} ([\d.e+]+)$/

/** Reads the metrics of an API server. Requests for what is not Charter's are left out, but Events. */
export function requestsIn(metrics: string): Requests {
  const counts = new Map<string, number>()
  for (const line of metrics.split('\n')) {
    const [, labels = '', count = '0'] = LINE.exec(line) ?? []
    const { group, resource, subresource, verb } = labelsIn(labels)
    if (group !== 'charter.sh' && resource !== 'events') continue
    const name = `${verb} ${resource}${subresource === '' ? '' : `/${subresource}`}`
    counts.set(name, (counts.get(name) ?? 0) + Number(count))
  }
  return counts
}

/** What was asked since, by name in order; what was not stands there neither. */
export function requestsSince(before: Requests, after: Requests): Readonly<Record<string, number>> {
  const all = [...after].map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const)
  return Object.fromEntries(all.filter(([, count]) => count > 0).sort(([left], [right]) => (left < right ? -1 : 1)))
}

function labelsIn(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]))
}
