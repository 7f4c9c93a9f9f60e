import type { FastifyInstance } from 'fastify'

/** Gives the methods that a server takes at an address, sorted, `OPTIONS` among them; none where there is nothing. Begins before the first route. */
export function allowedMethods(server: FastifyInstance): (url: string) => readonly string[] {
  const routes: { readonly parts: readonly string[]; readonly methods: readonly string[] }[] = []
  server.addHook('onRoute', ({ url, method }) => {
    routes.push({ parts: url.split('/'), methods: [method].flat() })
  })
  return (url) => {
    const [path = ''] = url.split(/[?#]/)
    const parts = path.split('/')
    const found = routes.filter((route) => isAt(route.parts, parts)).flatMap(({ methods }) => methods)
    return found.length === 0 ? [] : [...new Set([...found, 'OPTIONS'])].sort()
  }
}

function isAt(route: readonly string[], parts: readonly string[]): boolean {
  return route.length === parts.length && route.every((one, at) => one.startsWith(':') || one === parts[at])
}
