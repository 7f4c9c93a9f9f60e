import type { FastifyInstance } from 'fastify'
import type { Endpoint } from './endpoint.ts'
import { openApi } from './openapi.ts'
import { documentationPage, PAGE_POLICY } from './page.ts'

/** Serves what the API is, to anybody: `/openapi.json` for programs, `/docs` for people. */
export function mountDocument(server: FastifyInstance, endpoints: readonly Endpoint[], version: string): void {
  const document = openApi(endpoints, version)
  const json = `${JSON.stringify(document, null, 2)}\n`
  const page = documentationPage(document)
  server.get('/openapi.json', (_, reply) => reply.type('application/json; charset=utf-8').send(json))
  server.get('/docs', (_, reply) =>
    reply.header('content-security-policy', PAGE_POLICY).type('text/html; charset=utf-8').send(page),
  )
}
