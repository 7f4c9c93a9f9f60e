import type { FastifyInstance } from 'fastify'
import { type Admission, type AdmissionRequest, admissionRequestIn, admissionReview } from '../kubernetes/admission.ts'
import type { Certificate } from './certificate.ts'
import { createServer, sendProblem } from './server.ts'

/** What the server of a validating webhook needs; `admit` gives `undefined` where no cluster is called so. */
export interface AdmissionServer {
  readonly certificate: Certificate
  readonly admit: (source: string, request: AdmissionRequest) => Promise<Admission | undefined>
}

/** An object holds 1.5 MiB in etcd at most, and both its old and its new form are sent. */
const BODY_BYTES = 4 * 1024 * 1024

/** A server over TLS that answers `POST /admission/<source>` with an AdmissionReview (`admission.k8s.io/v1`), and nothing else. */
export function createAdmission({ certificate, admit }: AdmissionServer): FastifyInstance {
  const server = createServer({ bodyBytes: BODY_BYTES, certificate })
  server.post<{ Params: { source: string } }>('/admission/:source', async ({ params, body }, reply) => {
    const request = admissionRequestIn(body)
    if (request === undefined) {
      const detail = 'an AdmissionReview of admission.k8s.io/v1 with a request is expected'
      return sendProblem(reply, { status: 400, title: 'Bad Request', detail })
    }
    const admission = await admit(params.source, request)
    if (admission === undefined) {
      return sendProblem(reply, { status: 404, title: 'Not Found', detail: 'no cluster is a source of this name' })
    }
    return reply.send(admissionReview(request, admission))
  })
  return server
}
